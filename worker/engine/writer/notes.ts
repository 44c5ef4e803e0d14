import type { Instant, PrincipalId } from '../ports.ts'
import { noPause, type Moment, type Pause } from './pause.ts'
import type { ProvisionOp, SealAsk, SetArn, SetDocument, SetName } from './ports.ts'

/** What the writer of one set remembers, in its own storage. */
export interface Notes {
  readonly clone: Clone | null
  /** The suffix the next clone takes: no name is used twice. 1 is no suffix. */
  readonly nextSuffix: number
  /** A Create was sent, and its answer is not noted yet. */
  readonly creatingSince: Instant | null
  /** Sets to delete. */
  readonly leftovers: Readonly<Record<SetArn, Leftover>>
  readonly kills: Readonly<Record<string, Kill>>
  /** `null` while no statement of ours stands, and none has to. */
  readonly document: Document | null
  /** AWS throttled us: nothing happens before. */
  readonly slowUntil: Instant
  /** When the gate said to come back. */
  readonly waits: { readonly told: Instant | null }
}

export interface Clone extends SealAsk, Pause {
  readonly name: SetName
  readonly suffix: number
  readonly arn: SetArn | null
  readonly createdAt: Instant
  /** It was read back and is the base with the seal: from here on the document is kept, and nothing else is written. */
  readonly made: boolean
  readonly sealedUntil: Instant | null
  /** The last verified one, which stands on when a later one is refused. */
  readonly lastSealed: Instant | null
  readonly refused: string | null
  /** While it is made. A read is six calls, so none is done twice because a turn had to be waited for. */
  readonly seen?: SeenSets
  /** Inline policies sent to it without an answer, and until when they may arrive. */
  readonly strays?: Readonly<Record<string, Instant>>
  /** Until when one may arrive that was sent again since. */
  readonly lostUntil?: Instant
}

/** The two sets, as AWS showed them. */
export interface SeenSets {
  /** The base as it was approved. */
  readonly base: SetDocument | null
  readonly clone: SeenClone | null
}
/** With what AWS confirmed since it was read. `readAt`: nothing was written to it since. */
export interface SeenClone {
  readonly document: SetDocument
  readonly readAt: Instant | null
  /** It shows what had landed by then; what landed while it was read, perhaps not. */
  readonly begunAt?: Instant
}

export interface Leftover extends Pause {
  /** Not of our own making as far as the notes know: its tags decide. */
  readonly isForeign: boolean
}

export interface Kill {
  readonly account: string
  readonly principal: PrincipalId
  readonly issuedBefore: Instant
  readonly until: Instant
  readonly askedAt: Instant
  /** The revision of the document that its statement came with; `null`: not put yet. */
  readonly revision: number | null
  readonly killedAt: Instant | null
  readonly refused: string | null
}

/** The set's inline policy, as far as it is ours. */
export interface Document extends Pause {
  readonly set: SetArn
  /** Counts our puts, before they are sent. */
  readonly revision: number
  /** The statements that AWS confirmed, as text; `null`: unknown, read. */
  readonly put: string | null
  /** When a read last showed them, after all accounts had them. */
  readonly shownAt: Instant | null
  /** When it was last read, whatever that showed. */
  readonly readAt?: Instant
  /** A put whose answer was lost may arrive until then. */
  readonly lostUntil: Instant
  /** The same of the put that is on its way: whoever sends it may die before there is an answer. */
  readonly sentUntil?: Instant
  readonly accounts: Readonly<Record<string, Account>>
}

/** An account whose role has to follow the document. */
export interface Account extends Pause {
  /** The revision that last changed something for this account, and when. */
  readonly changed: number
  readonly changedAt: Instant
  /** Since when its role does not hold the document, however often that changed since. */
  readonly behindSince?: Instant
  /** The revision its role holds, as far as AWS confirmed. */
  readonly carried: number
  /** A look saw the role, so that it may be provisioned; forgotten with the operation. */
  readonly stands: boolean
  readonly op: Op | null
}
/** A provisioning; without an id its answer is lost. */
interface Op {
  readonly id: ProvisionOp | null
  readonly revision: number
  readonly sentAt: Instant
  readonly pollAt: Instant
}

export const nothingSeen: SeenSets = { base: null, clone: null }

export const noNotes: Notes = {
  clone: null,
  nextSuffix: 1,
  creatingSince: null,
  leftovers: {},
  kills: {},
  document: null,
  slowUntil: 0,
  waits: { told: null },
}

/** Until when a put of ours that nobody saw answered may arrive. */
export function strayUntil({ lostUntil, sentUntil = 0 }: Document): Instant {
  return Math.max(lostUntil, sentUntil)
}

export function newDocument(set: SetArn): Document {
  return { set, revision: 0, put: null, shownAt: null, lostUntil: 0, accounts: {}, ...noPause }
}

/** AWS throttled us: nothing happens before. */
export function slowedDown(
  notes: Notes,
  { throttledMs }: { readonly throttledMs: number },
  { now }: Moment,
): Notes {
  return { ...notes, slowUntil: now + throttledMs }
}

export function withClone(notes: Notes, change: Partial<Clone>): Notes {
  return notes.clone === null ? notes : { ...notes, clone: { ...notes.clone, ...change } }
}

export function withDocument(notes: Notes, change: Partial<Document>): Notes {
  return notes.document === null ? notes : { ...notes, document: { ...notes.document, ...change } }
}

export function withAccount(notes: Notes, account: string, change: Partial<Account>): Notes {
  const known = notes.document?.accounts[account]
  if (!notes.document || !known) return notes
  return withDocument(notes, {
    accounts: { ...notes.document.accounts, [account]: { ...known, ...change } },
  })
}

export function withLeftover(notes: Notes, set: SetArn, leftover: Leftover): Notes {
  return { ...notes, leftovers: { ...notes.leftovers, [set]: leftover } }
}

export function withoutLeftover(notes: Notes, set: SetArn): Notes {
  const { [set]: _, ...leftovers } = notes.leftovers
  return { ...notes, leftovers }
}

/** Accounts whose roles do not hold the document yet. */
export function behindIn({ accounts }: Document): readonly Account[] {
  return Object.values<Account>(accounts).filter(({ changed, carried }) => carried < changed)
}

export function killsIn(notes: Notes): readonly (readonly [string, Kill])[] {
  return Object.entries(notes.kills)
}

export function leftoversIn(notes: Notes): readonly (readonly [SetArn, Leftover])[] {
  return Object.entries(notes.leftovers) as unknown as readonly (readonly [SetArn, Leftover])[]
}
