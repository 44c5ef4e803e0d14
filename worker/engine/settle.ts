import { askToKill } from './kill.ts'
import {
  accessOf,
  withAccess,
  withHeld,
  type Access,
  type Held,
  type Lost,
  type Notes,
  type Op,
} from './notes.ts'
import {
  backoffMs,
  outcomeMs,
  pollMs,
  roleAgainMs,
  roleChecks,
  staleMs,
  unlistedMs,
  zombieMs,
} from './pace.ts'
import type { Instant, OpId, Outcome, PrincipalId, SessionId, Started } from './ports.ts'

/** When an answer came, and a number in [0, 1) for the pause after it. */
export interface Moment {
  readonly now: Instant
  readonly jitter: number
}

/** Intent before effect: from here on a crash leaves an operation without an answer. */
export function noteIntent(
  notes: Notes,
  principal: PrincipalId,
  op: Pick<Op, 'kind' | 'lease' | 'sentAt'>,
): Notes {
  const access = accessOf(notes, principal)
  const isFirst = op.kind === 'create' && !access.asked
  const sent: Op = { ...op, id: null, pollAt: op.sentAt, describe: false, isFirst }
  const asked = access.asked || op.kind === 'create'
  const removal = op.kind === 'create' ? null : access.removal
  return withAccess(notes, principal, { ...access, asked, removal, op: sent })
}

/** An answer to Create or Delete; `null` when none came. */
export function noteStarted(
  notes: Notes,
  principal: PrincipalId,
  started: Started | null,
  moment: Moment,
): Notes {
  const access = accessOf(notes, principal)
  const { op } = access
  return op ? withAccess(notes, principal, afterStarted({ ...access, op }, started, moment)) : notes
}

type Busy = Access & { readonly op: Op }

function afterStarted(access: Busy, started: Started | null, moment: Moment): Access {
  const { now } = moment
  if (started === null) return pause(lose(access), 'unanswered', moment)
  if ('op' in started) return { ...access, op: { ...access.op, id: started.op, pollAt: now + pollMs(0) } }
  if ('absent' in started && access.op.kind === 'delete') return foundAbsent(access, now)
  // AWS took nothing: whose it is was looked up for this try, and is looked up again for a later one.
  const freed = { ...access, op: null, asked: access.asked && !access.op.isFirst }
  if ('throttledMs' in started)
    return { ...freed, notBefore: now + Math.max(started.throttledMs, pauseAfter(access, moment)) }
  if ('busy' in started) return pause(freed, 'unanswered', moment)
  const reason =
    'refused' in started ? started.refused : 'AWS does not know the account, the set or the user.'
  return access.op.kind === 'create'
    ? afterFailedTry({ ...access, asked: freed.asked }, reason, moment)
    : pause(freed, 'refused', moment)
}

function pauseAfter({ failures }: Access, { jitter }: Moment): number {
  return backoffMs(failures, 'unanswered', jitter)
}

function pause(access: Access, why: 'unanswered' | 'refused', { now, jitter }: Moment): Access {
  const failures = access.failures + 1
  return { ...access, failures, notBefore: now + backoffMs(failures, why, jitter) }
}

/** It may have happened, or may happen yet: only a look tells. */
function lose(access: Busy): Access {
  const { kind, sentAt, id, lease } = access.op
  const lost = { ...access.lost, [kind]: { at: sentAt, id, lease } }
  return { ...access, op: null, state: 'unknown', lost }
}

/** Of a Delete sent just after a Create, or while one may be on its way, "not there" may only mean "not there yet". */
function foundAbsent(access: Busy, now: Instant): Access {
  const { sentAt } = access.op
  const knownFrom = (access.settledAt ?? -Infinity) + staleMs
  if (access.state !== 'absent' && sentAt < knownFrom) return { ...access, op: null, notBefore: knownFrom }
  const { create } = access.lost
  if (create !== null && sentAt <= create.at + zombieMs)
    return removedInDoubt(access, { op: null, create }, now)
  return removed(access, null, now)
}

function removed(access: Busy, op: OpId | null, now: Instant): Access {
  // What an earlier Delete did, this one may only have confirmed.
  const removal = { op: op ?? access.removal?.op ?? null, sentAt: access.op.sentAt, at: now }
  return { ...settled(access, now), state: 'absent', removal, watched: 0, tries: 0 }
}

/** A Create that was still on its way may have landed behind this Delete: one more, once it cannot any more, tells. */
function removedInDoubt(
  access: Busy,
  { op, create }: { readonly op: OpId | null; readonly create: Lost },
  now: Instant,
): Access {
  const removal = { op, sentAt: access.op.sentAt, at: now }
  const notBefore = Math.max(now, create.at + zombieMs + 1)
  return { ...settled(access, now), state: 'unknown', removal, notBefore }
}

function settled(access: Access, now: Instant): Access {
  return { ...access, op: null, settledAt: now, stateAt: now, failures: 0, notBefore: now }
}

function afterFailedTry(access: Busy, reason: string, moment: Moment): Access {
  const tries = access.tries + 1
  const notBefore = moment.now + backoffMs(tries, 'refused', moment.jitter)
  return { ...settled(access, moment.now), state: 'refused', tries, reason, notBefore }
}

type Listed = 'pending' | 'done' | 'failed'

