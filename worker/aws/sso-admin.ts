import {
  AttachCustomerManagedPolicyReferenceToPermissionSet$,
  AttachManagedPolicyToPermissionSet$,
  CreateAccountAssignment$,
  CreatePermissionSet$,
  DeleteAccountAssignment$,
  DeleteInlinePolicyFromPermissionSet$,
  DeletePermissionSet$,
  DescribeAccountAssignmentCreationStatus$,
  DescribeAccountAssignmentDeletionStatus$,
  DescribePermissionSet$,
  DescribePermissionSetProvisioningStatus$,
  GetInlinePolicyForPermissionSet$,
  GetPermissionsBoundaryForPermissionSet$,
  ListAccountAssignmentCreationStatus$,
  ListAccountAssignmentDeletionStatus$,
  ListAccountAssignments$,
  ListAccountsForProvisionedPermissionSet$,
  ListCustomerManagedPolicyReferencesInPermissionSet$,
  ListManagedPoliciesInPermissionSet$,
  ListPermissionSets$,
  ListPermissionSetsProvisionedToAccount$,
  ListTagsForResource$,
  ProvisionPermissionSet$,
  PutInlinePolicyToPermissionSet$,
  PutPermissionsBoundaryToPermissionSet$,
  errorTypeRegistries,
  SSOAdminServiceException,
} from '@aws-sdk/client-sso-admin'
import type * as Sdk from '@aws-sdk/client-sso-admin'
import { AwsJson1_1Protocol } from '@aws-sdk/core/protocols'
import { operation as described } from '@smithy/core/schema'
import { AwsClient } from 'aws4fetch'
import type { Refused } from './answer.ts'
import type { AwsConfig, Credentials } from './config.ts'
import { dnsSuffix } from './dns-suffix.ts'

// The only module that imports the SDK, and only `sso-call.ts` imports this one, lazily: 18 KiB that most calls of the
// API never need. Of the SDK it takes the model of the service and its protocol; the client itself, with its retries,
// endpoint rules and second signer, would be 35 KiB more.

const operations = {
  'sso:AttachCustomerManagedPolicyReferenceToPermissionSet':
    AttachCustomerManagedPolicyReferenceToPermissionSet$,
  'sso:AttachManagedPolicyToPermissionSet': AttachManagedPolicyToPermissionSet$,
  'sso:CreateAccountAssignment': CreateAccountAssignment$,
  'sso:CreatePermissionSet': CreatePermissionSet$,
  'sso:DeleteAccountAssignment': DeleteAccountAssignment$,
  'sso:DeleteInlinePolicyFromPermissionSet': DeleteInlinePolicyFromPermissionSet$,
  'sso:DeletePermissionSet': DeletePermissionSet$,
  'sso:DescribeAccountAssignmentCreationStatus': DescribeAccountAssignmentCreationStatus$,
  'sso:DescribeAccountAssignmentDeletionStatus': DescribeAccountAssignmentDeletionStatus$,
  'sso:DescribePermissionSet': DescribePermissionSet$,
  'sso:DescribePermissionSetProvisioningStatus': DescribePermissionSetProvisioningStatus$,
  'sso:GetInlinePolicyForPermissionSet': GetInlinePolicyForPermissionSet$,
  'sso:GetPermissionsBoundaryForPermissionSet': GetPermissionsBoundaryForPermissionSet$,
  'sso:ListAccountAssignmentCreationStatus': ListAccountAssignmentCreationStatus$,
  'sso:ListAccountAssignmentDeletionStatus': ListAccountAssignmentDeletionStatus$,
  'sso:ListAccountAssignments': ListAccountAssignments$,
  'sso:ListAccountsForProvisionedPermissionSet': ListAccountsForProvisionedPermissionSet$,
  'sso:ListCustomerManagedPolicyReferencesInPermissionSet':
    ListCustomerManagedPolicyReferencesInPermissionSet$,
  'sso:ListManagedPoliciesInPermissionSet': ListManagedPoliciesInPermissionSet$,
  'sso:ListPermissionSets': ListPermissionSets$,
  'sso:ListPermissionSetsProvisionedToAccount': ListPermissionSetsProvisionedToAccount$,
  'sso:ListTagsForResource': ListTagsForResource$,
  'sso:ProvisionPermissionSet': ProvisionPermissionSet$,
  'sso:PutInlinePolicyToPermissionSet': PutInlinePolicyToPermissionSet$,
  'sso:PutPermissionsBoundaryToPermissionSet': PutPermissionsBoundaryToPermissionSet$,
}

