import type { Instant, Key, OpId, Outcome, PrincipalId, Seen, Started } from '../engine/ports.ts'
import { partsOf } from '../engine/key.ts'
import { nullWhenAbsent, notStarted, sayable, Unanswered } from './answer.ts'
import type { AwsConfig } from './config.ts'
import { everyPage, items, page, token } from './pages.ts'
import type { Assignments, Directory, OperationStatus, Page } from './port.ts'
import type { RoleFor } from './roles.ts'
import { askSso, readSso, type SsoAnswer } from './sso-call.ts'

type Looker = RoleFor<'sso:ListAccountAssignments'>
type Kind = 'create' | 'delete'

/** Who holds what, and giving and taking it: permission sets by IAM Identity Center. */
export function assignments(config: AwsConfig): Assignments {
  return {
    // A set that is deleted, as a clone is after its session, is held by nobody.
    look: async (key) => {
      const at = config.now()
      const seen = await look(config, 'jit-revoke', partsOf(key)).catch(nullWhenAbsent)
      return seen ?? { at, users: new Set(), groups: new Set() }
    },

    create: async (key, principal) => {
      const call = { operation: 'sso:CreateAccountAssignment', input: triple(key, principal) } as const
      const answer = await askSso(config, 'jit-grant', call)
      return started(call.operation, answer, (output) => output.AccountAssignmentCreationStatus?.RequestId)
    },

    remove: async (key, principal) => {
      const call = { operation: 'sso:DeleteAccountAssignment', input: triple(key, principal) } as const
      const answer = await askSso(config, 'jit-revoke', call)
      return started(call.operation, answer, (output) => output.AccountAssignmentDeletionStatus?.RequestId)
    },

    outcome: async (kind, op) =>
      kind === 'create' ? outcomeFrom(await creation(config, op)) : removalFrom(await deletion(config, op)),

    listOutcomes: (kind) => listOutcomes(config, kind),

    roleStands: async (key) => {
      const { accountId, permissionSetArn } = partsOf(key)
      for await (const arn of items((after) => provisionedTo(config, 'jit-revoke', accountId, after)))
        if (arn === permissionSetArn) return true
      return false
    },
  }
}

/** The same looks for those who only read. */
export function holdings(config: AwsConfig): Pick<Directory, 'holders' | 'provisionedSets'> {
  return {
    holders: (accountId, permissionSetArn) => look(config, 'jit-read', { accountId, permissionSetArn }),
    provisionedSets: async (accountId) =>
      new Set(await everyPage((after) => provisionedTo(config, 'jit-read', accountId, after))),
  }
}

function triple(key: Key, principal: PrincipalId) {
  const { accountId, permissionSetArn } = partsOf(key)
  return {
    TargetType: 'AWS_ACCOUNT',
    TargetId: accountId,
    PermissionSetArn: permissionSetArn,
    PrincipalType: 'USER',
    PrincipalId: principal,
  } as const
}

type Starts = 'sso:CreateAccountAssignment' | 'sso:DeleteAccountAssignment'

/** An operation without an id cannot be followed: whether it was started is unknown. */
function started<O extends Starts>(
  operation: O,
  answer: SsoAnswer<O>,
  idIn: (output: Extract<SsoAnswer<O>, { output: unknown }>['output']) => string | undefined,
): Started {
  if ('failure' in answer) return notStarted(operation, answer.failure, answer.cause)
  const id = idIn(answer.output)
  if (id === undefined) throw new Unanswered(operation, { kind: 'unknown' })
  return { op: id as OpId }
}

interface Pair {
  readonly accountId: string
  readonly permissionSetArn: string
}

async function look(config: AwsConfig, role: Looker, pair: Pair): Promise<Seen> {
  const at: Instant = config.now()
  const held = await everyPage((after) => assignmentsOf(config, role, pair, after))
  const ids = (type: string) => held.filter((one) => one.type === type).map((one) => one.id)
  return { at, users: new Set(ids('USER') as PrincipalId[]), groups: new Set(ids('GROUP')) }
}

async function assignmentsOf(config: AwsConfig, role: Looker, pair: Pair, after: string | null) {
  const { accountId: AccountId, permissionSetArn: PermissionSetArn } = pair
  const input = { AccountId, PermissionSetArn, MaxResults: 100, ...token(after) }
  const answer = await readSso(config, role, { operation: 'sso:ListAccountAssignments', input })
  const held = answer.AccountAssignments ?? []
  return page(
    held.map((one) => ({ type: one.PrincipalType ?? '', id: one.PrincipalId ?? '' })),
    answer.NextToken,
  )
}

