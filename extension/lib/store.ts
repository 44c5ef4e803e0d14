/** One value and who wants to hear of its changes. Signals would cost the content script 3 KiB. */
export interface Store<T> {
  get(): T
  set(next: T): void
  on(listener: (value: T) => void, signal: AbortSignal): void
}

export function store<T>(value: T): Store<T> {
  const listeners = new Set<(value: T) => void>()
  return {
    get: () => value,
    set(next) {
      value = next
      for (const listener of listeners) listener(next)
    },
    on(listener, signal) {
      if (signal.aborted) return
      listeners.add(listener)
      signal.addEventListener('abort', () => listeners.delete(listener))
    },
  }
}
