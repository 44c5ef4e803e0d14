import type { Instant, Outcome, PrincipalId, Started } from '../ports.ts'

/** `arn:aws:sso:::permissionSet/…`. */
export type SetArn = string & { readonly _: 'SetArn' }
/** A clone's name, known before AWS gave it an ARN: at most 28 characters, so that a suffix fits AWS's 32. */
export type SetName = string & { readonly _: 'SetName' }

/**
 * What a keeper may ask of the writer of a set. Each call stores the wish, books the alarm and answers with what holds
 * now; it is asked again until the answer is there. A rejection means unknown.
 */
export interface Writer {
  /** A later `until` moves the seal; an earlier or equal one is answered with what is. After `retire`: a new set. */
  seal(clone: SetName, ask: SealAsk): Promise<Sealing>
  kill(set: SetArn, ask: KillAsk): Promise<Killing>
  /** `done`: AWS no longer knows any set of this name that we made. A set still assigned stays `pending`. */
  retire(clone: SetName): Promise<'pending' | 'done'>
}

export interface SealAsk {
  readonly base: SetArn
  /** `policyHash` of the base set as it was when the request was approved. */
  readonly baseHash: string
  readonly account: string
  /** The session's key, `<account>/<clone>`: the tag `jit:key`. */
  readonly key: string
  /** Rounded down to whole seconds in the statement. */
  readonly until: Instant
}
export interface Sealing {
  readonly arn: SetArn | null
  /** Verified in AWS (read back, and provisioned where a role stands), never only asked for. */
  readonly sealedUntil: Instant | null
  /** Words for people, or the code `set-changed`: nothing more will be tried for this ask. */
  readonly refused: string | null
}

export interface KillAsk {
  readonly account: string
  readonly principal: PrincipalId
  /** Already rounded up to 10 s by the keeper, and taken as it is. */
  readonly issuedBefore: Instant
  /** When no credential issued before can be alive: the statement is taken out again. */
  readonly until: Instant
}
export type Killing =
  | { readonly state: 'pending' }
  /** When it was read back, after the account was provisioned. */
  | { readonly state: 'killed'; readonly at: Instant }
  | { readonly state: 'may_last'; readonly reason: string }

/** A set as AWS shows it now: what a clone copies, and where our statements stand. */
export interface SetDocument {
  readonly arn: SetArn
  readonly name: string
  readonly description: string
  /** ISO 8601; empty when AWS names none. */
  readonly sessionDuration: string
  readonly relayState: string
  readonly managed: readonly string[]
  readonly customer: readonly CustomerPolicy[]
  readonly boundary: Boundary | null
  /** JSON; empty when there is none. */
  readonly inline: string
  readonly tags: Readonly<Record<string, string>>
}
/** Each account has its own policy of that name. */
export interface CustomerPolicy {
  readonly name: string
  readonly path: string
}
export type Boundary = { readonly managed: string } | { readonly customer: CustomerPolicy }

export type NewSet = Pick<SetDocument, 'name' | 'description' | 'sessionDuration' | 'relayState' | 'tags'>

export type Created =
  | { readonly arn: SetArn }
  | { readonly nameTaken: true }
  | { readonly refused: string }
  | { readonly throttledMs: number }
/** `done` where it was so already. `busy`: a conflict, or still assigned; try again later. */
export type Wrote =
  | { readonly done: true }
  | { readonly busy: true }
  | { readonly absent: true }
  | { readonly refused: string }
  | { readonly throttledMs: number }

/** A call or a few each, counted by `calls`. A rejection means unknown: read again. */
export interface SetsAws {
  /** `null`: there is no such set. */
  read(set: SetArn): Promise<SetDocument | null>
  create(spec: NewSet): Promise<Created>
  attachManaged(set: SetArn, policy: string): Promise<Wrote>
  attachCustomer(set: SetArn, policy: CustomerPolicy): Promise<Wrote>
  putBoundary(set: SetArn, boundary: Boundary): Promise<Wrote>
  /** Replaces the whole document; empty takes it away. */
  putInline(set: SetArn, json: string): Promise<Wrote>
  /** Asynchronous, like assignments: the role follows the set when it is done. */
  provision(set: SetArn, account: string): Promise<Started>
  provisioned(op: ProvisionOp): Promise<Outcome>
  /** Busy while assigned. */
  remove(set: SetArn): Promise<Wrote>
}
export type ProvisionOp = Extract<Started, { readonly op: unknown }>['op']
