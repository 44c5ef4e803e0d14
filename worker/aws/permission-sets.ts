import { nullWhenAbsent, Unanswered } from './answer.ts'
import type { AwsConfig } from './config.ts'
import { everyPage, page, token } from './pages.ts'
import { policyHash } from './policy-hash.ts'
import type { Directory, Page } from './port.ts'
import { readSso } from './sso-call.ts'

/** The sets themselves: what they are called, what they allow, how they are marked. */
export function permissionSets(
  config: AwsConfig,
): Pick<Directory, 'listPermissionSets' | 'nameOf' | 'policiesOf'> {
  return {
    listPermissionSets: async (after, limit) => {
      const input = { MaxResults: limit, ...token(after) }
      const answer = await readSso(config, 'jit-read', { operation: 'sso:ListPermissionSets', input })
      return page(answer.PermissionSets, answer.NextToken)
    },

    nameOf: (arn) => nameOf(config, arn).catch(nullWhenAbsent),
    policiesOf: (arn) => policiesOf(config, arn).catch(nullWhenAbsent),
  }
}

async function nameOf(config: AwsConfig, arn: string) {
  const call = { operation: 'sso:DescribePermissionSet', input: { PermissionSetArn: arn } } as const
  const set = (await readSso(config, 'jit-read', call)).PermissionSet
  const name = set?.Name
  if (name === undefined) throw new Unanswered(call.operation, { kind: 'unknown' })
  return { arn, name, sessionSeconds: secondsOf(set?.SessionDuration ?? defaultDuration) }
}

/** AWS's own, for a set that names none. */
const defaultDuration = 'PT1H'

const longestSeconds = 12 * 60 * 60

/** ISO 8601 in days and smaller. What cannot be read counts as AWS's longest, so that no credential outlives our word. */
export function secondsOf(duration: string): number {
  const parts = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(duration)
  if (parts === null) return longestSeconds
  const [days, hours, minutes, seconds] = parts.slice(1).map((part) => Number(part ?? 0))
  return ((days! * 24 + hours!) * 60 + minutes!) * 60 + seconds!
}

async function policiesOf(config: AwsConfig, arn: string) {
  // One after the other: the calls of a refresh are paced by whoever counts them.
  const tags = await everyPage((after) => tagsOf(config, arn, after))
  const managed = await everyPage((after) => managedPolicies(config, arn, after))
  const customer = await everyPage((after) => customerPolicies(config, arn, after))
  const inline = await inlinePolicy(config, arn)
  const boundary = await boundaryOf(config, arn)
  return {
    policyHash: await policyHash({ managed, customer, inline, boundary }),
    tags: Object.fromEntries(tags),
  }
}

async function tagsOf(config: AwsConfig, arn: string, after: string | null) {
  const call = { operation: 'sso:ListTagsForResource', input: { ResourceArn: arn, ...token(after) } } as const
  const answer = await readSso(config, 'jit-read', call)
  const tags = (answer.Tags ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? ''] as const)
  return page(tags, answer.NextToken)
}

async function managedPolicies(config: AwsConfig, arn: string, after: string | null): Promise<Page<string>> {
  const input = { PermissionSetArn: arn, MaxResults: 100, ...token(after) }
  const call = { operation: 'sso:ListManagedPoliciesInPermissionSet', input } as const
  const answer = await readSso(config, 'jit-read', call)
  return page(
    (answer.AttachedManagedPolicies ?? []).map((policy) => policy.Arn ?? ''),
    answer.NextToken,
  )
}

async function customerPolicies(config: AwsConfig, arn: string, after: string | null): Promise<Page<string>> {
  const input = { PermissionSetArn: arn, MaxResults: 100, ...token(after) }
  const call = { operation: 'sso:ListCustomerManagedPolicyReferencesInPermissionSet', input } as const
  const answer = await readSso(config, 'jit-read', call)
  return page((answer.CustomerManagedPolicyReferences ?? []).map(pathOf), answer.NextToken)
}

async function inlinePolicy(config: AwsConfig, arn: string): Promise<string> {
  const call = { operation: 'sso:GetInlinePolicyForPermissionSet', input: { PermissionSetArn: arn } } as const
  return (await readSso(config, 'jit-read', call)).InlinePolicy ?? ''
}

/** AWS answers "not found" for a set without one. */
async function boundaryOf(config: AwsConfig, arn: string): Promise<string> {
  const input = { PermissionSetArn: arn }
  const call = { operation: 'sso:GetPermissionsBoundaryForPermissionSet', input } as const
  const answer = await readSso(config, 'jit-read', call).catch(nullWhenAbsent)
  const boundary = answer?.PermissionsBoundary
  if (boundary?.CustomerManagedPolicyReference) return pathOf(boundary.CustomerManagedPolicyReference)
  return boundary?.ManagedPolicyArn ?? ''
}

function pathOf(policy: { readonly Path?: string | undefined; readonly Name: string | undefined }): string {
  return `${policy.Path ?? '/'}${policy.Name ?? ''}`
}
