import { emptySet, madeBy, passOver, withPiece, type Piece } from './clone.ts'
import {
  nothingSeen,
  slowedDown,
  withClone,
  withLeftover,
  withoutLeftover,
  type Notes,
  type SeenSets,
} from './notes.ts'
import { retireMs, showsMs } from './pace.ts'
import { longer, noPause, type Moment, type ReadMoment } from './pause.ts'
import { zombieMs } from '../pace.ts'
import type { Created, NewSet, SetArn, SetDocument, Wrote } from './ports.ts'

// What the notes become with each answer of AWS about whole sets. `null` for an answer: there was none, and what was asked may be done.

export function noteUnread(
  notes: Notes,
  as: 'base' | 'clone' | 'leftover',
  set: SetArn,
  moment: Moment,
): Notes {
  const leftover = notes.leftovers[set]
  if (as !== 'leftover') return pauseClone(notes, moment, 'unanswered')
  return leftover
    ? withLeftover(notes, set, { ...leftover, ...longer(leftover, moment, 'unanswered') })
    : notes
}

/** AWS knows no such set. A clone may not show at once; later somebody deleted it. */
export function noteAbsent(
  notes: Notes,
  as: 'base' | 'clone' | 'leftover',
  set: SetArn,
  moment: Moment,
): Notes {
  const { clone } = notes
  if (as === 'leftover') return withoutLeftover(notes, set)
  if (clone === null) return notes
  if (as === 'base') return withClone(notes, { refused: 'AWS does not know the permission set any more' })
  const mayShow = clone.createdAt + showsMs > moment.now
  return mayShow ? pauseClone(notes, moment, 'unanswered') : passOver(notes, clone)
}

export function noteRead(
  notes: Notes,
  as: 'base' | 'clone' | 'leftover',
  document: SetDocument,
  { now, begunAt }: ReadMoment,
): Notes {
  if (as === 'leftover') return noteLeftover(notes, document)
  return withSeen(notes, as === 'base' ? { base: document } : { clone: { document, readAt: now, begunAt } })
}

function withSeen(notes: Notes, change: Partial<SeenSets>): Notes {
  return withClone(notes, { seen: { ...nothingSeen, ...notes.clone?.seen, ...change } })
}

/** Only what carries our tag is ever deleted. */
function noteLeftover(notes: Notes, { arn, tags }: SetDocument): Notes {
  const known = notes.leftovers[arn]
  const isOurs = Object.entries(madeBy).every(([tag, value]) => tags[tag] === value)
  if (!known) return notes
  return isOurs ? withLeftover(notes, arn, { ...known, isForeign: false }) : withoutLeftover(notes, arn)
}

function pauseClone(notes: Notes, moment: Moment, why: 'unanswered' | 'refused'): Notes {
  return notes.clone ? withClone(notes, longer(notes.clone, moment, why)) : notes
}

export function noteCreateIntent(notes: Notes, { now }: Moment): Notes {
  return { ...notes, creatingSince: now }
}

/** The suffix it was asked for: the clone may have been given up meanwhile. */
export function noteCreated(
  notes: Notes,
  { spec, suffix }: { readonly spec: NewSet; readonly suffix: number },
  created: Created | null,
  moment: Moment,
): Notes {
  // Still on its way, perhaps: the name is tried again, and found taken if it arrived.
  if (created === null) return pauseClone(notes, moment, 'unanswered')
  const heard = { ...notes, creatingSince: null }
  const isCurrent = heard.clone?.suffix === suffix && heard.clone.arn === null
  if ('arn' in created && !isCurrent)
    return withLeftover(heard, created.arn, { isForeign: false, ...noPause })
  if (!isCurrent || heard.clone === null) return heard
  if ('arn' in created) {
    const made = withClone(heard, { arn: created.arn, createdAt: moment.now, ...noPause })
    return withSeen(made, { clone: { document: emptySet(spec, created.arn), readAt: null } })
  }
  if ('throttledMs' in created) return slowedDown(heard, created, moment)
  if ('refused' in created) return withClone(heard, { refused: created.refused })
  return passOver(heard, heard.clone)
}

/** Until AWS answers nobody knows what the clone holds: then it is read. */
export function noteCopyIntent(notes: Notes, set: SetArn, piece: Piece, { now }: Moment): Notes {
  if (notes.clone?.arn !== set) return notes
  const unseen = withSeen(notes, { clone: null })
  if (!('inline' in piece)) return unseen
  const { strays = {}, lostUntil = 0 } = notes.clone
  return withClone(unseen, {
    strays: { ...strays, [piece.inline]: now + zombieMs },
    // What nobody answered before may arrive behind this one, the same or not.
    lostUntil: Math.max(lostUntil, ...Object.values(strays)),
  })
}

/** `before` is how the clone was when the piece was sent. */
export function noteCopied(
  notes: Notes,
  { piece, before }: { readonly piece: Piece; readonly before: SetDocument },
  wrote: Wrote | null,
  moment: Moment,
): Notes {
  if (wrote === null) return pauseClone(notes, moment, 'unanswered')
  const answered = withoutStray(notes, piece)
  if ('done' in wrote)
    return withSeen(withClone(answered, noPause), {
      clone: { document: withPiece(before, piece), readAt: null },
    })
  if ('throttledMs' in wrote) return slowedDown(answered, wrote, moment)
  return 'refused' in wrote
    ? withClone(answered, { refused: wrote.refused })
    : pauseClone(answered, moment, 'refused')
}

function withoutStray(notes: Notes, piece: Piece): Notes {
  if (!('inline' in piece) || notes.clone === null) return notes
  const { [piece.inline]: _, ...strays } = notes.clone.strays ?? {}
  return withClone(notes, { strays })
}

export function noteRemoved(notes: Notes, set: SetArn, wrote: Wrote | null, moment: Moment): Notes {
  const leftover = notes.leftovers[set]
  if (!leftover) return notes
  if (wrote !== null && ('done' in wrote || 'absent' in wrote)) return withoutLeftover(notes, set)
  if (wrote !== null && 'throttledMs' in wrote) return slowedDown(notes, wrote, moment)
  const { failures, notBefore } = longer(leftover, moment, wrote === null ? 'unanswered' : 'refused')
  const slower = failures > 10 ? moment.now + retireMs : notBefore
  return withLeftover(notes, set, { ...leftover, failures, notBefore: slower })
}
