import { sessionsIn, withHeld, type Held, type Killed, type Notes } from './notes.ts'
import { askAgainMs, backoffMs, killGridMs } from './pace.ts'
import type { Instant, PrincipalId, SessionId } from './ports.ts'
import type { Moment } from './settle.ts'
import type { Killing } from './writer/ports.ts'

/** A clone stops by its seal, and goes with its only holder. */
function isToKill({ clone, kill, end }: Held): boolean {
  if (clone !== null || end === null || kill === 'never') return false
  return kill === 'always' || end.cause === 'revoke'
}

/** Many people share a statement, so it is about whole 10 seconds; nobody's next access may begin before. */
function issuedBefore(removedAt: Instant): Instant {
  return Math.ceil(removedAt / killGridMs) * killGridMs
}

/** Noted with the removal; asked for once the role is known to stand. */
export function beginKill(held: Held, removedAt: Instant): Killed | null {
  if (!isToKill(held)) return null
  const before = issuedBefore(removedAt)
  const until = before + held.sessionSeconds * 1_000
  const asked = { askAt: null, since: removedAt, failures: 0, killedAt: null, isTold: false }
  return { issuedBefore: before, until, ...asked }
}

/** Removed without anybody knowing that it was to be killed: asked for now, or once the role is known to stand. */
export function killLate(held: Held): Held {
  const { gone, role, killing } = held
  // Notes of before say nothing of a Create.
  const mayHold = held.wasAsked ?? held.active !== null
  if (gone === null || gone.accessRemains !== null || killing !== null || !mayHold) return held
  const late = (role?.goneAt ?? null) === null ? beginKill(held, gone.at) : null
  return { ...held, killing: late && role === null ? { ...late, askAt: gone.at } : late }
}

/** What is issued before is denied for good: a start that came sooner would be dead from its first minute. */
export function mayStartFrom(notes: Notes, principal: PrincipalId): Instant {
  const instants = sessionsIn(notes)
    .filter((held) => held.principal === principal && held.gone?.accessRemains === null && isToKill(held))
    .map(({ gone }) => issuedBefore(gone!.at))
  return Math.max(0, ...instants)
}

/** The role stands on, or AWS would not say: then it is as if it stood. */
export function askToKill(held: Held, now: Instant): Held {
  const { killing } = held
  if (killing === null || killing.askAt !== null || killing.killedAt !== null) return held
  return { ...held, killing: { ...killing, askAt: now, since: now } }
}

export function killsDue(notes: Notes, now: Instant): readonly SessionId[] {
  return sessionsIn(notes)
    .filter(({ killing }) => (killing?.askAt ?? Infinity) <= now)
    .map(({ id }) => id)
}

/** What the writer answered; `null` when it did not. It is asked until it knows, or there is nothing left to kill. */
export function noteKilling(notes: Notes, id: SessionId, answer: Killing | null, moment: Moment): Notes {
  const held = notes.held[id]
  if (!held?.killing) return notes
  return withHeld(notes, id, { ...held, killing: afterAnswer(held.killing, answer, moment) })
}

function afterAnswer(killing: Killed, answer: Killing | null, { now, jitter }: Moment): Killed | null {
  if (answer?.state === 'killed') return { ...killing, askAt: null, killedAt: answer.at }
  if (answer?.state === 'may_last' || now >= killing.until) return null
  if (answer !== null) return { ...killing, failures: 0, askAt: now + askAgainMs(now - killing.since) }
  const failures = killing.failures + 1
  return { ...killing, failures, askAt: now + backoffMs(failures, 'unanswered', jitter) }
}

/** Recorded, or of no use to the database any more. */
export function noteKillTold(notes: Notes, id: SessionId): Notes {
  const held = notes.held[id]
  if (!held?.killing) return notes
  return withHeld(notes, id, { ...held, killing: { ...held.killing, isTold: true } })
}
