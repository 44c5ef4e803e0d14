import type { Root } from './root.ts'

/** Where work goes on: the field that is empty, the button that comes next, else the way out. */
export function focusFirst(root: Root): void {
  const first = root.find('[data-first]') ?? root.find('button')
  first?.focus()
}

/** Gives the focus back to who has it now, once `signal` ends and nobody else took it meanwhile. */
export function giveBackFocus(signal: AbortSignal): void {
  const before = document.activeElement
  signal.addEventListener('abort', () => {
    const isOurs = document.activeElement?.matches('body, [data-hallpass]')
    if (isOurs && before instanceof HTMLElement && before.isConnected) before.focus()
  })
}
