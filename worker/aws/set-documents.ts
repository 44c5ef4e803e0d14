import { nullWhenAbsent, Unanswered } from './answer.ts'
import type { AwsConfig } from './config.ts'
import { everyPage, page, token } from './pages.ts'
import { ownStatements, policyHash } from './policy-hash.ts'
import type { PolicyTexts } from './port.ts'
import { readSso } from './sso-call.ts'
import type { Boundary, CustomerPolicy, SetArn, SetDocument } from '../engine/writer/ports.ts'

/** Whoever reads whole sets: the catalog, and who writes them. */
export type Reader = 'jit-read' | 'jit-kill'

/** Five calls and `DescribePermissionSet`, one after the other. `null`: there is no such set. */
export async function readSet(config: AwsConfig, arn: SetArn): Promise<SetDocument | null> {
  return wholeSet(config, arn).catch(nullWhenAbsent)
}

async function wholeSet(config: AwsConfig, arn: SetArn): Promise<SetDocument> {
  const described = await describe(config, arn)
  const policies = await policiesIn(config, 'jit-kill', arn)
  const tags = await tagsOf(config, 'jit-kill', arn)
  return { arn, ...described, ...policies, tags, policyHash: await hashOf(policies) }
}

async function describe(config: AwsConfig, arn: SetArn) {
  const call = { operation: 'sso:DescribePermissionSet', input: { PermissionSetArn: arn } } as const
  const set = (await readSso(config, 'jit-kill', call)).PermissionSet
  if (set?.Name === undefined) throw new Unanswered(call.operation, { kind: 'unknown' })
  return {
    name: set.Name,
    description: set.Description ?? '',
    sessionDuration: set.SessionDuration ?? '',
    relayState: set.RelayState ?? '',
  }
}

export type Policies = Pick<SetDocument, 'managed' | 'customer' | 'boundary' | 'inline'>

export async function policiesIn(config: AwsConfig, role: Reader, arn: string): Promise<Policies> {
  const managed = await everyPage((after) => managedPolicies(config, role, arn, after))
  const customer = await everyPage((after) => customerPolicies(config, role, arn, after))
  const inline = await inlinePolicy(config, role, arn)
  const boundary = await boundaryOf(config, role, arn)
  return { managed, customer, inline, boundary }
}

export async function hashOf(policies: Policies): Promise<string> {
  return policyHash(textsOf(policies))
}

export function textsOf({ managed, customer, inline, boundary }: Policies): PolicyTexts {
  return {
    managed,
    customer: customer.map(pathOf),
    inline: ownStatements(inline),
    boundary: boundary === null ? '' : 'managed' in boundary ? boundary.managed : pathOf(boundary.customer),
  }
}

export async function tagsOf(config: AwsConfig, role: Reader, arn: string): Promise<Record<string, string>> {
  return Object.fromEntries(await everyPage((after) => tagPage(config, role, arn, after)))
}

async function tagPage(config: AwsConfig, role: Reader, arn: string, after: string | null) {
  const call = { operation: 'sso:ListTagsForResource', input: { ResourceArn: arn, ...token(after) } } as const
  const answer = await readSso(config, role, call)
  const tags = (answer.Tags ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? ''] as const)
  return page(tags, answer.NextToken)
}

async function managedPolicies(config: AwsConfig, role: Reader, arn: string, after: string | null) {
  const input = { PermissionSetArn: arn, MaxResults: 100, ...token(after) }
  const call = { operation: 'sso:ListManagedPoliciesInPermissionSet', input } as const
  const answer = await readSso(config, role, call)
  return page(
    (answer.AttachedManagedPolicies ?? []).map((policy) => policy.Arn ?? ''),
    answer.NextToken,
  )
}

async function customerPolicies(config: AwsConfig, role: Reader, arn: string, after: string | null) {
  const input = { PermissionSetArn: arn, MaxResults: 100, ...token(after) }
  const call = { operation: 'sso:ListCustomerManagedPolicyReferencesInPermissionSet', input } as const
  const answer = await readSso(config, role, call)
  return page((answer.CustomerManagedPolicyReferences ?? []).map(referenceFrom), answer.NextToken)
}

export async function inlinePolicy(config: AwsConfig, role: Reader, arn: string): Promise<string> {
  const call = { operation: 'sso:GetInlinePolicyForPermissionSet', input: { PermissionSetArn: arn } } as const
  return (await readSso(config, role, call)).InlinePolicy ?? ''
}

/** AWS answers "not found" for a set without one. */
async function boundaryOf(config: AwsConfig, role: Reader, arn: string): Promise<Boundary | null> {
  const input = { PermissionSetArn: arn }
  const call = { operation: 'sso:GetPermissionsBoundaryForPermissionSet', input } as const
  const answer = await readSso(config, role, call).catch(nullWhenAbsent)
  const { CustomerManagedPolicyReference: customer, ManagedPolicyArn: managed } =
    answer?.PermissionsBoundary ?? {}
  if (customer) return { customer: referenceFrom(customer) }
  return managed === undefined ? null : { managed }
}

function referenceFrom(policy: {
  readonly Path?: string | undefined
  readonly Name: string | undefined
}): CustomerPolicy {
  return { path: policy.Path ?? '/', name: policy.Name ?? '' }
}

function pathOf({ path, name }: CustomerPolicy): string {
  return `${path}${name}`
}
