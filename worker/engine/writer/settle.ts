import { pollMs, zombieMs } from '../pace.ts'
import type { Instant, Outcome, Started } from '../ports.ts'
import { madeBy, passOver } from './clone.ts'
import { absenceCountsFrom, type Put } from './document.ts'
import {
  killsIn,
  withAccount,
  withClone,
  withDocument,
  withLeftover,
  withoutLeftover,
  type Account,
  type Notes,
} from './notes.ts'
import { provisionMs, retireMs, showsMs } from './pace.ts'
import { longer, noPause, type Moment } from './pause.ts'
import type { Created, SetArn, SetDocument, Wrote } from './ports.ts'
import { refusePending } from './refuse.ts'
import { isSame, killsOne, oursIn, sealing, type Statement } from './statements.ts'
import { asText, claim, kindOf, wantedIn } from './wanted.ts'

// What the notes become with each answer of AWS. `null` for an answer: there was none, and what was asked may be done.

/** AWS throttled us: nothing happens before. */
function slowedDown(notes: Notes, { throttledMs }: { readonly throttledMs: number }, { now }: Moment): Notes {
  return { ...notes, slowUntil: now + throttledMs }
}

// Reads

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

/** Only what carries our tag is ever deleted. */
export function noteLeftover(notes: Notes, { arn, tags }: SetDocument): Notes {
  const known = notes.leftovers[arn]
  const isOurs = Object.entries(madeBy).every(([tag, value]) => tags[tag] === value)
  if (!known) return notes
  return isOurs ? withLeftover(notes, arn, { ...known, isForeign: false }) : withoutLeftover(notes, arn)
}

function pauseClone(notes: Notes, moment: Moment, why: 'unanswered' | 'refused'): Notes {
  return notes.clone ? withClone(notes, longer(notes.clone, moment, why)) : notes
}

/** The evidence: what a read shows, in accounts that have it, holds. */
export function noteInline(notes: Notes, inline: string | null, moment: Moment): Notes {
  const { document } = notes
  if (document === null) return notes
  if (inline === null) return setIsGone(notes, moment)
  const shown = oursIn(inline, kindOf(notes))
  const wanted = wantedIn(notes, moment.now)
  const isPut = document.put === asText(wanted)
  // A read before a put says nothing of whether the put will be taken.
  const read = noteHeld(isPut ? withDocument(notes, noPause) : notes, shown, moment.now)
  if (!isPut) return read
  if (!isSame(shown, wanted)) return withDocument(read, { put: null, shownAt: null })
  const isBehind = Object.values(document.accounts).some(({ changed, carried }) => carried < changed)
  return isBehind ? read : noteSeal(withDocument(read, { shownAt: moment.now, accounts: {} }), shown)
}

/** Kills that hold now, and those that somebody took out. */
function noteHeld(notes: Notes, shown: readonly Statement[], now: Instant): Notes {
  const kills = killsIn(notes).map(([name, kill]) => {
    const { revision, killedAt } = kill
    if (revision === null) return [name, kill] as const
    if (!killsOne(shown, kill)) return [name, { ...kill, killedAt: null }] as const
    const carried = notes.document?.accounts[kill.account]?.carried ?? Infinity
    return [name, carried >= revision ? { ...kill, killedAt: killedAt ?? now } : kill] as const
  })
  const noted = { ...notes, kills: Object.fromEntries(kills) }
  return isSealed(notes, shown) ? noted : withClone(noted, { sealedUntil: null })
}

