import { browser } from 'wxt/browser'
import type { Page } from './console-page.ts'
import type { Here } from './messages.ts'
import { tell } from './page-messages.ts'
import type { ShownOffer, ShownRequest } from './shown.ts'
import { type Store, store } from './store.ts'

/** What the features of one page share. */
export interface Desk {
  readonly here: Store<Here | null>
  /** Whether the clock is drawn, so that the button makes room for it. */
  readonly clockShown: Store<boolean>
  /** Counts the wishes for the panel; whoever owns the panel listens. */
  readonly panelWished: Store<number>
  /** The offer that was pressed: whoever owns the panel listens. */
  readonly offerWished: Store<ShownOffer | null>
  /** The request the panel tells about, as fresh as it is there. */
  readonly followed: Store<ShownRequest | null>
  /** What a frame within the page was denied, and what fits it. */
  readonly saidInFrame: Store<string>
  readonly frameOffer: Store<ShownOffer | null>
  refresh(): Promise<void>
}

const retryMs = 5_000
/** An extension that is taken out loses its ports first, and a moment later all else. */
const goneMs = 300
const stillMs = 60_000

/** Asks the background now, whenever it says that something changed, and when the page is looked at again. */
export function openDesk(page: Page, cutOff: () => void): Desk {
  const here = store<Here | null>(null)
  const refresh = async () => {
    const answer = await tell({ kind: 'here', accountId: page.accountId, page: document.location.href })
    if (answer && !page.signal.aborted) here.set(answer)
  }
  const saidInFrame = store('')
  listen(
    () => void refresh(),
    (text) => saidInFrame.set(text),
    cutOff,
    page.signal,
  )
  return {
    here,
    refresh,
    saidInFrame,
    clockShown: store(false),
    panelWished: store(0),
    offerWished: store<ShownOffer | null>(null),
    followed: store<ShownRequest | null>(null),
    frameOffer: store<ShownOffer | null>(null),
  }
}

/** The background is put to sleep with its ports; only a page that is looked at wakes it again. */
function listen(
  changed: () => void,
  said: (text: string) => void,
  cutOff: () => void,
  signal: AbortSignal,
): void {
  let port: ReturnType<typeof browser.runtime.connect> | null = null
  /** Updated or taken out, an extension has no id, and what this page shows would never change again. */
  const isAlive = () => browser.runtime?.id || cutOff()
  const look = () => {
    if (signal.aborted || !isAlive() || document.visibilityState === 'hidden') return
    changed()
    if (!port) connect()
  }
  const connect = () => {
    try {
      port = browser.runtime.connect({ name: 'hallpass' })
      port.onMessage.addListener(({ text }: { text?: string } = {}) =>
        text === undefined ? changed() : said(text),
      )
      port.onDisconnect.addListener(() => {
        port = null
        setTimeout(isAlive, goneMs)
        setTimeout(look, retryMs)
      })
    } catch {
      cutOff()
    }
  }
  document.addEventListener('visibilitychange', look, { signal })
  const timer = setInterval(look, stillMs)
  signal.addEventListener('abort', () => {
    clearInterval(timer)
    port?.disconnect()
  })
  connect()
  changed()
}
