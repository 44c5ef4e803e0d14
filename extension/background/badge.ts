import { browser } from 'wxt/browser'
import type { Seen } from '../lib/storage.ts'
import { stillToDecide, toDecideCount } from '../lib/to-decide.ts'
import { t } from '../lib/words.ts'

export interface Badge {
  readonly text: string
  readonly ground: string
  readonly ink: string
  /** What it means, for those who point at it or hear it. */
  readonly title: string
}

const soonMs = 10 * 60_000
const red = { ground: '#db0000', ink: '#ffffff' }
const amber = { ground: '#ffe347', ink: '#0f141a' }

/** The number to decide, in red; if there is none, the minutes left under ten, in amber; else nothing. */
export function badgeOf(seen: Seen | null, now: number): Badge | null {
  if (!seen) return null
  const toDecide = toDecideCount(seen, stillToDecide(seen.toDecide, now).length)
  if (toDecide > 0) {
    const text = toDecide > 99 ? '99+' : String(toDecide)
    return { ...red, text, title: t('ui_badge_decide', { n: text }) }
  }
  const leftMs = soonestEnd(seen, now) - now
  if (leftMs >= soonMs) return null
  const minutes = Math.floor(leftMs / 60_000)
  const text = minutes < 1 ? '<1m' : `${minutes}m`
  return { ...amber, text, title: t('ui_badge_left', { n: minutes < 1 ? '1' : String(minutes) }) }
}

function soonestEnd({ sessions }: Seen, now: number): number {
  const ends = sessions
    .filter(({ status }) => status === 'active')
    .map(({ session }) => Date.parse(session?.endsAt ?? ''))
  return Math.min(...ends.filter((end) => end > now))
}

export async function showBadge(badge: Badge | null): Promise<void> {
  await Promise.all([
    browser.action.setBadgeText({ text: badge?.text ?? '' }),
    browser.action.setTitle({ title: badge?.title ?? t('action_title') }),
  ])
  if (!badge) return
  await browser.action.setBadgeBackgroundColor({ color: badge.ground })
  await browser.action.setBadgeTextColor({ color: badge.ink })
}
