import type { Request } from '../../schema/contract/requests.ts'
import { amberMs } from '../lib/urgency.ts'
import type { Seen, Told } from '../lib/storage.ts'
import { stillToDecide } from '../lib/to-decide.ts'

export type NoticeKind =
  | 'halfway'
  | 'approved'
  | 'rejected'
  | 'lapsed'
  | 'failed'
  | 'granted'
  | 'revoked'
  | 'ends_soon'
  | 'ended'
  | 'urgent'
  | 'reminder'

/** One fact that somebody may want to hear of while no page is open. */
export interface Notice {
  /** The same for the same fact, whenever it is met. */
  readonly key: string
  readonly kind: NoticeKind
  readonly requestId: string
  /** `null` where it is not among what was read. */
  readonly request: Request | null
  /** When it came about, in ms; NaN where nobody says. */
  readonly at: number
}

/** That a request waits, as the API said it. */
export interface Reminder {
  readonly requestId: string
  readonly at: number
}

export interface Now {
  readonly seen: Seen
  /** `null` before anything was: what is there then is known, and told to nobody. */
  readonly told: Told | null
  readonly reminders?: readonly Reminder[]
  readonly now: number
}

/** Looks are five minutes apart at most, so this is what just happened; all else is old news, which the screens have. */
const latelyMs = 6 * 60_000
/** Longer than anything waits to be decided, so that nothing comes back as new. */
const keptMs = 14 * 24 * 60 * 60_000

/** What to tell now, and what is told with it. */
export function toTell({ seen, told, reminders = [], now }: Now): {
  readonly notices: readonly Notice[]
  readonly told: Told
} {
  const facts = [
    ...ownFacts(seen, now),
    ...toDecideFacts(seen, now),
    ...reminders.flatMap(reminderIn(seen, now)),
  ]
  const before = told?.by === seen.me.id ? told : null
  const notices = before ? facts.filter((fact) => !(fact.key in before.keys) && isNew(fact, before, now)) : []
  const kept = Object.entries(before?.keys ?? {}).filter(([, at]) => now - at < keptMs)
  const all = facts.map(({ key }) => [key, before?.keys[key] ?? now] as const)
  return { notices, told: { by: seen.me.id, seenAt: seen.at, keys: Object.fromEntries([...kept, ...all]) } }
}

/** It was not there a moment ago, or came about a moment ago. What a clock says is over is so without any look. */
function isNew({ kind, at }: Notice, before: Told, now: number): boolean {
  const lately = (then: number): boolean => now - then <= latelyMs
  return kind === 'reminder' || lately(at) || (kind !== 'ended' && lately(before.seenAt))
}

function ownFacts({ me, mine, sessions }: Seen, now: number): readonly Notice[] {
  const own = new Map<string, Request>()
  // Read side by side, so that one may know more than the other.
  for (const request of [...mine, ...sessions])
    if ((own.get(request.id)?.version ?? 0) < request.version) own.set(request.id, request)
  return [...own.values()].flatMap((request) => [
    ...becameOf(request, me.id, now),
    ...endOf(request, [...own.values()], now),
  ])
}

/** What others, AWS or the clock made of it. What the person did is no news to them. */
function becameOf(request: Request, me: string, now: number): readonly Notice[] {
  const { decision, ending, session, status, version } = request
  switch (status) {
    case 'pending_admin':
      return decision ? [fact(request, 'halfway', decision.at)] : []
    case 'approved':
    case 'admin_approved':
    case 'scheduled':
    case 'provisioning':
      // The yes of a rule comes with the answer to what was sent.
      return decision ? [fact(request, 'approved', decision.at)] : []
    case 'rejected':
    case 'owner_rejected':
    case 'admin_rejected':
      return [fact(request, 'rejected', decision?.at)]
    case 'lapsed':
      return [fact(request, 'lapsed', request.windowEndsAt)]
    case 'failed':
      return [{ ...fact(request, 'failed'), key: `${request.id} failed ${version}` }]
    case 'active':
      return Date.parse(session?.endsAt ?? '') > now
        ? [fact(request, 'granted', session?.activeAt ?? undefined)]
        : []
    case 'ending':
    case 'revoked':
      return ending && ending.by?.id !== me ? [fact(request, 'revoked', ending.at)] : []
    case 'pending':
    case 'pending_owner':
    case 'owner_approved':
    case 'withdrawn':
    case 'released':
    case 'expired':
      return []
  }
}

const mayEnd: ReadonlySet<Request['status']> = new Set(['active', 'ending', 'expired'])

/** Ten minutes before the end and at it, where nobody ended it before and no other session goes on from it. */
function endOf(request: Request, own: readonly Request[], now: number): readonly Notice[] {
  const { session, status, ending } = request
  if (!session?.activeAt || ending || !mayEnd.has(status) || goesOn(request, own)) return []
  const end = Date.parse(session.endsAt)
  if (end <= now) return [fact(request, 'ended', session.endsAt)]
  // Given for less, its end was said as it began.
  const isSoon = end - now <= amberMs && end - Date.parse(session.activeAt) > amberMs
  return isSoon ? [fact(request, 'ends_soon', session.endsAt)] : []
}

const isOrWillBe: ReadonlySet<Request['status']> = new Set(['scheduled', 'provisioning', 'active'])

/** The same access, which begins before this one ends. */
function goesOn(request: Request, own: readonly Request[]): boolean {
  const end = Date.parse(request.session?.endsAt ?? '')
  return own.some(
    (other) =>
      isOrWillBe.has(other.status) &&
      isOfSame(other, request) &&
      Date.parse(other.session?.startsAt ?? '') <= end &&
      Date.parse(other.session?.endsAt ?? '') > end,
  )
}

/** Each custom set is one of its own. */
function isOfSame(other: Request, { id, accountId, permissionSetArn }: Request): boolean {
  if (other.extends === id) return true
  return (
    permissionSetArn !== null && other.permissionSetArn === permissionSetArn && other.accountId === accountId
  )
}

function toDecideFacts({ toDecide }: Seen, now: number): readonly Notice[] {
  return stillToDecide(toDecide, now)
    .filter(({ urgent }) => urgent)
    .map((request) => fact(request, 'urgent', request.openedAt))
}

/** Nobody is reminded of what was decided meanwhile. */
function reminderIn({ toDecide }: Seen, now: number) {
  return ({ requestId, at }: Reminder): readonly Notice[] => {
    const request = toDecide.find(({ id }) => id === requestId) ?? null
    if (request && stillToDecide([request], now).length === 0) return []
    return [{ key: `${requestId} reminder ${at}`, kind: 'reminder', requestId, request, at }]
  }
}

/** The instant makes it one fact, whatever else about the request moves. */
function fact(request: Request, kind: NoticeKind, at = ''): Notice {
  return { key: `${request.id} ${kind} ${at}`, kind, requestId: request.id, request, at: Date.parse(at) }
}
