import { accessOf, isLive, sessionsIn, withHeld, type Held, type Notes } from './notes.ts'
import type { Instant } from './ports.ts'

/**
 * While the database is silent nothing is created, but what is there and was approved to last longer is not taken away:
 * an extension its keeper was told of goes on with the access of the session it extends. The database learns it later.
 */
export function carryOn(notes: Notes, now: Instant): Notes {
  return sessionsIn(notes)
    .filter((held) => isWaiting(held, now) && isOursAndThere(notes, held) && followsOn(notes, held))
    .reduce((known, held) => withHeld(known, held.id, goingOn(held, now)), notes)
}

/** Its approval was committed before we were told: what the database shows next has it, or it is over. */
function goingOn(held: Held, now: Instant): Held {
  return { ...held, version: Math.max(held.version, 1), intentAt: now, started: true }
}

function isWaiting(held: Held, now: Instant): boolean {
  return isLive(held) && !held.started && held.startsAt <= now && !held.refused
}

function isOursAndThere(notes: Notes, { principal }: Held): boolean {
  const { owned, asked, state, op } = accessOf(notes, principal)
  return owned === true && asked && state === 'present' && op?.kind !== 'delete'
}

/** From the session it extends, also one that handed the access on already; without a gap, and not after an end that somebody asked for. */
function followsOn(notes: Notes, { extendsId, startsAt }: Held): boolean {
  const before = extendsId ? notes.held[extendsId] : undefined
  if (!before?.started || before.endsAt < startsAt) return false
  if (before.gone !== null && before.gone.accessRemains !== 'session') return false
  return before.end === null || before.end.cause === 'expire'
}
