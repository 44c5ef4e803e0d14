import { isSealed } from './clone.ts'
import { mayStartFrom } from './kill.ts'
import { accessOf, principalsIn, sessionsIn, type Access, type Held, type Notes } from './notes.ts'
import { createTries, freshMs, keptLookMs, recentMs, zombieMs } from './pace.ts'
import type { Instant, OpId, PrincipalId } from './ports.ts'
import { groupsCountFrom, isStaleAt, isThroughGroup, looksCountFrom, nextWatchAt } from './see.ts'
import { isUnsaid } from './wants.ts'

/** What to ask AWS for the sake of one principal. */
export type Wish =
  | { readonly do: 'look'; readonly for: 'start' | 'end' }
  | { readonly do: 'create' | 'remove'; readonly principal: PrincipalId }
  | { readonly do: 'outcomes'; readonly kind: 'create' | 'delete' }
  | {
      readonly do: 'describe'
      readonly principal: PrincipalId
      readonly kind: 'create' | 'delete'
      readonly op: OpId
      readonly for: 'start' | 'end'
    }

/** A wish for now, or when to think again. `null`: nothing to do until something changes. */
export type Next = Wish | { readonly at: Instant } | null

export interface Tended {
  readonly notes: Notes
  readonly now: Instant
  readonly wanters: ReadonlyMap<PrincipalId, readonly Held[]>
  /** Sessions the database lets start: without its word nothing is created. */
  readonly mayStart: (held: Held) => boolean
}

export function tendAll(tended: Tended): readonly Next[] {
  return principalsIn(tended.notes).map((principal) => tend(principal, tended))
}

/** What is under way is settled first; only then comes the opposite, or the next try. */
function tend(principal: PrincipalId, tended: Tended): Next {
  const access = accessOf(tended.notes, principal)
  const wanters = tended.wanters.get(principal) ?? []
  if (access.op) return settle(principal, access, wanters.length > 0 ? 'start' : 'end', tended.now)
  if (access.owned === false && endsUnsaid(principal, access, tended.notes))
    return look('end', tended.now, access, tended)
  const groupsFrom = groupsUnsaidFrom(principal, access, tended.notes)
  if (groupsFrom !== null) return lookFrom(groupsFrom, wanters.length > 0 ? 'start' : 'end', tended)
  if (wanters.length === 0) return leave(principal, access, tended)
  return reach(principal, { access, wanters, tended })
}

function settle(principal: PrincipalId, { op }: Access, why: 'start' | 'end', now: Instant): Next {
  const { kind, id, pollAt, describe } = op!
  if (describe && id) return { do: 'describe', principal, kind, op: id, for: why }
  return pollAt <= now ? { do: 'outcomes', kind } : { at: pollAt }
}

/** A session over access of others ended, and nobody looked lately whether that is still there. */
function endsUnsaid(principal: PrincipalId, access: Access, notes: Notes): boolean {
  return sessionsIn(notes).some(
    (held) => held.principal === principal && isUnsaid(held) && isStaleAt(held.end!.at, access),
  )
}

/** Ours is gone, and nobody looked since the end whether a group still gives it: until then nothing is killed. */
function groupsUnsaidFrom(principal: PrincipalId, access: Access, notes: Notes): Instant | null {
  if (!access.asked || access.state !== 'absent') return null
  const unsaid = sessionsIn(notes).filter(
    (held) => held.principal === principal && isUnsaid(held) && isThroughGroup(held, access, notes) === null,
  )
  if (unsaid.length === 0) return null
  return Math.max(...unsaid.map((held) => groupsCountFrom(held, access.removal)))
}

/**
 * Nobody wants it: what is ours goes, without a look first, for ever. After a Delete that AWS failed a look tells whether
 * it is there at all, unless looks fail too, or are long in coming. What is gone is watched for a while.
 */
function leave(principal: PrincipalId, access: Access, tended: Tended): Next {
  if (access.owned !== true || !access.asked) return null
  if (access.state === 'absent') return look('end', nextWatchAt(access), access, tended)
  if (isLookedAfter(access, tended)) return look('end', tended.now, access, tended)
  if (access.notBefore > tended.now) return { at: access.notBefore }
  return oneAtATime({ do: 'remove', principal }, tended)
}

function isLookedAfter({ state, settledAt }: Access, { notes, now }: Tended): boolean {
  return state === 'kept' && notes.looks.notBefore <= now && now < (settledAt ?? 0) + keptLookMs
}

interface Reach {
  readonly access: Access
  readonly wanters: readonly Held[]
  readonly tended: Tended
}

/** Somebody waits for it: find out whose it is, create it, and see that it is there. */
function reach(principal: PrincipalId, { access, wanters, tended }: Reach): Next {
  const waiting = wanters.filter((held) => held.active === null)
  if (waiting.length === 0) return null
  if (needsLook(access, waiting, tended.now)) return look('start', tended.now, access, tended)
  const starting = waiting.some(
    (held) => held.started && tended.mayStart(held) && isSealed(tended.notes, held),
  )
  if (!access.owned || !starting || access.state === 'present') return null
  return create(principal, access, tended)
}

function needsLook(access: Access, waiting: readonly Held[], now: Instant): boolean {
  const { owned, asked, state, stateAt, tries } = access
  if (owned === null || state === 'unknown' || state === 'kept') return true
  if (state === 'refused' && tries >= createTries) return true
  if (!asked && now - stateAt > freshMs) return true
  // Over access of others nothing is sent whose answer would tell.
  const counting = asked ? waiting : waiting.filter(({ started }) => started)
  return state === 'present' && counting.some(({ intentAt }) => (intentAt ?? now) - recentMs > stateAt)
}

function create(principal: PrincipalId, { lost, notBefore, tries }: Access, tended: Tended): Next {
  if (tries >= createTries) return null
  const strayUntil = lost.delete ? lost.delete.at + zombieMs : 0
  const from = Math.max(notBefore, strayUntil, mayStartFrom(tended.notes, principal))
  return from > tended.now ? { at: from } : oneAtATime({ do: 'create', principal }, tended)
}

/** AWS refuses operations that overlap on one account and set: the next one waits, unless the first hangs. */
function oneAtATime(wish: Wish, { notes, now }: Tended): Next {
  const busy = principalsIn(notes)
    .map((principal) => accessOf(notes, principal).op)
    .find((op) => op !== null && op.sentAt + zombieMs > now)
  return busy ? { at: Math.max(busy.pollAt, now + 1) } : wish
}

function look(why: 'start' | 'end', at: Instant | null, access: Access, tended: Tended): Next {
  return at === null ? null : lookFrom(Math.max(at, looksCountFrom(access)), why, tended)
}

function lookFrom(at: Instant, why: 'start' | 'end', { notes, now }: Tended): Next {
  const from = Math.max(at, notes.looks.notBefore)
  return from > now ? { at: from } : { do: 'look', for: why }
}
