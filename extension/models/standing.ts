import {
  type Link,
  linkItem,
  type LinkState,
  noTabs,
  type OpenTabs,
  type Seen,
  seenItem,
  tabsItem,
} from '../lib/storage.ts'
import { startClock } from './clock.ts'

/** How things stand for this browser: what was seen, whether the API is reached, and what time it is. */
export interface Standing {
  readonly seen: Seen | null
  readonly link: LinkState | null
  readonly browserOnline: boolean
  readonly tabs: OpenTabs
  /** Milliseconds; it moves when the words on the screen do. */
  readonly now: number
}

export const unknown: Standing = { seen: null, link: null, browserOnline: true, tabs: noTabs, now: 0 }

/**
 * Tells `show` how things stand, from storage before the network answers, and each time it changes. No signals
 * here: they would cost the popup a fifth of what it may weigh.
 */
export async function watchStanding(show: (standing: Standing) => void): Promise<void> {
  let standing = unknown
  const change = (part: Partial<Standing>): void => {
    standing = { ...standing, ...part }
    startClock(endsOf(standing), (now) => show((standing = { ...standing, now })))
  }
  seenItem.watch((seen) => change({ seen }))
  linkItem.watch((link) => change({ link }))
  tabsItem.watch((tabs) => change({ tabs }))
  for (const event of ['online', 'offline']) {
    addEventListener(event, () => change({ browserOnline: navigator.onLine }))
  }
  const [seen, link, tabs] = await Promise.all([
    seenItem.getValue(),
    linkItem.getValue(),
    tabsItem.getValue(),
  ])
  change({ seen, link, tabs, browserOnline: navigator.onLine })
}

function endsOf({ seen, link }: Standing): readonly number[] {
  const ends = (seen?.sessions ?? []).map(({ session }) => Date.parse(session?.endsAt ?? ''))
  return link?.retryAt ? [...ends, link.retryAt] : ends
}

/** `loading`: nothing is known yet. Being signed out is said before being offline, since only one can be mended. */
export function connectionOf({ seen, link, browserOnline }: Standing): Link | 'loading' {
  if (link?.state === 'signed-out') return 'signed-out'
  if (!browserOnline) return 'offline'
  return link?.state ?? (seen ? 'online' : 'loading')
}
