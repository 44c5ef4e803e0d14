import type { Aws, OpId, PrincipalId, Seen } from '../engine/ports.ts'

/** One page of a list of AWS's. It may be empty and still have a `next`. */
export interface Page<T> {
  readonly items: readonly T[]
  readonly next: string | null
}

export interface Account {
  readonly id: string
  readonly name: string
  /** AWS's word: ACTIVE, SUSPENDED, PENDING_CLOSURE. */
  readonly status: string
}

/** What the list of permission sets does not say, at one call a set. */
export interface NamedSet {
  readonly arn: string
  readonly name: string
  /** How long credentials of this set live. */
  readonly sessionSeconds: number
}

/** What a permission set allows, at five calls a set. */
export interface SetPolicies {
  /** Over all its policies and its boundary, without statements of ours: a kill or a seal is no change of the set. */
  readonly policyHash: string
  readonly policies: PolicyTexts
  readonly tags: Readonly<Record<string, string>>
}

/** What a set is made of, without statements of ours. */
export interface PolicyTexts {
  /** ARNs of AWS's managed policies. */
  readonly managed: readonly string[]
  /** `/path/name` of policies that each account has its own of. */
  readonly customer: readonly string[]
  /** The inline policy's JSON; empty when there is none. */
  readonly inline: string
  /** A managed policy's ARN or `/path/name`; empty when there is none. */
  readonly boundary: string
}

export interface User {
  readonly id: PrincipalId
  readonly userName: string
  readonly emails: readonly string[]
}

export interface Group {
  readonly id: string
  readonly name: string
}

/**
 * What may be read of the organisation, all of it as `jit-read`. Lists take the `next` of the page before, so that a
 * refresh can stop and go on. Everything rejects with `Unanswered`.
 */
export interface Directory {
  listAccounts(after: string | null): Promise<Page<Account>>
  managementAccountId(): Promise<string>
  /** `Root/Workloads/Prod`; `null` for an account that left. */
  ouPath(accountId: string): Promise<string | null>
  /** None for an account that left. */
  accountTags(accountId: string): Promise<Readonly<Record<string, string>>>
  /** ARNs alone: AWS's list has no names. */
  listPermissionSets(after: string | null, limit: number): Promise<Page<string>>
  /** `null` for a set that is gone. */
  nameOf(setArn: string): Promise<NamedSet | null>
  policiesOf(setArn: string): Promise<SetPolicies | null>
  listUsers(after: string | null): Promise<Page<User>>
  /** The one user with this address, ignoring case; `null` for none or several. Reads every user: for a first link only. */
  findUserByEmail(email: string): Promise<PrincipalId | null>
  /** What people call this user; `null` for one that is gone. */
  userName(userId: string): Promise<string | null>
  listGroups(after: string | null, limit: number): Promise<Page<Group>>
  /** Every user in the group; none for a group that is gone. */
  membersOf(groupId: string): Promise<readonly PrincipalId[]>
  /** Who holds the set in the account, directly: a group is not expanded. */
  holders(accountId: string, setArn: string): Promise<Seen>
  /** Sets that have a role in the account. */
  provisionedSets(accountId: string): Promise<ReadonlySet<string>>
}

/** One thing that AWS's own reader has against a policy. */
export interface Judged {
  /** `error`: it does not do what it seems to. `security`: it gives more than it should. */
  readonly kind: 'error' | 'security'
  /** AWS's: `PASS_ROLE_WITH_STAR_IN_RESOURCE`. */
  readonly code: string
  readonly says: string
  /** From 0. */
  readonly statement: number
}

export type OperationStatus = 'pending' | 'done' | 'failed'

/** What the engine's objects may do. The API has the directory only (threats W2). */
export interface Assignments extends Aws {
  /**
   * The status of every operation under way and of those that ended lately, for everybody in three calls. An id that
   * is missing is too new for the list or too old: ask `outcome`.
   */
  listOutcomes(kind: 'create' | 'delete'): Promise<ReadonlyMap<OpId, OperationStatus>>
}
