import { ask, type Message, type PageKind, type Talk } from './messages.ts'

export type PageMessage = Message<PageKind>

/** A message to the background; `null` when it does not answer, as while it starts or is updated. */
export async function tell<K extends PageKind>(message: Message<K>): Promise<Talk[K]['hears'] | null> {
  try {
    return (await ask(message)) ?? null
  } catch {
    return null
  }
}

/** What needs a confirmation is confirmed there: out of the page's reach. */
export function openPortal(route: string): void {
  void tell({ kind: 'open', what: 'portal', route })
}

/** The provider's window is the browser's own: the page neither sees nor reaches it. */
export function openSignIn(): void {
  void tell({ kind: 'open', what: 'sign-in' })
}
