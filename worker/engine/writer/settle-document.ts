import { zombieMs } from '../pace.ts'
import type { Instant } from '../ports.ts'
import type { Put } from './document.ts'
import { behindIn, killsIn, slowedDown, strayUntil, withClone, withDocument, type Notes } from './notes.ts'
import { longer, noPause, type Moment, type ReadMoment } from './pause.ts'
import type { Wrote } from './ports.ts'
import { refusePending } from './refuse.ts'
import { isSame, killsOne, oursIn, sealing, type Statement } from './statements.ts'
import { asText, claim, kindOf, wantedIn } from './wanted.ts'

// What the notes become with each answer of AWS. `null` for an answer: there was none, and what was asked may be done.

/** The evidence: what a read shows, in accounts that have it, holds. */
export function noteInline(notes: Notes, inline: string | null, moment: ReadMoment): Notes {
  const { document } = notes
  if (document === null) return notes
  if (inline === null) return setIsGone(notes, moment)
  const shown = oursIn(inline, kindOf(notes))
  const wanted = wantedIn(notes, moment.now)
  const isPut = document.put === asText(wanted)
  const readNow = withDocument(notes, { readAt: moment.now, ...(isPut ? noPause : {}) })
  // A read before a put says nothing of whether the put will be taken.
  const read = noteHeld(readNow, shown, moment.now)
  if (!isPut) return read
  if (!isSame(shown, wanted)) return withDocument(read, { put: null, shownAt: null })
  if (behindIn(document).length > 0) return read
  const seen = withDocument(read, { shownAt: moment.now, accounts: {} })
  return mayBeUndone(notes, moment.begunAt) ? seen : noteSeal(seen, shown)
}

/** Kills that hold now, and those that somebody took out: they are to be brought to their accounts anew. */
function noteHeld(notes: Notes, shown: readonly Statement[], now: Instant): Notes {
  const kills = killsIn(notes).map(([name, kill]) => {
    const { revision, killedAt } = kill
    if (revision === null) return [name, kill] as const
    if (!killsOne(shown, kill)) return [name, { ...kill, revision: null, killedAt: null }] as const
    const carried = notes.document?.accounts[kill.account]?.carried ?? Infinity
    return [name, carried >= revision ? { ...kill, killedAt: killedAt ?? now } : kill] as const
  })
  const noted = { ...notes, kills: Object.fromEntries(kills) }
  return isSealed(notes, shown) ? noted : withClone(noted, { sealedUntil: null })
}

/** While the seal moves, the old one stands in the document, or the new one that is not in the account yet. */
function isSealed({ clone }: Notes, shown: readonly Statement[]): boolean {
  const instants = [clone?.lastSealed, clone?.until].filter((at) => typeof at === 'number')
  return clone !== null && instants.some((until) => isSame(shown, sealing({ ...clone, until })))
}

/** A put for the end before may still arrive behind this one: until then the later end is not said to be sealed. */
function mayBeUndone({ clone, document }: Notes, readAt: Instant): boolean {
  const isMoved = clone !== null && clone.until !== clone.lastSealed
  return isMoved && readAt <= strayUntil(document!)
}

function noteSeal(notes: Notes, shown: readonly Statement[]): Notes {
  const { clone } = notes
  if (!clone || shown.length === 0) return notes
  const until = clone.refused === null ? clone.until : clone.lastSealed
  return withClone(notes, { sealedUntil: until, lastSealed: until })
}

/** A set goes only when nobody is assigned: its roles are gone, and every credential with them. */
function setIsGone(notes: Notes, { now }: Moment): Notes {
  const kills = killsIn(notes).map(
    ([name, kill]) => [name, { ...kill, killedAt: kill.killedAt ?? now }] as const,
  )
  const refused = 'AWS does not know the sealed set any more'
  const gone = { ...notes, document: null, kills: Object.fromEntries(kills) }
  return notes.clone ? withClone(gone, { refused, sealedUntil: null, arn: null }) : gone
}

export function noteInlineUnread(notes: Notes, moment: Moment): Notes {
  return notes.document ? withDocument(notes, longer(notes.document, moment, 'unanswered')) : notes
}

/** Intent before effect: what rests on this put is noted before it is sent. */
export function notePutIntent(notes: Notes, inline: string, { now }: Moment): Notes {
  const claimed = claim(notes, oursIn(inline, kindOf(notes)), now)
  const lostUntil = strayUntil(notes.document!)
  return withDocument(claimed, { put: null, shownAt: null, lostUntil, sentUntil: now + zombieMs })
}

export function notePut(
  notes: Notes,
  { set, wanted }: Pick<Put, 'set' | 'wanted'>,
  wrote: Wrote | null,
  moment: Moment,
): Notes {
  if (notes.document === null || notes.document.set !== set) return notes
  return afterPut(withDocument(notes, { sentUntil: 0 }), wanted, wrote, moment)
}

function afterPut(notes: Notes, wanted: Put['wanted'], wrote: Wrote | null, moment: Moment): Notes {
  const document = notes.document!
  if (wrote === null)
    return withDocument(notes, {
      ...longer(document, moment, 'unanswered'),
      lostUntil: moment.now + zombieMs,
    })
  if ('done' in wrote) return withDocument(notes, { ...noPause, put: wanted })
  if ('throttledMs' in wrote) return slowedDown(notes, wrote, moment)
  if ('absent' in wrote) return setIsGone(notes, moment)
  const paused = withDocument(notes, longer(document, moment, 'refused'))
  return 'refused' in wrote ? refusePending(paused, wrote.refused, moment.now) : paused
}
