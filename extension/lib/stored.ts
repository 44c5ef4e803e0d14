import { browser } from 'wxt/browser'

/** One value in the browser's storage, declared once with what it is before anybody wrote it. */
export interface Stored<T> {
  getValue(): Promise<T>
  setValue(value: T): Promise<void>
  removeValue(): Promise<void>
  /** Calls `changed` for every change, whichever page or worker made it, until the answer is called. */
  watch(changed: (value: T) => void): () => void
}

/** WXT's own does migrations and metadata as well, at a fifth of what the popup may weigh. */
export function stored<T>(areaName: 'local' | 'session', key: string, fallback: T): Stored<T> {
  const area = (): typeof browser.storage.local => browser.storage[areaName]
  // Only this item writes under its key, in the form it was declared with.
  const typed = (value: unknown): T => (value === undefined ? fallback : (value as T))
  return {
    getValue: async () => typed((await area().get(key))[key]),
    setValue: (value) => area().set({ [key]: value }),
    removeValue: () => area().remove(key),
    watch: (changed) => {
      type Changes = Parameters<Parameters<typeof browser.storage.local.onChanged.addListener>[0]>[0]
      const hear = (changes: Changes): void => {
        const change = changes[key]
        if (change) changed(typed(change.newValue))
      }
      area().onChanged.addListener(hear)
      return () => area().onChanged.removeListener(hear)
    },
  }
}
