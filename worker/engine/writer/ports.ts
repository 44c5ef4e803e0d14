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
  /** `done`: every set whose ARN AWS told us is deleted. One that is still assigned stays `pending`. */
  retire(clone: SetName): Promise<'pending' | 'done'>
  /**
   * A set tagged ours at the key of this name that no live session uses: deleted, unless a seal rests on it. So goes
   * what a lost answer left behind.
   */
  collect(clone: SetName, set: SetArn): Promise<void>
}

export interface SealAsk {
  readonly base: SetArn
  /** `policyHash` of the base set as it was when the request was approved. */
  readonly baseHash: string
  readonly account: string
  /** The session's key, `<account>/<clone>`: the tag `jit:key`. */
  readonly key: string
  /** Whoever else is given the clone may do nothing with it. */
  readonly principal: PrincipalId
  /** Rounded down to whole seconds in the statement. */
  readonly until: Instant
}
export interface Sealing {
  readonly arn: SetArn | null
  /** AWS's name of it, with its suffix; from when there is an ARN. */
  readonly name?: string
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
  /** Of everything but statements of ours, as the catalog computes it. */
  readonly policyHash: string
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

/**
 * One call each, but for `read`: `callsOfARead`. A rejection means unknown: read again. Kills read `inline` alone, so that
 * the window between read and put is one call; `roleIn` is there because provisioning would make a role where none stands.
 */
export interface SetsAws {
  /** `null`: there is no such set. */
  read(set: SetArn): Promise<SetDocument | null>
  /** JSON; empty when there is none, `null` when there is no such set. */
  inline(set: SetArn): Promise<string | null>
  /** Does a role of the set stand in the account? AWS's list may be seconds old. */
  roleIn(set: SetArn, account: string): Promise<boolean>
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
export const callsOfARead = 6
