import type { ComponentChildren } from 'preact'

interface Props {
  readonly title: string
  /** Which of the dialogs, for its look. */
  readonly kind?: string
  readonly close: () => void
  readonly children: ComponentChildren
}

/**
 * The browser's own dialog: it holds the focus and closes with Esc. The focus starts on what has `autofocus`, and
 * goes back to where it came from.
 */
export function Dialog({ title, kind, close, children }: Props) {
  return (
    <dialog ref={show} class={kind} aria-labelledby="dialog-title" onClose={close}>
      <h2 id="dialog-title">{title}</h2>
      {children}
    </dialog>
  )
}

/** One function for all drawings, so that it is called once when the dialog comes and once when it goes. */
function show(dialog: HTMLDialogElement | null): (() => void) | undefined {
  if (!dialog) return undefined
  const before = document.activeElement
  dialog.showModal()
  return () => {
    // While it is open nothing behind it takes the focus. That it closes now is no wish of the person's.
    dialog.addEventListener('close', (event) => event.stopImmediatePropagation(), { capture: true })
    dialog.close()
    if (before instanceof HTMLElement) before.focus()
  }
}
