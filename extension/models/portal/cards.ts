import type { Seen } from '../../lib/storage.ts'
import { ago, one, span } from '../../lib/time.ts'
import { urgency } from '../../lib/urgency.ts'
import { t } from '../../lib/words.ts'
import { waiting } from '../../../schema/contract/lifecycle.ts'
import { href } from './route.ts'

export interface StatCard {
  readonly title: string
  readonly count: string
  readonly href: string
  /** What is due first, where storage knows it. */
  readonly second: string
  /** Somebody is needed soon. */
  readonly soon: boolean
}

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const weekMs = 7 * 24 * hourMs
/** A page of the API: with fewer, storage has them all. */
const pageSize = 25

/** The four cards; approvals are left out for those who decide nothing. */
export function cards(seen: Seen, now: number): readonly StatCard[] {
  return [sessionsCard(seen, now), pendingCard(seen, now), ...approvalsCard(seen, now), totalCard(seen, now)]
}

function sessionsCard({ summary, sessions }: Seen, now: number): StatCard {
  const ends = sessions
    .filter(({ status }) => status === 'active')
    .map(({ session }) => Date.parse(session?.endsAt ?? ''))
  const leftMs = Math.min(...ends.filter((end) => end > now)) - now
  const second = Number.isFinite(leftMs) ? t('portal_card_soonest', { time: span(leftMs) }) : ''
  return card(
    'active_sessions',
    summary.activeSessions,
    href({ page: 'sessions' }),
    second,
    urgency(leftMs) !== 'calm',
  )
}

function pendingCard({ summary, mine }: Seen, now: number): StatCard {
  const oldest = mine.filter(({ status }) => waiting.has(status)).at(-1)
  const second = oldest ? ago(oldest.openedAt, now) : ''
  return card('pending_requests', summary.pendingRequests, href({ page: 'requests', filter: 'open' }), second)
}

function approvalsCard({ summary, toDecide }: Seen, now: number): readonly StatCard[] {
  if (summary.pendingApprovals === null) return []
  const due = Math.min(...toDecide.map(({ windowEndsAt }) => Date.parse(windowEndsAt))) - now
  const second = Number.isFinite(due) && due > 0 ? t('portal_card_due', { time: one(due) }) : ''
  return [
    card(
      'pending_approvals',
      summary.pendingApprovals,
      href({ page: 'approvals' }),
      second,
      due > 0 && due <= hourMs,
    ),
  ]
}

function totalCard({ summary, mine }: Seen, now: number): StatCard {
  const week = mine.filter(({ openedAt }) => Date.parse(openedAt) > now - weekMs).length
  const known = mine.length < pageSize || week < mine.length
  const second = known && mine.length > 0 ? t('portal_card_week', { n: String(week) }) : ''
  return card('total_requests', summary.totalRequests, href({ page: 'requests', filter: 'all' }), second)
}

function card(title: string, count: number, link: string, second: string, soon = false): StatCard {
  return {
    title: t(`portal_${title}`),
    count: count >= 100 && title === 'pending_approvals' ? '99+' : String(count),
    href: link,
    second,
    soon,
  }
}