export type SsoOperation = keyof typeof operations
type CommandOf<O extends SsoOperation> = O extends `sso:${infer Name}`
  ? InstanceType<(typeof Sdk)[`${Name}Command` & keyof typeof Sdk]>
  : never
export type SsoInput<O extends SsoOperation> = CommandOf<O>['input']
export type SsoOutput<O extends SsoOperation> = Awaited<
  ReturnType<ReturnType<CommandOf<O>['resolveMiddleware']>>
>['output']

const protocol = new AwsJson1_1Protocol({
  defaultNamespace: 'com.amazonaws.ssoadmin',
  errorTypeRegistries,
  serviceTarget: 'SWBExternalService',
})
type Context = Parameters<typeof protocol.serializeRequest>[2] &
  Parameters<typeof protocol.deserializeResponse>[1]
type SdkRequest = Awaited<ReturnType<typeof protocol.serializeRequest>>
type SdkResponse = Parameters<typeof protocol.deserializeResponse>[2]

/** One attempt: who may try again, and when, is the engine's to say. */
export async function sendSso<O extends SsoOperation>(
  config: AwsConfig,
  credentials: Credentials,
  call: { readonly operation: O; readonly input: SsoInput<O> },
): Promise<SsoOutput<O>> {
  const [, namespace, name, traits, input, output] = operations[call.operation]
  const model = described(namespace, name, traits, input, output)
  const url = new URL(config.endpoint ?? ssoUrl(config.region))
  const context = contextAt(url)
  const request = await protocol.serializeRequest(model, call.input, context)
  const response = await answerTo(request, { url, config, credentials })
  return protocol
    .deserializeResponse(model, context, response)
    .then(outputOf<O>, (error: unknown) => rethrow(error, response))
}

export function ssoUrl(region: string): string {
  return `https://sso.${region}.${dnsSuffix(region)}/`
}

/** What a protocol asks of its client when nothing streams: where to. The rest has defaults. */
function contextAt(url: URL): Context {
  return { endpoint: () => Promise.resolve({ url }) } as unknown as Context
}

/** `fetch` in Node and workerd alike; the whole answer has to be there in time, not only its first byte. */
async function answerTo(
  request: SdkRequest,
  to: { readonly url: URL; readonly config: AwsConfig; readonly credentials: Credentials },
): Promise<SdkResponse> {
  const { config, credentials } = to
  const client = new AwsClient({ ...credentials, service: 'sso', region: config.region, retries: 0 })
  const answer = await client.fetch(new URL(request.path, to.url).href, {
    method: request.method,
    headers: request.headers,
    body: request.body as BodyInit,
    signal: AbortSignal.timeout(config.timeoutMs),
    // Signed with the same clock that everything else goes by.
    aws: { allHeaders: true, datetime: basic(config.now()) },
  })
  const body = new Uint8Array(await answer.arrayBuffer())
  return { statusCode: answer.status, headers: Object.fromEntries(answer.headers), body }
}

/** `20261122T220000Z`, the form of instants in a signature. */
function basic(at: number): string {
  return new Date(at).toISOString().replaceAll(/[:-]|\.\d{3}/g, '')
}

/** The output of the same operation: the table above pairs them, which TypeScript cannot follow through a union. */
function outputOf<O extends SsoOperation>(output: unknown): SsoOutput<O> {
  return output as SsoOutput<O>
}

/** With the answer, but not where a log would print it. */
function rethrow(error: unknown, response: SdkResponse): never {
  if (error instanceof SSOAdminServiceException)
    Object.defineProperty(error, '$response', { value: response, enumerable: false })
  throw error
}

/** What AWS said, or `null` when it was not AWS that failed. */
export function refusedBySso(error: unknown): Refused | null {
  if (!(error instanceof SSOAdminServiceException)) return null
  const after = Number(error.$response?.headers['retry-after'])
  return {
    name: error.name,
    message: error.message,
    status: error.$metadata.httpStatusCode ?? 0,
    retryAfterSeconds: Number.isFinite(after) ? after : null,
  }
}
