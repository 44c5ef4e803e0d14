import { useLayoutEffect, useRef } from 'preact/hooks'

/** What a key does; `false` says that it was not for this one after all. */
export type KeyMap = Readonly<Record<string, () => boolean | void>>

/** The same of any key. */
type AnyKey = (key: string) => boolean

const typedIn = 'input, textarea, select, [contenteditable], dialog[open]'
const pressed = 'a, button, summary'

/** Single keys of a screen. They are letters again while a field or a dialog has the focus. `capture`: before the others. */
export function useKeys(keys: KeyMap | AnyKey, { capture = false }: { capture?: boolean } = {}): void {
  const current = useRef(keys)
  current.current = keys
  // With the screen, not a moment after it: who sees a row may press.
  useLayoutEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.defaultPrevented) return
      if (taken(event)) return
      if (isFor(current.current, event.key)) event.preventDefault()
    }
    addEventListener('keydown', press, capture)
    return () => removeEventListener('keydown', press, capture)
  }, [])
}

function isFor(keys: KeyMap | AnyKey, key: string): boolean {
  if (typeof keys === 'function') return keys(key)
  const act = keys[key]
  return act !== undefined && act() !== false
}

/** Whether the key belongs to what has the focus: Enter does, on a link or a button. */
function taken({ key, target }: KeyboardEvent): boolean {
  if (document.querySelector('dialog[open]')) return true
  if (!(target instanceof Element)) return false
  return target.closest(typedIn) !== null || (key === 'Enter' && target.closest(pressed) !== null)
}
