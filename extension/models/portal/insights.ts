import type { Insights } from '../../../schema/contract/insights.ts'
import type { Request } from '../../../schema/contract/requests.ts'
import { asOf } from './as-of.ts'

/** What the timeline shows beside now: as much of what was as of what comes. */
export const aroundMs = 12 * 60 * 60_000

/** Green is what AWS has confirmed: `held`, and `left` until its end. `tail`: what was issued may work on. */
export type BarKind = 'held' | 'left' | 'comes' | 'over' | 'tail'

/** A piece of a bar, in percent of the timeline. */
export interface Bar {
  readonly kind: BarKind
  readonly from: number
  readonly width: number
  /** It goes on beyond the timeline, there. */
  readonly opens?: 'earlier' | 'later' | undefined
}

/** One session as pieces of a bar; what lies outside of the timeline is left out. */
export function barsOf(request: Request, now: number): readonly Bar[] {
  const { status, session } = asOf(request, now)
  if (!session) return []
  const [startsAt, endsAt, until] = [session.startsAt, session.endsAt, session.credentialsUntil].map(
    Date.parse,
  )
  const from = Date.parse(session.activeAt ?? session.startsAt)
  const tail = session.credentials === 'may_last' ? pieces('tail', endsAt!, until!, now) : []
  if (status === 'active')
    return [...pieces('held', from, now, now), ...pieces('left', now, endsAt!, now), ...tail]
  if (status === 'ending') return [...pieces('over', from, Math.min(endsAt!, now), now), ...tail]
  return pieces('comes', startsAt!, endsAt!, now)
}

function pieces(kind: BarKind, from: number, until: number, now: number): Bar[] {
  const [begins, ends] = [from, until].map((at) => percent(at, now))
  const opens = until - now > aroundMs ? 'later' : now - from > aroundMs ? 'earlier' : undefined
  // What begins beyond the edge is an open end alone.
  if (ends! <= begins! && !(opens === 'later' && kind === 'comes')) return []
  return [{ kind, from: begins!, width: ends! - begins!, opens }]
}

/** Where an instant stands on the timeline, at its edge where it is beyond. */
export function percent(at: number, now: number): number {
  const share = (at - now + aroundMs) / (2 * aroundMs)
  return 100 * Math.min(1, Math.max(0, share))
}

/** The full hours that are told below the timeline: every sixth of the day on the clock of the person. */
export function ticks(now: number): readonly { readonly at: number; readonly percent: number }[] {
  const first = new Date(now - aroundMs)
  first.setMinutes(0, 0, 0)
  const hours = Array.from({ length: 25 }, (_, i) => first.getTime() + (i + 1) * 3_600_000)
  return hours
    .filter((at) => new Date(at).getHours() % 6 === 0 && at < now + aroundMs)
    .map((at) => ({ at, percent: percent(at, now) }))
}

export interface Held {
  readonly accountId: string
  readonly accountName: string
  readonly sensitive: boolean
  readonly by: readonly Request[]
}

/** Who holds what right now, by account: what AWS has confirmed, or has not yet confirmed as gone. */
export function heldByAccount(running: readonly Request[], now: number): readonly Held[] {
  const holding = running.filter((request) => /^(active|ending)$/.test(asOf(request, now).status))
  return [...Map.groupBy(holding, ({ accountId }) => accountId).values()]
    .map((by) => ({ ...by[0]!, by }))
    .toSorted((one, other) => one.accountName.localeCompare(other.accountName))
}

type Hour = Insights['decisions']['hours'][number]

/** The hour at which decisions took longest, where there are any. */
export function slowest(hours: readonly Hour[]): Hour | null {
  const known = hours.filter(({ medianSeconds }) => medianSeconds !== null)
  if (known.length === 0) return null
  return known.reduce((worst, hour) => (hour.medianSeconds! > worst.medianSeconds! ? hour : worst))
}

/** Minutes that nobody held what would have stood. */
export function saved({ standingMinutes, heldMinutes }: Insights['held']): number {
  return Math.max(0, standingMinutes - heldMinutes)
}
