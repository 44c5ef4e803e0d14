/** Milliseconds UTC. */
export type Instant = number
/** `<account id>/<permission set arn>`, or a clone's name in the ARN's place: what one keeper looks after. */
export type Key = string & { readonly _: 'Key' }
/** AWS's RequestId of an asynchronous operation. */
export type OpId = string & { readonly _: 'OpId' }
export type SessionId = string & { readonly _: 'SessionId' }
/** The Identity Center user. */
export type PrincipalId = string & { readonly _: 'PrincipalId' }

/** The set made for one sealed session and what extends it, by name, and the set it is a copy of. */
export interface Clone {
  readonly name: string
  readonly base: string
  /** The base set's policies as they were when it was approved. */
  readonly baseHash: string
}
/** When credentials issued before an end are stopped by a statement in the set's policy. */
export type KillPolicy = 'never' | 'on_revoke' | 'always'

/** What the ledger says of one live session of a key. */
export interface LedgerRow {
  readonly id: SessionId
  readonly principal: PrincipalId
  /** Groups the principal is in, for access that remains through one. */
  readonly groups: readonly string[]
  readonly status: string
  readonly version: number
  readonly startsAt: Instant
  readonly endsAt: Instant
  readonly owned: boolean | null
  /** The longest that the set was known to let credentials live since it was asked for. */
  readonly sessionSeconds: number
  readonly clone: Clone | null
  readonly kill: KillPolicy
  /** The seal that was recorded last. */
  readonly sealedUntil: Instant | null
  /** `revoke` or `release` with its instant, once a person asked for the end. */
  readonly endCause: 'revoke' | 'release' | null
  readonly endAskedAt: Instant | null
  /** A reason of ours why this start must not happen any more (ENGINE 1.7), or `null`. */
  readonly startRefused: string | null
  /** People who are told when something of it changes. */
  readonly tell: readonly string[]
}

/** Evidence: what happened, when, and AWS's id of the operation that shows it. The status follows from it. */
export type Fact = { readonly session: SessionId; readonly at: Instant } & (
  | { readonly event: 'provision'; readonly owned: boolean }
  | { readonly event: 'activate'; readonly owned: boolean; readonly op: OpId | null }
  | { readonly event: 'fail'; readonly reason: string }
  | { readonly event: 'expire' }
  | {
      readonly event: 'removed'
      readonly op: OpId | null
      /** When the Delete was sent; an end that a person asked for counts only if it precedes it. */
      readonly deleteSentAt: Instant
      readonly accessRemains: 'session' | 'standing' | 'group' | null
      readonly remainsUntil: Instant | null
      readonly credentials: 'sealed' | 'may_last'
      readonly credentialsUntil: Instant
    }
  /** No status: AWS stops all that was issued at `until`, as read back from the set's policy. */
  | { readonly event: 'sealed'; readonly until: Instant; readonly roleName: string | null }
  /** No status: the seal is not where an extension needs it, shortly before the old end. */
  | { readonly event: 'seal_late' }
  /** No status: what was issued before the removal is denied, as read back from the set's policy. */
  | { readonly event: 'credentials_killed' }
  /** No status: the role is gone with its last assignment, and the credentials with it. */
  | { readonly event: 'credentials_gone' }
)

/** Synchronous on purpose: one write is one atomic point, and the output gate holds later effects until it is durable. */
export interface Memory<Notes> {
  read(): Notes
  write(notes: Notes): void
}
export interface Timer {
  read(): Promise<Instant | null>
  set(at: Instant): Promise<void>
  clear(): Promise<void>
}
export interface LedgerView {
  /** Grows with every recorded event; lower than before means that an older copy was restored. */
  readonly epoch: number
  /** Live ones only: a session that is missing is over as far as the database knows. */
  readonly rows: readonly LedgerRow[]
}
/**
 * Real SQL in production, tests and simulator. Rejects with `Unreachable` when the database does not answer, or its
 * answer is lost; with anything else where this one question is broken.
 */
export interface Ledger {
  sessionsOf(key: Key): Promise<LedgerView>
  /** `row` as it was read, `null` once the session is over. `stale`: the row moved meanwhile; read again. */
  record(fact: Fact, row: LedgerRow | null): Promise<'done' | 'stale'>
}

/** Who holds the set in the account, as one List said it. AWS's lists may be seconds old. */
export interface Seen {
  /** When the List began. */
  readonly at: Instant
  readonly users: ReadonlySet<PrincipalId>
  readonly groups: ReadonlySet<string>
}
export type Started =
  | { readonly op: OpId }
  | { readonly busy: true }
  | { readonly throttledMs: number }
  | { readonly refused: string }
  | { readonly absent: true }
export type Outcome = 'pending' | 'done' | { readonly failed: string }
/** Starts and outcomes, never "do": AWS's operations are asynchronous. A rejection means unknown: look again. */
export interface Aws {
  look(key: Key): Promise<Seen>
  create(key: Key, principal: PrincipalId): Promise<Started>
  remove(key: Key, principal: PrincipalId): Promise<Started>
  /** One operation's outcome with AWS's reason when it failed. `absent`: it took a Delete, and found nothing to delete. */
  outcome(kind: 'create' | 'delete', op: OpId): Promise<Outcome | 'absent'>
  /** Is the set's role still in the account? */
  roleStands(key: Key): Promise<boolean>
}

/** Answers at once: a turn, or when to ask again. No queue lives in memory; a lease ends by itself. */
export interface Gate {
  turn(ask: {
    readonly kind: 'remove' | 'create' | 'look' | 'check'
    /** The instant this keeper was told to come back at, if it was. */
    readonly told: Instant | null
    /** Made at once, one after the other; 1 where nothing is said. */
    readonly calls?: number
  }): Promise<{ readonly lease: string } | { readonly notBefore: Instant }>
  done(lease: string, throttled: boolean): Promise<void>
  /** The outcomes of all operations under way, from at most one List a second for everybody. */
  outcomes(kind: 'create' | 'delete'): Promise<ReadonlyMap<OpId, 'pending' | 'done' | 'failed'>>
}
export interface Clock {
  now(): Instant
}
export interface Chance {
  /** A whole number in [0, n). */
  below(n: number): number
}

export class Unreachable extends Error {
  override readonly name = 'Unreachable'
}
