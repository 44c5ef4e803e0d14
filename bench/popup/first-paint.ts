import { setTimeout as sleep } from 'node:timers/promises'
import type { Seen } from '../../extension/lib/storage.ts'
import { sampleRequest, sampleSeen, sampleSession } from '../../extension/test-samples.ts'
import type { Bench } from './browser.ts'
import type { Tab } from './tab.ts'

export interface Paint {
  /** Milliseconds from the wish to open the popup to its first paint. */
  readonly sincePress: number
  /** The same from the navigation within it: what its page alone takes. */
  readonly sinceNavigation: number
}

export interface Paints {
  readonly ours: readonly Paint[]
  readonly empty: readonly Paint[]
}

const warmUps = 3
const restMs = 150

/** The popup as the browser opens it, with a running session in storage, and that of the empty extension, in turn. */
export async function firstPaints(bench: Bench, times: number): Promise<Paints> {
  const [mine, other] = [
    await bench.open(`${bench.ours}/popup.html`),
    await bench.open(`${bench.empty}/popup.html`),
  ]
  await sleep(1_000)
  await mine.evaluate(stored(seenNow()))
  const paints = { ours: [] as Paint[], empty: [] as Paint[] }
  for (let n = -warmUps; n < times; n++) {
    const [a, b] = [await paintOf(mine, '.session'), await paintOf(other, 'p')]
    if (n < 0) continue
    paints.ours.push(a)
    paints.empty.push(b)
  }
  await Promise.all([mine, other].map((tab) => tab.close()))
  return paints
}

/** One running session, one request to decide and one of one's own: what a popup has on a usual day. */
function seenNow(): Seen {
  const at = Date.now()
  const inMinutes = (minutes: number) => new Date(at + minutes * 60_000).toISOString()
  const session = sampleSession(-19, 41)
  const times = { startsAt: inMinutes(-19), activeAt: inMinutes(-19), endsAt: inMinutes(41) }
  const running = { ...session, session: { ...session.session!, ...times } }
  const waits = sampleRequest({ id: 'w', windowEndsAt: inMinutes(600) })
  return sampleSeen({ sessions: [running], toDecide: [waits], mine: [waits, running], at, wholeAt: at })
}

function stored(seen: Seen): string {
  const link = { state: 'online', retryAt: null }
  const tokens = { access: 'a', refresh: 'r', until: Date.now() + 3_600_000 }
  return `Promise.all([chrome.storage.local.set(${JSON.stringify({ seen })}),
    chrome.storage.session.set(${JSON.stringify({ link, tokens })})]).then(() => true)`
}

/** Asked of another page of the same extension, which sees the popup's own measurements. */
async function paintOf(from: Tab, row: string): Promise<Paint> {
  await from.send('Page.bringToFront')
  await sleep(restMs)
  return from.evaluate<Paint>(`(async () => {
    const popup = () => chrome.extension.getViews({ type: 'popup' })[0]
    const pressed = performance.timeOrigin + performance.now()
    await chrome.action.openPopup()
    const paint = () => popup()?.performance.getEntriesByName('first-contentful-paint')[0]
    for (let waited = 0; !paint(); waited++) {
      if (waited > 1000) throw new Error('nothing was painted')
      await new Promise((next) => setTimeout(next, 5))
    }
    const { performance: its, document: page } = popup()
    if (!page.querySelector(${JSON.stringify(row)})) throw new Error('the first paint has no ${row} in it')
    const sinceNavigation = paint().startTime
    popup().close()
    return { sinceNavigation, sincePress: its.timeOrigin + sinceNavigation - pressed }
  })()`)
}
