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
  let connected = false
  const look = () => {
    if (signal.aborted || document.visibilityState === 'hidden') return
    changed()
    if (!connected) connect()
  }
  const connect = () => {
    try {
      const port = browser.runtime.connect({ name: 'hallpass' })
      connected = true
      port.onMessage.addListener(({ text }: { text?: string } = {}) =>
        text === undefined ? changed() : said(text),
      )
      port.onDisconnect.addListener(() => {
        connected = false
        setTimeout(look, retryMs)
      })
      signal.addEventListener('abort', () => port.disconnect())
    } catch {
      // The extension was updated or taken out: what this page shows would never change again.
      cutOff()
    }
  }
  document.addEventListener('visibilitychange', look, { signal })
  const timer = setInterval(look, stillMs)
  signal.addEventListener('abort', () => clearInterval(timer))
  connect()
  changed()
}
