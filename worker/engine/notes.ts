import { changed } from './changed.ts'
import { keepNotesMs } from './pace.ts'
import type { Clone, Fact, Instant, KillPolicy, LedgerRow, OpId, PrincipalId, SessionId } from './ports.ts'

/** What a keeper remembers, in its own storage: enough to end every session of its key without the database. */
export interface Notes {
  /** The highest epoch the database showed. */
  readonly epoch: number
  /** Since when the database shows less than that; `null` while it does not. */
  readonly olderSince?: Instant | null
  readonly held: Readonly<Record<SessionId, Held>>
  readonly access: Readonly<Record<PrincipalId, Access>>
  /** Ends told of before their session was: final all the same. */
  readonly ends: Readonly<Record<SessionId, End>>
  /** Groups that held the set at the last look, and when that was. */
  readonly groups: readonly string[]
  readonly groupsAt?: Instant
  /** When the gate said to come back, and for what. */
  readonly told?: Readonly<Record<string, Instant>>
  readonly looks: { readonly failures: number; readonly notBefore: Instant }
  /** The set that was made for this key; `null` where the set itself is assigned, or before it was asked for. */
  readonly set: CloneSet | null
}

/** A clone, as its writer last answered. It is noted before it is asked for. */
export interface CloneSet {
  readonly arn: string | null
  /** AWS's name of it: the clone's, or that with a suffix. */
  readonly name: string | null
  /** The seal that is asked for, and since when; until it is there. */
  readonly asked: { readonly until: Instant; readonly since: Instant } | null
  /** Verified, never only asked for; and when that was new. */
  readonly sealedUntil: Instant | null
  readonly sealedAt: Instant | null
  readonly failures: number
  readonly notBefore: Instant
  /** Nobody needs it any more: from here on a start has a new one made. */
  readonly retire: { readonly since: Instant; readonly doneAt: Instant | null } | null
}

/** A session as the API hands it over once its approval is committed. */
export interface HeldSession {
  readonly id: SessionId
  readonly principal: PrincipalId
  readonly startsAt: Instant
  readonly endsAt: Instant
  readonly sessionSeconds: number
  readonly clone: Clone | null
  readonly kill: KillPolicy
  /** The session this one goes on from. */
  readonly extendsId?: SessionId | null
  /** AWS has it already, and from now on it is ours. */
  readonly owned?: true
}

/** `over`: the database says so, and not why. */
export interface End {
  readonly cause: 'expire' | 'revoke' | 'release' | 'over'
  readonly at: Instant
  /** Why it should not have gone on without the database's word. */
  readonly reason?: string
}

/**
 * One intent of one session. Of what is past `groups`, `active`, `failed` and `gone` are evidence, written once; an end that
 * came by itself gives way to a person's earlier one.
 */
export interface Held extends HeldSession {
  readonly version: number
  readonly groups: readonly string[]
  /** The start was decided on, and with it whose the access is. */
  readonly intentAt: Instant | null
  /** The database said that the start is recorded, or it was silent and the access of another went on (`carryOn`). */
  readonly started: boolean
  /** Why the database would not have let it start when it was last asked. */
  readonly refused?: string | null
  readonly active: { readonly at: Instant; readonly op: OpId | null } | null
  readonly failed: { readonly at: Instant; readonly reason: string } | null
  readonly end: End | null
  readonly gone: Gone | null
  /** A Create for it was noted, so that there may be credentials from it. */
  readonly wasAsked?: boolean
  readonly role: {
    readonly checkAt: Instant | null
    readonly checks: number
    readonly goneAt: Instant | null
  } | null
  /** Stopping what was issued before the removal, where the role stands on. */
  readonly killing: Killed | null
  /** An extension's seal was late, and whether people were told. */
  readonly late: { readonly at: Instant; readonly isTold: boolean } | null
}

export interface Killed {
  readonly issuedBefore: Instant
  /** From then on nothing issued before is alive by itself. */
  readonly until: Instant
  /** When to ask next; `null` until the role is known to stand, and once it is answered. */
  readonly askAt: Instant | null
  readonly since: Instant
  readonly failures: number
  /** The writer's word, and whether it is recorded. */
  readonly killedAt: Instant | null
  readonly isTold: boolean
}

export type Gone = Omit<Extract<Fact, { event: 'removed' }>, 'session' | 'event'>

/** An operation on AWS. It is noted before it is sent; without an id its answer is lost. */
export interface Op {
  readonly kind: 'create' | 'delete'
  readonly id: OpId | null
  readonly sentAt: Instant
  readonly pollAt: Instant
  /** AWS said that it is still at it: nothing else happens there meanwhile. */
  readonly isUnderWay?: boolean
  /** No Create was noted before this one. */
  readonly isFirst?: boolean
  /** Ask AWS about this one: the list does not know it, or knows no reason. */
  readonly describe: boolean
  readonly lease: string | null
}

export interface Lost {
  readonly at: Instant
  readonly id: OpId | null
  /** AWS may still be at it: its place at the gate is taken until it is seen, or the lease ends. */
  readonly lease?: string | null
}

