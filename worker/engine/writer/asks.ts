import type { Instant } from '../ports.ts'
import { nameWith } from './clone.ts'
import { newDocument, nothingSeen, withLeftover, type Clone, type Kill, type Notes } from './notes.ts'
import { leaveEveryMs } from './pace.ts'
import { noPause } from './pause.ts'
import type { KillAsk, Killing, SealAsk, Sealing, SetArn, SetName } from './ports.ts'

// What a call does to the notes, and what the notes answer. The alarm does the rest.

/** A clone, or a later end of the one there is. Asking anew for a later end also tries anew what was refused. */
export function seal(notes: Notes, clone: SetName, ask: SealAsk): Notes {
  const known = notes.clone
  if (known === null) return { ...notes, clone: newClone(clone, ask, notes.nextSuffix) }
  if (ask.until <= known.until) return notes
  const base = known.made ? {} : { ...ask, seen: nothingSeen }
  return { ...notes, clone: { ...known, ...base, ...noPause, until: ask.until, refused: null } }
}

function newClone(name: SetName, ask: SealAsk, suffix: number): Clone {
  const { base, baseHash, account, key, principal, until } = ask
  const asked = { base, baseHash, account, key, principal, until }
  const sealed = { made: false, sealedUntil: null, lastSealed: null, refused: null }
  return { ...asked, name, suffix, arn: null, createdAt: 0, ...sealed, ...noPause }
}

export function sealingOf({ clone }: Notes): Sealing {
  const isMade = clone?.made === true
  return {
    arn: isMade ? clone.arn : null,
    ...(isMade ? { name: nameWith(clone) } : {}),
    sealedUntil: clone?.sealedUntil ?? null,
    refused: clone?.refused ?? null,
  }
}

export function kill(notes: Notes, set: SetArn, ask: KillAsk, now: Instant): Notes {
  const until = Math.ceil(ask.until / leaveEveryMs) * leaveEveryMs
  const known = notes.kills[nameOf(ask)]
  if (ask.until <= now || (known && known.until >= until)) return notes
  const wanted: Kill = known ? { ...known, until } : newKill(ask, until, now)
  const document = notes.document ?? newDocument(set)
  return { ...notes, document, kills: { ...notes.kills, [nameOf(ask)]: wanted } }
}

function newKill({ account, principal, issuedBefore }: KillAsk, until: Instant, askedAt: Instant): Kill {
  const nothing = { revision: null, killedAt: null, refused: null }
  return { account, principal, issuedBefore, until, askedAt, ...nothing }
}

export function killingOf(notes: Notes, ask: KillAsk): Killing {
  const known = notes.kills[nameOf(ask)]
  if (!known) return { state: 'may_last', reason: 'Credentials from before have ended by themselves' }
  if (known.refused !== null) return { state: 'may_last', reason: known.refused }
  return known.killedAt === null ? { state: 'pending' } : { state: 'killed', at: known.killedAt }
}

function nameOf({ account, issuedBefore, principal }: KillAsk): string {
  return `${account} ${issuedBefore} ${principal}`
}

/** The clone is given up, whatever became of it so far. */
export function retire(notes: Notes): Notes {
  const { clone } = notes
  if (clone === null) return notes
  const given = { ...notes, clone: null, document: null, nextSuffix: clone.suffix + 1 }
  return clone.arn === null ? given : withLeftover(given, clone.arn, { isForeign: false, ...noPause })
}

export function retiringOf({ clone, creatingSince, leftovers }: Notes): 'pending' | 'done' {
  const isOver = clone === null && creatingSince === null && Object.keys(leftovers).length === 0
  return isOver ? 'done' : 'pending'
}

/** Whose seal still has to hold is left alone: its keeper says when it is over. */
export function collect(notes: Notes, set: SetArn, now: Instant): Notes {
  const { clone } = notes
  if (notes.leftovers[set]) return notes
  if (clone?.arn === set) return clone.until > now ? notes : retire(notes)
  return withLeftover(notes, set, { isForeign: true, ...noPause })
}
