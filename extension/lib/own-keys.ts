/**
 * Keeps what is typed in our parts of a page from that page: its shortcuts, and its ears. The first listener on
 * `window` hears first, so this is called before the page's own scripts run.
 */
export function keepKeys(view: Window, signal: AbortSignal): void {
  for (const type of typing) {
    view.addEventListener(type, (event) => keep(event), { capture: true, signal })
  }
}

/** Says that `host` is ours until `signal`; the keys pressed in it come to `onKey` and go no further. */
export function ownKeys(
  host: EventTarget,
  onKey: (event: KeyboardEvent) => unknown,
  signal: AbortSignal,
): void {
  owned.set(host, onKey)
  signal.addEventListener('abort', () => owned.delete(host))
}

// oxfmt-ignore
const typing = [
  'keydown', 'keypress', 'keyup', 'beforeinput', 'input', 'textInput', 'paste', 'cut',
  'compositionstart', 'compositionupdate', 'compositionend',
]

const owned = new Map<EventTarget, (event: KeyboardEvent) => unknown>()

function keep(event: Event): void {
  const onKey = event.target && owned.get(event.target)
  if (!onKey) return
  event.stopImmediatePropagation()
  if (event.type === 'keydown' && event.isTrusted) onKey(event as KeyboardEvent)
}