/** One principal at this key. Ownership belongs here, not to a session (ENGINE 1.1). */
export interface Access {
  /** Is the assignment ours? `null`: not decided. */
  readonly owned: boolean | null
  /** A Create was noted since: from here on ownership is inherited. */
  readonly asked: boolean
  /** `refused`: AWS failed our last Create, and nobody looked since; `kept`: our last Delete. */
  readonly state: 'unknown' | 'present' | 'absent' | 'refused' | 'kept'
  readonly stateAt: Instant
  readonly op: Op | null
  /** When our last operation settled: lists may be older for a while. */
  readonly settledAt: Instant | null
  /** The last one we gave up on: without an id its answer never came, with one AWS did not settle it in time. */
  readonly lost: Readonly<Record<Op['kind'], Lost | null>>
  readonly createdBy: OpId | null
  readonly removal: { readonly op: OpId | null; readonly sentAt: Instant; readonly at: Instant } | null
  /** How many looks for late arrivals are done since. */
  readonly watched: number
  readonly tries: number
  readonly reason: string | null
  readonly failures: number
  readonly notBefore: Instant
}

export const noNotes: Notes = {
  epoch: 0,
  held: {},
  access: {},
  ends: {},
  groups: [],
  looks: { failures: 0, notBefore: 0 },
  set: null,
}

export const noAccess: Access = {
  owned: null,
  asked: false,
  state: 'unknown',
  stateAt: 0,
  op: null,
  settledAt: null,
  lost: { create: null, delete: null },
  createdBy: null,
  removal: null,
  watched: 0,
  tries: 0,
  reason: null,
  failures: 0,
  notBefore: 0,
}

/** Notes a session the API approved. One that is known stays as it is; only the API says what it extends. */
export function hold(notes: Notes, session: HeldSession | LedgerRow): Notes {
  const { id } = session
  const held = notes.held[id] ?? newlyHeld(session, notes.ends[id] ?? null)
  const told = 'extendsId' in session ? changed(held, { extendsId: session.extendsId }) : held
  return withHeld(notes, id, told)
}

/** A session on access that AWS has already: ours and active from its start, so that its end removes it. */
export function adopt(notes: Notes, session: HeldSession): Notes {
  if (notes.held[session.id]) return notes
  const { id, principal, startsAt: at } = session
  const held = {
    ...newlyHeld(session, notes.ends[id] ?? null),
    intentAt: at,
    started: true,
    active: { at, op: null },
  }
  const access = { ...accessOf(notes, principal), owned: true, asked: true, removal: null, watched: 0 }
  const present = { ...access, state: 'present' as const, stateAt: Math.max(access.stateAt, at) }
  return withAccess(withHeld(notes, id, held), principal, present)
}

export function newlyHeld(session: HeldSession | LedgerRow, end: End | null): Held {
  const { id, principal, startsAt, endsAt, sessionSeconds, clone, kill } = session
  const told = { id, principal, startsAt, endsAt, sessionSeconds, clone, kill }
  return { ...told, version: 0, groups: [], ...noEvidence, end }
}

export const noEvidence = {
  intentAt: null,
  started: false,
  active: null,
  failed: null,
  gone: null,
  role: null,
  killing: null,
  late: null,
} as const

export function withHeld(notes: Notes, id: SessionId, held: Held): Notes {
  return notes.held[id] === held ? notes : { ...notes, held: { ...notes.held, [id]: held } }
}

export function withAccess(notes: Notes, principal: PrincipalId, access: Access): Notes {
  if (notes.access[principal] === access) return notes
  return { ...notes, access: { ...notes.access, [principal]: access } }
}

export function accessOf(notes: Notes, principal: PrincipalId): Access {
  return notes.access[principal] ?? noAccess
}

export function sessionsIn(notes: Notes): readonly Held[] {
  return Object.values<Held>(notes.held)
}

export function principalsIn(notes: Notes): readonly PrincipalId[] {
  return Object.keys(notes.access) as PrincipalId[]
}

/** Not ended and not failed, as far as the notes know. */
export function isLive(held: Held): boolean {
  return held.end === null && held.failed === null
}

/** Forgets what ended long ago, and only that. */
export function prune(notes: Notes, now: Instant): Notes {
  // Sessions know the name of a clone that is still to be deleted.
  if (notes.set !== null && !notes.set.retire?.doneAt) return notes
  const old = sessionsIn(notes).filter((held) => isOld(held, now))
  const oldEnds = Object.entries<End>(notes.ends).filter(([, { at }]) => at + keepNotesMs < now)
  if (old.length + oldEnds.length === 0) return notes
  const held = without(notes.held, new Set(old.map(({ id }) => id)))
  const ends = without(notes.ends, new Set(oldEnds.map(([id]) => id as SessionId)))
  const kept = new Set(Object.values<Held>(held).map(({ principal }) => principal))
  const idle = principalsIn(notes).filter((principal) => !kept.has(principal) && isIdle(notes, principal))
  return { ...notes, held, ends, access: without(notes.access, new Set(idle)) }
}

function isOld(held: Held, now: Instant): boolean {
  const over = held.failed !== null || held.gone !== null || (held.end !== null && held.intentAt === null)
  return over && Math.max(held.endsAt, held.gone?.at ?? 0) + keepNotesMs < now
}

function isIdle(notes: Notes, principal: PrincipalId): boolean {
  const { owned, op } = accessOf(notes, principal)
  return owned === null && op === null
}

function without<K extends string, T>(record: Readonly<Record<K, T>>, gone: ReadonlySet<K>): Record<K, T> {
  const entries = Object.entries<T>(record).filter(([id]) => !gone.has(id as K))
  return Object.fromEntries(entries) as Record<K, T>
}
