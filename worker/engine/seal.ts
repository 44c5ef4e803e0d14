import { cloneIn, isSealed, noSet, sealOf, wholeSeconds } from './clone.ts'
import {
  accessOf,
  isLive,
  principalsIn,
  sessionsIn,
  withHeld,
  type CloneSet,
  type Held,
  type Notes,
} from './notes.ts'
import { askAgainMs, backoffMs, sealLateMs, sealUsualMs } from './pace.ts'
import type { Instant, PrincipalId, SessionId } from './ports.ts'
import type { Moment } from './settle.ts'
import type { Sealing } from './writer/ports.ts'

/** What to ask of the clone's writer. */
export type SetWish = { readonly do: 'seal'; readonly until: Instant } | { readonly do: 'retire' }

export interface Sealable {
  /** Sessions whose start has come. */
  readonly due: ReadonlySet<SessionId>
  /** Sessions that may start, as far as anybody knows. */
  readonly mayStart: (held: Held) => boolean
  /** A removal waits for the ARN. */
  readonly needsArn: boolean
  readonly now: Instant
}

/** One clone, one wish: it is sealed while somebody needs it, and deleted when nobody does. */
export function tendSet(notes: Notes, sealable: Sealable): SetWish | { readonly at: Instant } | null {
  if (cloneIn(notes) === null) return null
  const until = sealWanted(notes, sealable)
  if (until !== null) return unlessLater({ do: 'seal', until }, notes, sealable.now)
  const isOver = notes.set !== null && !notes.set.retire?.doneAt && isUnused(notes)
  return isOver ? unlessLater({ do: 'retire' }, notes, sealable.now) : null
}

function unlessLater(wish: SetWish, { set }: Notes, now: Instant): SetWish | { readonly at: Instant } {
  const notBefore = set?.notBefore ?? 0
  return notBefore > now ? { at: notBefore } : wish
}

/** Up to the last end anybody was promised: an extension moves the seal when it is approved, not when it starts. */
function sealWanted(notes: Notes, { due, mayStart, needsArn }: Sealable): Instant | null {
  if (needsArn) return Math.max(...sessionsIn(notes).map(({ endsAt }) => endsAt))
  const live = sessionsIn(notes).filter((held) => isLive(held) && (held.started || mayStart(held)))
  const isInUse = sealOf(notes) !== null || live.some(({ id, started }) => started || due.has(id))
  const unsealed = live.filter((held) => !isSealed(notes, held))
  return isInUse && unsealed.length > 0 ? Math.max(...unsealed.map(({ endsAt }) => endsAt)) : null
}

/** No session lives, and AWS confirmed of everybody that nothing of ours is left. */
function isUnused(notes: Notes): boolean {
  return (
    !sessionsIn(notes).some(isLive) && principalsIn(notes).every((principal) => isClear(notes, principal))
  )
}

function isClear(notes: Notes, principal: PrincipalId): boolean {
  const { op, owned, asked, state } = accessOf(notes, principal)
  return op === null && (owned !== true || !asked || state === 'absent')
}

/** Intent before effect: from here on there may be a set to delete. After a retire it is another one. */
export function noteSealAsked(notes: Notes, until: Instant, now: Instant): Notes {
  const set = notes.set === null || notes.set.retire !== null ? noSet : notes.set
  const since = set.asked?.until === until ? set.asked.since : now
  return { ...notes, set: { ...set, asked: { until, since } } }
}

/** What the writer answered; `null` when it did not. */
export function noteSealing(notes: Notes, answer: Sealing | null, moment: Moment): Notes {
  const { set } = notes
  if (set === null || set.retire !== null) return notes
  if (answer === null) return { ...notes, set: pause(set, moment) }
  const { now } = moment
  const sealedUntil = answer.sealedUntil === null ? null : wholeSeconds(answer.sealedUntil)
  const isNew = sealedUntil !== null && sealedUntil !== set.sealedUntil
  const isThere = (sealedUntil ?? 0) >= wholeSeconds(set.asked?.until ?? 0)
  const told = {
    arn: answer.arn ?? set.arn,
    name: answer.name ?? set.name,
    sealedUntil,
    sealedAt: isNew ? now : set.sealedAt,
    asked: isThere ? null : set.asked,
    failures: 0,
    notBefore: isThere ? now : now + askAgainMs(now - (set.asked?.since ?? now)),
  }
  const known = { ...notes, set: { ...set, ...told } }
  return answer.refused === null ? known : refuse(known, answer.refused, moment)
}

function pause(set: CloneSet, { now, jitter }: Moment): CloneSet {
  const failures = set.failures + 1
  return { ...set, failures, notBefore: now + backoffMs(failures, 'unanswered', jitter) }
}

/** Nothing more will be tried: whoever waits for this seal has failed, like a start that AWS refused. */
function refuse(notes: Notes, reason: string, moment: Moment): Notes {
  const refused = sessionsIn(notes).filter(
    (held) => isLive(held) && held.active === null && !isSealed(notes, held),
  )
  const paused: Notes = { ...notes, set: { ...pause(notes.set!, moment), asked: null } }
  return refused.reduce<Notes>(
    (known, held) => withHeld(known, held.id, { ...held, failed: { at: moment.now, reason } }),
    paused,
  )
}

export function noteRetireAsked(notes: Notes, now: Instant): Notes {
  const set = notes.set ?? noSet
  return { ...notes, set: { ...set, asked: null, retire: set.retire ?? { since: now, doneAt: null } } }
}

export function noteRetired(notes: Notes, answer: 'pending' | 'done' | null, moment: Moment): Notes {
  const { set } = notes
  if (!set?.retire) return notes
  const { now } = moment
  if (answer === null) return { ...notes, set: pause(set, moment) }
  if (answer === 'done')
    return { ...notes, set: { ...set, failures: 0, retire: { ...set.retire, doneAt: now } } }
  return { ...notes, set: { ...set, failures: 0, notBefore: now + askAgainMs(now - set.retire.since) } }
}

/** When a waiting extension's seal is late; `null` where nobody waits, or it was said. */
export function lateAt(notes: Notes, held: Held): Instant | null {
  const old = sealOf(notes)
  const waits = isLive(held) && held.active === null && held.late === null && !isSealed(notes, held)
  const since = notes.set?.asked?.since
  if (!waits || old === null || since === undefined) return null
  return Math.min(old, Math.max(old - sealLateMs, since + sealUsualMs))
}

export function noteLate(notes: Notes, now: Instant): Notes {
  return sessionsIn(notes)
    .filter((held) => (lateAt(notes, held) ?? Infinity) <= now)
    .reduce((known, held) => withHeld(known, held.id, { ...held, late: { at: now, isTold: false } }), notes)
}

export function noteLateTold(notes: Notes, id: SessionId): Notes {
  const held = notes.held[id]
  return held?.late ? withHeld(notes, id, { ...held, late: { ...held.late, isTold: true } }) : notes
}
