import type { Browser } from 'wxt/browser'
import type { Seen } from '../lib/storage.ts'
import { speaker } from './heard.ts'

const open = new Set<Browser.runtime.Port>()
let told = ''

/** A console page that wants to hear of changes. It is told that there are some, and asks what they are. */
export function addPort(port: Browser.runtime.Port): void {
  if (port.name !== 'hallpass' || !port.sender || speaker(port.sender) === null) return port.disconnect()
  open.add(port)
  port.onDisconnect.addListener(() => open.delete(port))
}

export function tellPages(seen: Seen | null): void {
  const now = JSON.stringify([seen?.me.id, seen?.mine, seen?.sessions, seen?.catalog])
  if (now === told) return
  told = now
  for (const port of open) port.postMessage({ kind: 'here-changed' })
}