/** While the seal moves, the old one stands in the document, or the new one that is not in the account yet. */
function isSealed({ clone }: Notes, shown: readonly Statement[]): boolean {
  const instants = [clone?.lastSealed, clone?.until].filter((at) => typeof at === 'number')
  return instants.some((at) => isSame(shown, [sealing(at)]))
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

// Writing the document

/** Intent before effect: what rests on this put is noted before it is sent. */
export function notePutIntent(notes: Notes, inline: string, { now }: Moment): Notes {
  const claimed = claim(notes, oursIn(inline, kindOf(notes)), now)
  return withDocument(claimed, { put: null, shownAt: null })
}

export function notePut(
  notes: Notes,
  { set, wanted }: Pick<Put, 'set' | 'wanted'>,
  wrote: Wrote | null,
  moment: Moment,
): Notes {
  const { document } = notes
  if (document === null || document.set !== set) return notes
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

// Bringing it to the accounts

/** Where no role stands, there is nothing to bring: the next one is made from the document as it is. */
export function noteRole(notes: Notes, name: string, stands: boolean | null, moment: Moment): Notes {
  const account = notes.document?.accounts[name]
  if (!account) return notes
  if (stands === null) return withAccount(notes, name, longer(account, moment, 'unanswered'))
  if (stands) return withAccount(notes, name, { stands })
  const countsFrom = absenceCountsFrom(notes, name)
  if (moment.now < countsFrom) return withAccount(notes, name, { notBefore: countsFrom })
  return withAccount(notes, name, { carried: notes.document!.revision, ...noPause })
}

export function noteProvisionIntent(notes: Notes, name: string, { now }: Moment): Notes {
  if (notes.document === null) return notes
  const { revision } = notes.document
  return withAccount(notes, name, { stands: false, op: { id: null, revision, sentAt: now, pollAt: now } })
}

export function noteProvisionStarted(
  notes: Notes,
  name: string,
  started: Started | null,
  moment: Moment,
): Notes {
  const account = notes.document?.accounts[name]
  if (!account?.op) return notes
  if (started !== null && 'op' in started) {
    const op = { ...account.op, id: started.op, pollAt: moment.now + pollMs(0) }
    return withAccount(notes, name, { op })
  }
  const why = started === null ? 'unanswered' : 'refused'
  const paused = withAccount(notes, name, { op: null, ...longer(account, moment, why) })
  return started !== null && 'throttledMs' in started ? slowedDown(paused, started, moment) : paused
}

export function noteOutcome(notes: Notes, name: string, outcome: Outcome | null, moment: Moment): Notes {
  const account = notes.document?.accounts[name]
  if (!account?.op) return notes
  if (outcome === 'done')
    return withAccount(notes, name, { op: null, carried: account.op.revision, ...noPause })
  const isOver = outcome !== null && outcome !== 'pending'
  return withAccount(notes, name, isOver ? failed(account, moment) : polled(account, account.op, moment))
}

function failed(account: Account, moment: Moment): Partial<Account> {
  return { op: null, ...longer(account, moment, 'refused') }
}

/** An answer that never comes is not waited for: provisioning twice does no harm. */
function polled(account: Account, op: NonNullable<Account['op']>, moment: Moment): Partial<Account> {
  const age = moment.now - op.sentAt
  return age > provisionMs ? failed(account, moment) : { op: { ...op, pollAt: moment.now + pollMs(age) } }
}

// Making and deleting sets

export function noteCreateIntent(notes: Notes, { now }: Moment): Notes {
  return { ...notes, creatingSince: now }
}

/** `name` is the one it was asked for: the clone may have been given up meanwhile. */
export function noteCreated(notes: Notes, suffix: number, created: Created | null, moment: Moment): Notes {
  // Still on its way, perhaps: the name is tried again, and found taken if it arrived.
  if (created === null) return pauseClone(notes, moment, 'unanswered')
  const heard = { ...notes, creatingSince: null }
  const isCurrent = heard.clone?.suffix === suffix && heard.clone.arn === null
  if ('arn' in created && !isCurrent)
    return withLeftover(heard, created.arn, { isForeign: false, ...noPause })
  if (!isCurrent || heard.clone === null) return heard
  if ('arn' in created) return withClone(heard, { arn: created.arn, createdAt: moment.now, ...noPause })
  if ('throttledMs' in created) return slowedDown(heard, created, moment)
  if ('refused' in created) return withClone(heard, { refused: created.refused })
  return passOver(heard, heard.clone)
}

export function noteCopied(notes: Notes, wrote: Wrote | null, moment: Moment): Notes {
  if (wrote === null) return pauseClone(notes, moment, 'unanswered')
  if ('done' in wrote) return notes.clone ? withClone(notes, noPause) : notes
  if ('throttledMs' in wrote) return slowedDown(notes, wrote, moment)
  return 'refused' in wrote
    ? withClone(notes, { refused: wrote.refused })
    : pauseClone(notes, moment, 'refused')
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
