import { staleMs, zombieMs } from '../pace.ts'
import type { Instant } from '../ports.ts'
import {
  behindIn,
  killsIn,
  strayUntil,
  withDocument,
  type Account,
  type Document,
  type Notes,
} from './notes.ts'
import { slowAccountMs, watchLostMs, watchMs } from './pace.ts'
import type { ProvisionOp, SetArn } from './ports.ts'
import { refuseNewest, refusePending } from './refuse.ts'
import { merge, oursIn, type Statement } from './statements.ts'
import { asText, claim, kindOf, wantedIn } from './wanted.ts'

/** Each is one call of AWS; `change` says that a put is to follow at once. */
export type DocumentEffect =
  | { readonly do: 'inline'; readonly set: SetArn; readonly isForChange: boolean }
  | ({ readonly do: 'put' } & Put)
  | { readonly do: 'role'; readonly set: SetArn; readonly account: string }
  | { readonly do: 'provision'; readonly set: SetArn; readonly account: string }
  | { readonly do: 'outcome'; readonly account: string; readonly op: ProvisionOp }
export interface Put {
  readonly set: SetArn
  /** What was read, and what replaces it. */
  readonly inline: string
  readonly json: string
  /** The statements of ours in it, as text. */
  readonly wanted: string
}
export type Later = { readonly at: Instant }

export interface Tended<Effect> {
  readonly notes: Notes
  readonly next: readonly (Effect | Later)[]
}
type TendedDocument = Tended<DocumentEffect>

const noRoom = 'There is no room left in the inline policy of the permission set'
const unreadable = 'The inline policy of the permission set cannot be read'

/** Read, put, provision where a role stands, read back; then watch it, and take out what is over. */
export function tendDocument(notes: Notes, inline: string | null, now: Instant): TendedDocument {
  const { document } = notes
  if (document === null) return { notes, next: [] }
  const isPut = document.put === asText(wantedIn(notes, now))
  const tended = isPut ? keep(notes, document, now) : change(notes, document, inline, now)
  const accounts = Object.entries(document.accounts).flatMap(([name, account]) =>
    tendAccount(notes, { name, account, isPut }, now),
  )
  return { notes: tended.notes, next: [...tended.next, ...accounts] }
}

function change(notes: Notes, document: Document, inline: string | null, now: Instant): TendedDocument {
  const { set, notBefore } = document
  if (inline === null) return { notes, next: [notBefore > now ? { at: notBefore } : reading(set, true)] }
  const wanted = wantedIn(notes, now)
  const merged = merge(inline, wanted, kindOf(notes))
  if (typeof merged === 'string') return givenUp(notes, merged, { wanted, inline }, now)
  if (merged.json !== inline) {
    const put = { set, inline, json: merged.json, wanted: asText(wanted) }
    return { notes, next: [{ do: 'put', ...put }] }
  }
  const claimed = claim(notes, oursIn(inline, kindOf(notes)), now)
  return tendDocument(withDocument(claimed, { put: asText(wanted) }), inline, now)
}

function reading(set: SetArn, isForChange: boolean): DocumentEffect {
  return { do: 'inline', set, isForChange }
}

/** Nobody is told that something holds which cannot. Without anybody left to tell, it is looked at again later. */
function givenUp(
  notes: Notes,
  why: 'no-room' | 'unreadable',
  { wanted, inline }: { readonly wanted: readonly Statement[]; readonly inline: string },
  now: Instant,
): TendedDocument {
  if (wanted.length === 0) return { notes: { ...notes, document: null }, next: [] }
  const told = why === 'no-room' ? refuseNewest(notes, noRoom, now) : refusePending(notes, unreadable, now)
  if (told !== notes) return tendDocument(told, inline, now)
  return { notes: withDocument(notes, { notBefore: now + watchMs }), next: [{ at: now + watchMs }] }
}

function keep(notes: Notes, document: Document, now: Instant): TendedDocument {
  const behind = behindIn(document)
  const lookAt = behind.length > 0 ? lookMeanwhileAt(notes, document, behind) : watchAt(document)
  const at = Math.max(lookAt, document.notBefore)
  if (at <= now) return { notes, next: [reading(document.set, false)] }
  const isOver =
    behind.length === 0 && wantedIn(notes, now).length === 0 && (document.shownAt ?? 0) > strayUntil(document)
  return isOver
    ? { notes: { ...notes, document: null }, next: [] }
    : { notes, next: [{ at }, ...leavingAt(notes, now)] }
}

/** A read after the accounts have it is the evidence; later ones find out whether somebody overwrote it. */
function watchAt(document: Document): Instant {
  const { shownAt } = document
  return shownAt === null ? 0 : nextWatch(document, shownAt)
}

function nextWatch(document: Document, readAt: Instant): Instant {
  return readAt + (readAt <= strayUntil(document) ? watchLostMs : watchMs)
}

/** An account that AWS is slow with keeps nobody waiting in the others: what they hold is said, and watched. */
function lookMeanwhileAt(notes: Notes, document: Document, behind: readonly Account[]): Instant {
  const isUnsaid = killsIn(notes).some(([, { account, revision, killedAt, refused }]) => {
    const carried = document.accounts[account]?.carried ?? Infinity
    return revision !== null && killedAt === null && refused === null && carried >= revision
  })
  const behindSince = Math.min(...behind.map((account) => account.behindSince ?? account.changedAt))
  const slowFrom = behindSince + slowAccountMs
  return isUnsaid ? slowFrom : Math.max(slowFrom, nextWatch(document, document.readAt ?? 0))
}

function leavingAt(notes: Notes, now: Instant): readonly Later[] {
  return killsIn(notes).flatMap(([, { until }]) => (until > now ? [{ at: until }] : []))
}

interface Tending {
  readonly name: string
  readonly account: Account
  /** The document is as it should be: only then is it brought anywhere. */
  readonly isPut: boolean
}

function tendAccount(
  notes: Notes,
  { name, account, isPut }: Tending,
  now: Instant,
): (DocumentEffect | Later)[] {
  const { op, changed, carried, notBefore } = account
  const { set } = notes.document!
  if (op?.id && op.pollAt > now) return [{ at: op.pollAt }]
  if (op?.id) return [{ do: 'outcome', account: name, op: op.id }]
  if (!isPut || carried >= changed) return []
  if (notBefore > now) return [{ at: notBefore }]
  return [{ do: account.stands ? 'provision' : 'role', set, account: name }]
}

/** A role that a list does not show is believed to be absent only if the list is that much younger than what matters. */
export function absenceCountsFrom(notes: Notes, name: string): Instant {
  const { document } = notes
  const changedAt = document?.accounts[name]?.changedAt ?? 0
  if (notes.clone !== null) return Math.max(changedAt + zombieMs, document ? strayUntil(document) : 0)
  const instants = killsIn(notes).flatMap(([, { account, issuedBefore }]) =>
    account === name ? [issuedBefore] : [],
  )
  return Math.max(changedAt, ...instants) + staleMs
}
