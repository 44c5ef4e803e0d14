import type { OpId, Outcome, Started } from '../engine/ports.ts'
import type {
  Boundary,
  Created,
  CustomerPolicy,
  NewSet,
  SetArn,
  SetsAws,
  Wrote,
} from '../engine/writer/ports.ts'
import { notStarted, nullWhenAbsent, sayable, Unanswered, type Failure } from './answer.ts'
import type { AwsConfig } from './config.ts'
import { items, page, token } from './pages.ts'
import type { RoleFor } from './roles.ts'
import { inlinePolicy, readSet } from './set-documents.ts'
import { askSso, readSso, type SsoCall } from './sso-call.ts'
import type { SsoOperation } from './sso-admin.ts'

/** Reading and writing permission sets, all of it as `jit-kill`: whoever ends credentials needs no other role. */
export function setWriting(config: AwsConfig): SetsAws {
  return {
    read: (set) => readSet(config, set),
    inline: (set) => inlinePolicy(config, 'jit-kill', set).catch(nullWhenAbsent),
    roleIn: (set, account) => roleIn(config, set, account),
    create: (spec) => create(config, spec),
    attachManaged: (set, ManagedPolicyArn) =>
      write(config, 'sso:AttachManagedPolicyToPermissionSet', { ...of(set), ManagedPolicyArn }),
    attachCustomer: (set, policy) => attachCustomer(config, set, policy),
    putBoundary: (set, boundary) =>
      write(config, 'sso:PutPermissionsBoundaryToPermissionSet', {
        ...of(set),
        PermissionsBoundary: boundaryOnWire(boundary),
      }),
    putInline: (set, json) => putInline(config, set, json),
    provision: (set, account) => provision(config, set, account),
    provisioned: (op) => provisioned(config, op),
    remove: (set) => write(config, 'sso:DeletePermissionSet', of(set)),
  }
}

function of(set: SetArn) {
  return { PermissionSetArn: set }
}

type Writes = Extract<SsoOperation, `sso:${'Attach' | 'Put' | 'Delete'}${string}Set`>

async function write<O extends Writes>(
  config: AwsConfig,
  operation: O,
  input: SsoCall<O>['input'],
): Promise<Wrote> {
  // Each write is the writer's alone, which the table says and TypeScript cannot follow through a union.
  const answer = await askSso(config, 'jit-kill' as RoleFor<O>, { operation, input })
  return 'output' in answer ? { done: true } : notWritten(operation, answer.failure, answer.cause)
}

/** Throws `Unanswered` when it may have been written. */
function notWritten(operation: string, failure: Failure, cause: unknown): Exclude<Wrote, { done: true }> {
  switch (failure.kind) {
    case 'throttled':
      return { throttledMs: failure.ms }
    case 'busy':
      return { busy: true }
    case 'absent':
      return { absent: true }
    case 'refused':
      return { refused: failure.reason }
    case 'unknown':
      throw new Unanswered(operation, failure, cause)
  }
}

function attachCustomer(config: AwsConfig, set: SetArn, { name, path }: CustomerPolicy): Promise<Wrote> {
  const CustomerManagedPolicyReference = { Name: name, Path: path }
  const operation = 'sso:AttachCustomerManagedPolicyReferenceToPermissionSet'
  return write(config, operation, { ...of(set), CustomerManagedPolicyReference })
}

function boundaryOnWire(boundary: Boundary) {
  if ('managed' in boundary) return { ManagedPolicyArn: boundary.managed }
  const { name, path } = boundary.customer
  return { CustomerManagedPolicyReference: { Name: name, Path: path } }
}

/** AWS takes no empty document, and says "not found" of a set that has none as of one that is gone. */
async function putInline(config: AwsConfig, set: SetArn, json: string): Promise<Wrote> {
  if (json !== '')
    return write(config, 'sso:PutInlinePolicyToPermissionSet', { ...of(set), InlinePolicy: json })
  const wrote = await write(config, 'sso:DeleteInlinePolicyFromPermissionSet', of(set))
  return 'absent' in wrote ? { done: true } : wrote
}

/** The one conflict of a Create is its name. */
async function create(config: AwsConfig, spec: NewSet): Promise<Created> {
  const { name, description, sessionDuration, relayState, tags } = spec
  const input = {
    Name: name,
    Description: description,
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    ...(sessionDuration === '' ? {} : { SessionDuration: sessionDuration }),
    ...(relayState === '' ? {} : { RelayState: relayState }),
  }
  const call = { operation: 'sso:CreatePermissionSet', input } as const
  const answer = await askSso(config, 'jit-kill', call)
  if ('output' in answer) return { arn: arnIn(call.operation, answer.output.PermissionSet?.PermissionSetArn) }
  const failed = notWritten(call.operation, answer.failure, answer.cause)
  if ('busy' in failed) return { nameTaken: true }
  return 'absent' in failed ? { refused: 'AWS does not know this instance of IAM Identity Center' } : failed
}

function arnIn(operation: string, arn: string | undefined): SetArn {
  if (arn === undefined) throw new Unanswered(operation, { kind: 'unknown' })
  return arn as SetArn
}

async function roleIn(config: AwsConfig, set: SetArn, account: string): Promise<boolean> {
  for await (const id of items((after) => accountsOf(config, set, after))) if (id === account) return true
  return false
}

async function accountsOf(config: AwsConfig, set: SetArn, after: string | null) {
  const input = { ...of(set), MaxResults: 100, ...token(after) }
  const call = { operation: 'sso:ListAccountsForProvisionedPermissionSet', input } as const
  const answer = await readSso(config, 'jit-kill', call)
  return page(answer.AccountIds, answer.NextToken)
}

async function provision(config: AwsConfig, set: SetArn, account: string): Promise<Started> {
  const input = { ...of(set), TargetType: 'AWS_ACCOUNT', TargetId: account } as const
  const call = { operation: 'sso:ProvisionPermissionSet', input } as const
  const answer = await askSso(config, 'jit-kill', call)
  if ('failure' in answer) return notStarted(call.operation, answer.failure, answer.cause)
  const id = answer.output.PermissionSetProvisioningStatus?.RequestId
  if (id === undefined) throw new Unanswered(call.operation, { kind: 'unknown' })
  return { op: id as OpId }
}

async function provisioned(config: AwsConfig, op: OpId): Promise<Outcome> {
  const input = { ProvisionPermissionSetRequestId: op }
  const call = { operation: 'sso:DescribePermissionSetProvisioningStatus', input } as const
  const status = (await readSso(config, 'jit-kill', call)).PermissionSetProvisioningStatus
  if (status?.Status === 'SUCCEEDED') return 'done'
  if (status?.Status !== 'FAILED') return 'pending'
  return { failed: sayable(status.FailureReason ?? '') || 'AWS gave no reason' }
}
