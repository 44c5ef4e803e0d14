import { running, type Status } from '../../schema/contract/lifecycle.ts'
import { oursForMs, stuckWatchMs } from '../engine/pace.ts'
import type { Instant, Seen } from '../engine/ports.ts'

/** A session of ours at the key that was looked at, as the database has it after the look. */
export interface OurSession {
  readonly id: string
  readonly principalId: string
  readonly status: Status
  readonly owned: boolean
  readonly activeAt: Instant | null
  readonly endsAt: Instant | null
  /** A person asked for its end. */
  readonly endAskedAt: Instant | null
  /** AWS confirmed its end, or its failure was said. */
  readonly overAt: Instant | null
}

/** A finding about the same key that is not over. */
export interface KnownFinding extends Difference {
  readonly id: string
  readonly status: 'suspected' | 'open' | 'ignored'
  readonly version: number
  readonly firstSeenAt: Instant
}

export interface Difference {
  readonly kind: 'unknown' | 'lost'
  readonly principalType: 'USER' | 'GROUP'
  readonly principalId: string
  /** The session that is lost. */
  readonly requestId: string | null
}

export interface Judgement {
  /** Seen for the first time. */
  readonly fresh: readonly Difference[]
  /** Suspected, and shown by a second look. */
  readonly confirmed: readonly KnownFinding[]
  /** As it was. */
  readonly same: readonly KnownFinding[]
  /** No longer true. */
  readonly over: readonly KnownFinding[]
}

/** A first look may be wrong for seconds: it is shown once a look that began so long after says the same. */
export const secondLookMs = 60_000
/** AWS said that the access is there so long before a look that does not show it. */
export const settledMs = 60_000
const stuckForMs = Math.max(...stuckWatchMs)

/** Where one look and our sessions differ. It says what is so; nothing is ever done about it here. */
export function judge(seen: Seen, ours: readonly OurSession[], known: readonly KnownFinding[]): Judgement {
  const differences = [...strangersIn(seen, ours), ...lostIn(seen, ours)]
  const stands = (finding: KnownFinding): boolean =>
    differences.some((each) => isSame(each, finding)) ||
    (finding.status !== 'suspected' && isThere(seen, finding))
  const still = known.filter(stands)
  const confirmed = still.filter((finding) => isConfirmedBy(seen, finding))
  return {
    fresh: differences.filter((each) => !known.some((finding) => isSame(each, finding))),
    confirmed,
    same: still.filter((finding) => !confirmed.includes(finding)),
    over: known.filter((finding) => !stands(finding)),
  }
}

function isSame(one: Difference, other: Difference): boolean {
  return one.kind === other.kind && one.principalId === other.principalId && one.requestId === other.requestId
}

/** Known to be not ours: a session of ours beside it changes nothing. */
function isThere({ users, groups }: Seen, { kind, principalId }: Difference): boolean {
  const held: ReadonlySet<string> = users
  return kind === 'unknown' && (held.has(principalId) || groups.has(principalId))
}

function isConfirmedBy({ at }: Seen, { status, firstSeenAt }: KnownFinding): boolean {
  return status === 'suspected' && at >= firstSeenAt + secondLookMs
}

/** We assign users only, so no group is ours. */
function strangersIn({ at, users, groups }: Seen, ours: readonly OurSession[]): Difference[] {
  const mayBeOurs = new Set(
    ours.filter((session) => mayHold(session, at)).map(({ principalId }) => principalId),
  )
  const strangers = [...users].filter((id) => !mayBeOurs.has(id))
  const unknown = { kind: 'unknown', requestId: null } as const
  return [
    ...strangers.map((principalId) => ({ ...unknown, principalType: 'USER' as const, principalId })),
    ...[...groups].map((principalId) => ({ ...unknown, principalType: 'GROUP' as const, principalId })),
  ]
}

/** What it explains is its keeper's business: while it runs, and while a late arrival of it would be removed. */
function mayHold({ status, overAt }: OurSession, at: Instant): boolean {
  if (running.has(status)) return true
  return overAt !== null && overAt + (status === 'failed' ? stuckForMs : oursForMs) > at
}

function lostIn(seen: Seen, ours: readonly OurSession[]): Difference[] {
  return ours
    .filter((session) => isLost(session, seen))
    .map(({ id, principalId }) => ({ kind: 'lost', principalType: 'USER', principalId, requestId: id }))
}

function isLost(session: OurSession, { at, users }: Seen): boolean {
  const { status, owned, activeAt, endsAt, endAskedAt, principalId } = session
  if (status !== 'active' || !owned || endAskedAt !== null || activeAt === null || endsAt === null)
    return false
  const held: ReadonlySet<string> = users
  return activeAt + settledMs <= at && at < endsAt && !held.has(principalId)
}
