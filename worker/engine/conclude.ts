import { changed } from './changed.ts'
import { end } from './end.ts'
import { isRestored } from './learn.ts'
import {
  accessOf,
  isLive,
  principalsIn,
  sessionsIn,
  withAccess,
  withHeld,
  type Access,
  type Gone,
  type Held,
  type Notes,
} from './notes.ts'
import { createTries, recentMs, roleCheckMs } from './pace.ts'
import { isStaleAt, isThroughGroup } from './see.ts'
import type { Instant, LedgerView, PrincipalId } from './ports.ts'
import { sealedAtOf, wholeSeconds } from './clone.ts'
import { beginKill } from './kill.ts'
import { isStartable, isUnsaid } from './wants.ts'

/** A start that must not happen any more fails with our reason, or ends where it went on without the database's word. */
export function refuseStarts(notes: Notes, view: LedgerView, now: Instant): Notes {
  return view.rows.reduce((known, row) => {
    const held = known.held[row.id]
    if (!held || !isLive(held) || !isStartable(row) || row.startsAt > now) return known
    const reason = row.startRefused
    if (reason === null) return known
    if (!held.started) return withHeld(known, row.id, { ...held, failed: { at: now, reason } })
    return isRestored(known, view) ? known : end(known, row.id, { cause: 'over', at: now, reason })
  }, notes)
}

/** What the evidence says of each session: active, failed, or gone. Each is written once. */
export function conclude(
  notes: Notes,
  wanters: ReadonlyMap<PrincipalId, readonly Held[]>,
  now: Instant,
): Notes {
  const concluded = sessionsIn(notes).reduce((known, { id }) => {
    const held = known.held[id]!
    const access = accessOf(known, held.principal)
    if (isLive(held)) return withHeld(known, id, concludeStart(held, access, sealedAtOf(known, held)))
    if (!isUnsaid(held)) return known
    if (isInDoubt(held, access))
      return withAccess(known, held.principal, { ...access, state: 'unknown', stateAt: now })
    const gone = goneBy(held, { access, notes: known, wanters: wanters.get(held.principal) ?? [], now })
    return gone ? noteGone(known, held, gone) : known
  }, notes)
  return newTries(concluded)
}

/** A Create nobody saw settle may have landed since the look that showed absence: a Delete tells. */
function isInDoubt({ end }: Held, { op, lost, state, stateAt }: Access): boolean {
  return op === null && lost.create !== null && state === 'absent' && stateAt < end!.at
}

/** Those who waited for the tries that failed have been told; whoever comes next has tries of their own. */
function newTries(notes: Notes): Notes {
  return principalsIn(notes)
    .filter((principal) => hasFailed(accessOf(notes, principal)))
    .reduce((known, id) => withAccess(known, id, { ...accessOf(known, id), tries: 0 }), notes)
}

/** A session on a clone is active once AWS will also stop it at its end. */
function concludeStart(held: Held, access: Access, sealedAt: Instant | null): Held {
  if (!held.started || held.active || held.intentAt === null || access.op) return held
  if (sealedAt !== null && access.state === 'present' && access.stateAt >= held.intentAt - recentMs) {
    const at = Math.max(access.stateAt, held.intentAt, sealedAt)
    return { ...held, active: { at, op: access.owned ? access.createdBy : null } }
  }
  return hasFailed(access) ? { ...held, failed: { at: access.stateAt, reason: access.reason ?? '' } } : held
}

/** AWS failed it often enough, and a look since shows that nothing came of it. */
function hasFailed({ tries, state, stateAt, settledAt }: Access): boolean {
  return tries >= createTries && state === 'absent' && stateAt > (settledAt ?? 0)
}

interface Facts {
  readonly access: Access
  readonly notes: Notes
  readonly wanters: readonly Held[]
  readonly now: Instant
}

/** What became of an ended session's access; `null` while AWS has not said. */
function goneBy(held: Held, { access, notes, wanters, now }: Facts): Gone | null {
  const none = { op: null, remainsUntil: null } as const
  const at = (accessRemains: Gone['accessRemains']): Gone => ({
    ...none,
    ...credentialsFrom(notes, held, now),
    deleteSentAt: notBefore(held, now),
    accessRemains,
  })
  if (access.owned === false) {
    if (isStaleAt(held.end!.at, access)) return null
    return at(access.state === 'absent' ? null : 'standing')
  }
  if (!access.asked) return at(null)
  if (access.op === null && access.state === 'absent') return removedBy(held, access, notes)
  if (wanters.length === 0 || access.op?.kind === 'delete') return null
  return { ...at('session'), remainsUntil: Math.max(...wanters.map(({ endsAt }) => endsAt)) }
}

function removedBy(held: Held, access: Access, notes: Notes): Gone | null {
  const { removal, stateAt } = access
  const throughGroup = isThroughGroup(held, access, notes)
  if (throughGroup === null) return null
  return {
    op: removal?.op ?? null,
    ...credentialsFrom(notes, held, Math.max(removedAt(access), held.end!.at)),
    deleteSentAt: notBefore(held, removal?.sentAt ?? stateAt),
    accessRemains: throughGroup ? 'group' : null,
    remainsUntil: null,
  }
}

/** As AWS said it, not when a look for a group's sake showed it once more; unless something may have landed between. */
function removedAt({ removal, settledAt, stateAt, lost }: Access): Instant {
  return removal !== null && removal.at === settledAt && lost.create === null ? removal.at : stateAt
}

/** Credentials issued just before the removal live as long as the set lets them, or until the seal stops them. */
function credentialsFrom({ set }: Notes, { clone, endsAt, sessionSeconds }: Held, at: Instant) {
  const lastUntil = at + sessionSeconds * 1_000
  const seal = clone === null ? null : (set?.sealedUntil ?? null)
  const holds = seal !== null && seal >= wholeSeconds(endsAt) && seal <= lastUntil
  return holds
    ? ({ at, credentials: 'sealed', credentialsUntil: seal } as const)
    : ({ at, credentials: 'may_last', credentialsUntil: lastUntil } as const)
}

/** Whoever asked for this end did so before we acted on it, whatever two clocks say. */
function notBefore({ end }: Held, at: Instant): Instant {
  const asked = end!.cause === 'revoke' || end!.cause === 'release'
  return asked ? Math.max(at, end!.at) : at
}

function noteGone(notes: Notes, held: Held, gone: Gone): Notes {
  // What never started got nothing, whatever an earlier one did.
  const wasAsked = accessOf(notes, held.principal).asked && held.started
  const checks = wasAsked && gone.accessRemains === null
  const role = checks ? { checkAt: gone.at + roleCheckMs, checks: 0, goneAt: null } : null
  const killing = checks ? beginKill(held, gone.at) : null
  return withHeld(notes, held.id, { ...held, gone, role, killing, wasAsked })
}

/** From the last end of ours on, late arrivals are looked for. */
export function startWatch(notes: Notes, wanters: ReadonlyMap<PrincipalId, unknown>, now: Instant): Notes {
  return Object.entries<Access>(notes.access).reduce((known, [id, access]) => {
    const principal = id as PrincipalId
    const over = access.asked && access.state === 'absent' && access.op === null && !wanters.has(principal)
    if (!over || access.removal) return known
    const removal = { op: null, sentAt: access.stateAt, at: now }
    return withAccess(known, principal, changed(access, { removal, watched: 0 }))
  }, notes)
}