async function provisionedTo(
  config: AwsConfig,
  role: RoleFor<'sso:ListPermissionSetsProvisionedToAccount'>,
  accountId: string,
  after: string | null,
): Promise<Page<string>> {
  const input = { AccountId: accountId, MaxResults: 100, ...token(after) }
  const call = { operation: 'sso:ListPermissionSetsProvisionedToAccount', input } as const
  const answer = await readSso(config, role, call)
  return page(answer.PermissionSets, answer.NextToken)
}

interface StatusOnWire {
  readonly RequestId?: string | undefined
  readonly Status?: string | undefined
  readonly FailureReason?: string | undefined
}

async function creation(config: AwsConfig, op: OpId): Promise<StatusOnWire | undefined> {
  const input = { AccountAssignmentCreationRequestId: op }
  const call = { operation: 'sso:DescribeAccountAssignmentCreationStatus', input } as const
  return (await readSso(config, 'jit-grant', call)).AccountAssignmentCreationStatus
}

async function deletion(config: AwsConfig, op: OpId): Promise<StatusOnWire | undefined> {
  const input = { AccountAssignmentDeletionRequestId: op }
  const call = { operation: 'sso:DescribeAccountAssignmentDeletionStatus', input } as const
  return (await readSso(config, 'jit-revoke', call)).AccountAssignmentDeletionStatus
}

function outcomeFrom(status: StatusOnWire | undefined): Outcome {
  const outcome = statusFrom(status?.Status)
  return outcome === 'failed' ? { failed: reasonIn(status) } : outcome
}

/** UNDOCUMENTED: AWS takes a Delete of what is not there, and fails it later with these words, as Terraform's provider knows. */
function removalFrom(status: StatusOnWire | undefined): Outcome | 'absent' {
  const isAbsent =
    status?.Status === 'FAILED' && status.FailureReason?.includes("EntitlementItem doesn't exist")
  return isAbsent ? 'absent' : outcomeFrom(status)
}

function reasonIn(status: StatusOnWire | undefined): string {
  return sayable(status?.FailureReason ?? '') || 'AWS gave no reason'
}

/** A word we do not know is no end. */
function statusFrom(word: string | undefined): OperationStatus {
  if (word === 'SUCCEEDED') return 'done'
  return word === 'FAILED' ? 'failed' : 'pending'
}

/** Those under way, all of them, then the newest page of those that ended: a later answer is the newer one. */
async function listOutcomes(config: AwsConfig, kind: Kind): Promise<ReadonlyMap<OpId, OperationStatus>> {
  const underWay = await everyPage((after) => statuses(config, kind, 'IN_PROGRESS', after))
  const ended = await Promise.all([
    statuses(config, kind, 'SUCCEEDED', null),
    statuses(config, kind, 'FAILED', null),
  ])
  return new Map([...underWay, ...ended.flatMap(({ items: those }) => those)])
}

async function statuses(
  config: AwsConfig,
  kind: Kind,
  status: 'IN_PROGRESS' | 'SUCCEEDED' | 'FAILED',
  after: string | null,
): Promise<Page<readonly [OpId, OperationStatus]>> {
  const input = { Filter: { Status: status }, MaxResults: 100, ...token(after) }
  const answer = await (kind === 'create' ? creations(config, input) : deletions(config, input))
  const known = answer.items.flatMap(({ RequestId, Status }) =>
    RequestId === undefined ? [] : [[RequestId as OpId, statusFrom(Status)] as const],
  )
  return { items: known, next: answer.next }
}

interface StatusesAsked {
  readonly Filter: { readonly Status: 'IN_PROGRESS' | 'SUCCEEDED' | 'FAILED' }
  readonly MaxResults: number
  readonly NextToken?: string
}

async function creations(config: AwsConfig, input: StatusesAsked): Promise<Page<StatusOnWire>> {
  const call = { operation: 'sso:ListAccountAssignmentCreationStatus', input } as const
  const answer = await readSso(config, 'jit-grant', call)
  return page(answer.AccountAssignmentsCreationStatus, answer.NextToken)
}

async function deletions(config: AwsConfig, input: StatusesAsked): Promise<Page<StatusOnWire>> {
  const call = { operation: 'sso:ListAccountAssignmentDeletionStatus', input } as const
  const answer = await readSso(config, 'jit-revoke', call)
  return page(answer.AccountAssignmentsDeletionStatus, answer.NextToken)
}
