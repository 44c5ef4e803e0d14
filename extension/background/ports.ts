import type { Browser } from 'wxt/browser'
import { isConsoleHost, sessionLabel } from '../lib/aws-hosts.ts'
import { type Seen, tabsItem } from '../lib/storage.ts'
import { speaker } from './heard.ts'

const open = new Set<Browser.runtime.Port>()
let told = ''

/** A console page that wants to hear of changes. It is told that there are some, and asks what they are. */
export function addPort(port: Browser.runtime.Port): void {
  if (port.name !== 'hallpass' || !port.sender || speaker(port.sender) !== 'page') return port.disconnect()
  const tab = port.sender.tab?.id ?? -1
  open.add(port)
  noteTabs()
  port.onDisconnect.addListener(() => {
    open.delete(port)
    noteTabs()
    saidIn.delete(tab)
  })
  // A frame may have loaded before the page it is in knew whose it is.
  for (const { text } of saidIn.get(tab) ?? []) port.postMessage({ kind: 'denied-in-frame', text })
}

export function tellPages(seen: Seen | null): void {
  const now = JSON.stringify([seen?.me.id, seen?.mine, seen?.sessions, seen?.catalogAt])
  if (now === told) return
  told = now
  for (const port of open) port.postMessage({ kind: 'here-changed' })
}

/** For our own pages. It outlives a background that is put to sleep, whose hidden tabs come back late. */
function noteTabs(): void {
  const hosts = [...open].map(hostOf)
  const shareSession = hosts.some((host) => isConsoleHost(host) && !sessionLabel.test(host))
  void tabsItem.setValue({ shareSession, full: sessionsFull() })
}

function hostOf({ sender }: Browser.runtime.Port): string {
  return new URL(sender?.url ?? '').hostname
}

/** AWS lets one browser hold this many sessions side by side. */
const mostSessions = 5

/** Told apart by the label of their host, in the tabs that are open. */
export function sessionsFull(): boolean {
  const labels = [...open].map((port) => sessionLabel.exec(hostOf(port))?.[0])
  return new Set(labels.filter((label) => label !== undefined)).size >= mostSessions
}

/** Frames of a tab may say so much in a minute: what floods is not heard. */
const mostInAMinute = 10
const mostTabs = 100
const saidIn = new Map<number, readonly { readonly text: string; readonly at: number }[]>()

/** What a frame says goes to the page it is in, which asks for an offer as for its own messages. */
export function tellTopFrame(tab: number | undefined, text: string, now = Date.now()): void {
  const lately = (saidIn.get(tab ?? -1) ?? []).filter(({ at }) => now - at < 60_000)
  if (tab === undefined || lately.length >= mostInAMinute) return
  if (saidIn.size >= mostTabs && !saidIn.has(tab)) saidIn.clear()
  saidIn.set(tab, [...lately, { text, at: now }])
  const port = [...open].find(({ sender }) => sender?.tab?.id === tab)
  port?.postMessage({ kind: 'denied-in-frame', text })
}