/** The outcomes of everything under way, as one list told; `null` when it could not be had. */
export function noteOutcomes(
  notes: Notes,
  kind: Op['kind'],
  listed: ReadonlyMap<OpId, Listed> | null,
  moment: Moment,
): Notes {
  return Object.entries<Access>(notes.access).reduce((known, [id, access]) => {
    const { op } = access
    if (op === null || op.kind !== kind || op.pollAt > moment.now || op.id === null) return known
    return withAccess(known, id as PrincipalId, afterListed({ ...access, op }, listed?.get(op.id), moment))
  }, notes)
}

function afterListed(access: Busy, listed: Listed | undefined, moment: Moment): Access {
  if (listed === 'pending') return waitOn(underWay(access), moment.now)
  if (listed === 'done') return afterDone(access, moment.now)
  if (listed === undefined && moment.now - access.op.sentAt <= unlistedMs) return waitOn(access, moment.now)
  return { ...access, op: { ...access.op, describe: true } }
}

/** One operation's outcome; `null` when AWS did not say. */
export function noteOutcome(
  notes: Notes,
  principal: PrincipalId,
  outcome: Outcome | 'absent' | null,
  moment: Moment,
): Notes {
  const access = accessOf(notes, principal)
  const { op } = access
  return op ? withAccess(notes, principal, afterOutcome({ ...access, op }, outcome, moment)) : notes
}

function afterOutcome(access: Busy, outcome: Outcome | 'absent' | null, moment: Moment): Access {
  if (outcome === null) return waitOn(access, moment.now)
  if (outcome === 'pending') return waitOn(underWay(access), moment.now)
  if (outcome === 'done') return afterDone(access, moment.now)
  if (outcome === 'absent') return foundAbsent(access, moment.now)
  if (access.op.kind === 'create') return afterFailedTry(access, outcome.failed, moment)
  const failed = {
    ...access,
    op: null,
    settledAt: moment.now,
    state: 'kept' as const,
    reason: outcome.failed,
  }
  return pause(failed, 'refused', moment)
}

function underWay(access: Busy): Busy {
  return { ...access, op: { ...access.op, isUnderWay: true } }
}

function waitOn(access: Busy, now: Instant): Access {
  const pollAt = now + pollMs(now - access.op.sentAt)
  return { ...access, op: { ...access.op, pollAt, describe: false } }
}

function afterDone(access: Busy, now: Instant): Access {
  const { kind, id } = access.op
  const lost = {
    create: unlessOver(access.lost.create, access.op),
    delete: unlessOver(access.lost.delete, access.op),
  }
  if (kind === 'delete' && lost.create !== null)
    return removedInDoubt({ ...access, lost }, { op: id, create: lost.create }, now)
  if (kind === 'delete') return removed({ ...access, lost }, id, now)
  return { ...settled(access, now), lost, state: 'present', createdBy: id, tries: 0, reason: null }
}

/** AWS does one at a time: what hung before this one is over, unless its request is still on its way. */
function unlessOver(lost: Lost | null, { sentAt }: Op): Lost | null {
  return lost === null || lost.id !== null || lost.at + zombieMs < sentAt ? null : lost
}

/** What was sent before a crash has no answer; what AWS never settles is not waited for for ever. */
export function loseUnanswered(
  notes: Notes,
  isWanted: (principal: PrincipalId) => boolean,
  now: Instant,
): Notes {
  return Object.entries<Access>(notes.access).reduce((known, [id, access]) => {
    const { op } = access
    const principal = id as PrincipalId
    if (op === null || (op.id !== null && now - op.sentAt <= patience(op, isWanted(principal)))) return known
    return withAccess(known, principal, lose({ ...access, op }))
  }, notes)
}

function patience({ kind, isUnderWay }: Op, isWanted: boolean): number {
  if (isUnderWay) return outcomeMs.underWay
  return kind === 'create' && !isWanted ? outcomeMs.unwanted : outcomeMs[kind]
}

export function noteLookFailed(notes: Notes, { now, jitter }: Moment): Notes {
  const failures = notes.looks.failures + 1
  return { ...notes, looks: { failures, notBefore: now + backoffMs(failures, 'unanswered', jitter) } }
}

/** Whether the role stands after the removal; `null` when AWS did not say. */
export function noteRole(notes: Notes, id: SessionId, stands: boolean | null, moment: Moment): Notes {
  const held = notes.held[id]
  if (!held?.role) return notes
  const { now } = moment
  // Gone with the role is more than killed.
  if (stands === false) {
    const role = { ...held.role, checkAt: null, goneAt: now }
    return withHeld(notes, id, { ...held, role, killing: null })
  }
  const role = afterRole(held.role, stands, held.killing !== null, moment)
  const isAnswered = stands === true || role === null
  return withHeld(notes, id, isAnswered ? askToKill({ ...held, role }, now) : { ...held, role })
}

/** One that stands is not asked about again, unless a kill makes the difference worth knowing. */
function afterRole(
  role: NonNullable<Held['role']>,
  stands: boolean | null,
  isKilling: boolean,
  { now, jitter }: Moment,
): Held['role'] {
  const checks = role.checks + 1
  if (checks >= roleChecks || (stands && !isKilling)) return null
  const pause = stands ? roleAgainMs : backoffMs(checks + 2, 'unanswered', jitter)
  return { ...role, checks, checkAt: now + pause }
}

/** Recorded, or of no use to the database any more. */
export function noteCredentialsTold(notes: Notes, id: SessionId): Notes {
  const held = notes.held[id]
  return held ? withHeld(notes, id, { ...held, role: null }) : notes
}
