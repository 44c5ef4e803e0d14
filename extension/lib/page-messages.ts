import { ask, type Message, type PageKind, type Talk } from './messages.ts'

/** A message to the background; `null` when it does not answer, as while it starts or is updated. */
export async function tell<K extends PageKind>(message: Message<K>): Promise<Talk[K]['hears'] | null> {
  try {
    return (await ask(message)) ?? null
  } catch {
    return null
  }
}

/** The popup, or where it cannot be opened the portal, at the place that confirms: out of the page's reach. */
export function openPopup(route?: string): void {
  void tell({ kind: 'open', what: 'popup', ...(route && { route }) })
}

export function openPortal(route: string): void {
  void tell({ kind: 'open', what: 'portal', route })
}
