import { arrive, settled, type LifecycleEvent, type Status } from '../../schema/contract/lifecycle.ts'
import type { Session } from './session.ts'
import type { EventRow, Period, RequestRow, Triple, Truth } from './truth.ts'
import { keyOf, standing } from './wishes.ts'

export interface Verdict {
  readonly lost: number
  readonly leftOver: number
  readonly said: readonly string[]
  readonly statuses: Readonly<Record<string, number>>
  /** The longest that AWS had anything after its end, whatever was dead meanwhile. */
  readonly latestMs: number
}

/** Nothing that was answered may be missing, every path must be legal to its end, AWS must hold what it held at first. */
export function judge(sessions: readonly Session[], truth: Truth): Verdict {
  const rows = new Map(truth.requests(sessions.map(({ id }) => id)).map((row) => [row.id, row]))
  const lives = sessions.map((session) => lifeOf(session, rows.get(session.id), sessions, truth))
  const troubles = lives.flatMap((life) => {
    const { session } = life
    const trouble = troubleWith(life, truth)
    return trouble === null ? [] : [`lost ${session.id}: ${trouble}`]
  })
  const strange = differences(truth.assignments())
  const statuses = Object.groupBy(rows.values(), ({ status }) => status)
  return {
    lost: troubles.length,
    leftOver: strange.length,
    said: [...troubles, ...strange],
    latestMs: Math.max(0, ...lives.flatMap(lateMs)),
    statuses: Object.fromEntries(Object.entries(statuses).map(([status, of]) => [status, of?.length ?? 0])),
  }
}

export function isOver(status: string): boolean {
  return settled.has(status as Status)
}

/** A session, and when AWS had its access. */
interface Life {
  readonly session: Session
  readonly row: RequestRow | undefined
  /** As it was written, or as a person asked for it. */
  readonly endsAt: number
  readonly periods: readonly Period[]
}

function lifeOf(session: Session, row: RequestRow | undefined, all: readonly Session[], truth: Truth): Life {
  const next = all.find((other) => keyOf(other) === keyOf(session) && other.askedAt > session.askedAt)
  const periods = truth.periodsOf(session, next?.askedAt ?? Number.MAX_SAFE_INTEGER)
  const endsAt = Math.min(row?.endsAt ?? Infinity, row?.endAskedAt ?? Infinity)
  return { session, row, endsAt, periods }
}

function lateMs({ periods, endsAt }: Life): number[] {
  return periods.map(({ until }) => (until ?? 0) - endsAt)
}

/** A Create sent before the end lands so long after it at most. */
const landsMs = 6_000
const endings = new Set(['revoke', 'release', 'withdraw'])

function troubleWith({ session, row, endsAt, periods }: Life, truth: Truth): string | null {
  if (!row) return 'the ledger does not know it'
  const events = truth.eventsOf(row.id)
  const path = events.map(({ event }) => event).join(' ')
  if (session.isApproved && !events.some(({ event }) => event === 'approve'))
    return `its approval is gone: ${path}`
  if (session.isEnded && !events.some(({ event }) => endings.has(event))) return `its end is gone: ${path}`
  if (session.isApproved && !isOver(row.status)) return `it is still ${row.status}: ${path}`
  if (events.at(-1)?.version !== row.version || events.length !== row.version)
    return `events are missing: ${path}`
  if (illegal(events, row.status as Status)) return `its path is not legal: ${path}`
  return heldWrongly(periods, { endsAt, endedAt: row.endedAt })
}

/** What AWS had, against what was said of it. */
export function heldWrongly(
  periods: readonly Period[],
  { endsAt, endedAt }: { readonly endsAt: number; readonly endedAt: number | null },
): string | null {
  const isHeld = ({ since, until }: Period): boolean =>
    endedAt !== null && since <= endedAt && (until === null || endedAt < until)
  if (periods.some(isHeld)) return 'AWS had it when it was said to be over'
  return periods.some(({ since }) => since > endsAt + landsMs) ? 'AWS was asked for it after its end' : null
}

/** Evidence that moves nothing. */
const beside = new Set(['credentials_gone', 'credentials_killed', 'sealed', 'seal_late'])

/** Every event follows from the status before it, and the last one leads to where the row stands. */
export function illegal([first, ...more]: readonly EventRow[], last: Status): boolean {
  let status = first?.status as Status
  if (status !== 'pending') return true
  for (const { event, status: next } of more) {
    if (next !== (beside.has(event) ? status : after(status, event))) return true
    status = next as Status
  }
  return status !== last
}

function after(status: Status, event: string): Status | undefined {
  return arrive(status, event as LifecycleEvent)?.status
}

function differences(held: readonly Triple[]): string[] {
  const [now, then] = [new Set(held.map(keyOf)), new Set(standing.map(keyOf))]
  return [
    ...[...now].filter((key) => !then.has(key)).map((key) => `left over: ${key}`),
    ...[...then].filter((key) => !now.has(key)).map((key) => `standing access is gone: ${key}`),
  ]
}
