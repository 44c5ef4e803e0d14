import type { Insights } from '../schema/contract/insights.ts'
import type { Told } from './db/insights.ts'
import { dayMs, minuteMs } from './durations.ts'
import { localTime } from './rules/times.ts'
import { medianSeconds } from './usual.ts'
import { instant } from './wire.ts'

const weekMs = 7 * dayMs
const weeksTold = 4
export const insightsMs = weeksTold * weekMs

/** How long people's decisions took, by the hour of the day at which the request came. */
export function decisionsOf(past: readonly Told[], zone: string): Insights['decisions'] {
  const decided = past.flatMap((row) => decidedBySomebody(row) ?? [])
  const byHour = Map.groupBy(decided, ({ openedAt }) => Math.floor(localTime(zone, openedAt).minute / 60))
  const hours = Array.from({ length: 24 }, (_, hour) => ({ hour, ...medianOf(byHour.get(hour) ?? []) }))
  return { ...medianOf(decided), hours }
}

type Decision = { readonly openedAt: number; readonly decidedAt: number }

/** What a rule granted took nobody any time. */
function decidedBySomebody(row: Told): Decision | null {
  const { openedAt, decidedAt, lastDeciderId, waitsFor } = row
  return decidedAt === null || lastDeciderId === null || waitsFor !== null ? null : { openedAt, decidedAt }
}

function medianOf(decided: readonly Decision[]): { count: number; medianSeconds: number | null } {
  return { count: decided.length, medianSeconds: decided.length === 0 ? null : medianSeconds(decided) }
}

interface Span {
  readonly from: number
  readonly until: number
}

/** Minutes held, and what the same grants would have been if they stood: see `held` of the contract. */
export function heldSince(from: number, now: number, told: readonly Told[]): Insights['held'] {
  const given = told.filter(({ activeAt }) => activeAt !== null)
  const grants = [...Map.groupBy(given, grantOf).values()]
  const counted = grants.filter((sessions) => !sessions.some(heldAnyhow))
  const spans = counted.map((sessions) => joined(sessions.map((each) => spanOf(each, from, now))))
  const standing = spans.map((held) => ({ from: held[0]!.from, until: now }))
  return {
    grants: counted.length,
    leftOut: grants.length - counted.length,
    heldMinutes: minutes(spans.flat()),
    standingMinutes: minutes(standing),
    weeks: weeksBefore(now, from).map((week) => ({
      from: instant(week.from),
      until: instant(week.until),
      heldMinutes: minutes(spans.flat().map((span) => within(span, week))),
    })),
  }
}

function grantOf({ requesterId, accountId, setArn, id }: Told): string {
  return [requesterId, accountId, setArn ?? id].join(' ')
}

/** The assignment was there before us, or stays after us: an end took nothing away. */
function heldAnyhow({ owned, accessRemains }: Told): boolean {
  return owned === 0 || accessRemains === 'standing' || accessRemains === 'group'
}

function spanOf({ activeAt, endedAt, live }: Told, from: number, now: number): Span {
  const until = endedAt ?? (live === 1 ? now : activeAt!)
  return { from: Math.max(from, activeAt!), until: Math.min(now, until) }
}

/** Overlapping sessions are one: an extension holds nothing twice. Soonest first. */
function joined(spans: readonly Span[]): Span[] {
  const merged: Span[] = []
  for (const span of spans.toSorted((a, b) => a.from - b.from)) {
    const last = merged.at(-1)
    if (last === undefined || span.from > last.until) merged.push(span)
    else merged[merged.length - 1] = { from: last.from, until: Math.max(last.until, span.until) }
  }
  return merged
}

function within(span: Span, week: Span): Span {
  return { from: Math.max(span.from, week.from), until: Math.min(span.until, week.until) }
}

function minutes(spans: readonly Span[]): number {
  const ms = spans.reduce((sum, { from, until }) => sum + Math.max(0, until - from), 0)
  return Math.round(ms / minuteMs)
}

/** Seven days each, the last until now, as far back as was looked at. */
function weeksBefore(now: number, from: number): Span[] {
  const starts = Array.from({ length: weeksTold }, (_, i) => now - (weeksTold - i) * weekMs)
  const weeks = starts.map((start) => ({ from: Math.max(start, from), until: start + weekMs }))
  return weeks.filter((week) => week.until > week.from)
}
