import { ask, type Message, type PageKind, type Talk } from './messages.ts'
import type { Opened } from './shown.ts'

export type PageMessage = Message<PageKind>

/** A message to the background; `null` when it does not answer, as while it starts or is updated. */
export async function tell<K extends PageKind>(message: Message<K>): Promise<Talk[K]['hears'] | null> {
  try {
    return (await ask(message)) ?? null
  } catch {
    return null
  }
}

/** The portal, where all is confirmed that needs it, or the provider's window: both out of the page's reach. */
export function open(what: Opened): void {
  void tell({ kind: 'open', ...what })
}

export function openPortal(route: string): void {
  open({ what: 'portal', route })
}
