import {
  AttachCustomerManagedPolicyReferenceToPermissionSetCommand,
  AttachManagedPolicyToPermissionSetCommand,
  CreateAccountAssignmentCommand,
  CreatePermissionSetCommand,
  DeleteAccountAssignmentCommand,
  DeleteInlinePolicyFromPermissionSetCommand,
  DeletePermissionSetCommand,
  DescribeAccountAssignmentCreationStatusCommand,
  DescribeAccountAssignmentDeletionStatusCommand,
  DescribePermissionSetCommand,
  DescribePermissionSetProvisioningStatusCommand,
  GetInlinePolicyForPermissionSetCommand,
  GetPermissionsBoundaryForPermissionSetCommand,
  ListAccountAssignmentCreationStatusCommand,
  ListAccountAssignmentDeletionStatusCommand,
  ListAccountAssignmentsCommand,
  ListAccountsForProvisionedPermissionSetCommand,
  ListCustomerManagedPolicyReferencesInPermissionSetCommand,
  ListManagedPoliciesInPermissionSetCommand,
  ListPermissionSetsCommand,
  ListPermissionSetsProvisionedToAccountCommand,
  ListTagsForResourceCommand,
  ProvisionPermissionSetCommand,
  PutInlinePolicyToPermissionSetCommand,
  PutPermissionsBoundaryToPermissionSetCommand,
  SSOAdminClient,
  SSOAdminServiceException,
  type SSOAdminClientConfig,
} from '@aws-sdk/client-sso-admin'
import type { Refused } from './answer.ts'
import type { AwsConfig, Credentials } from './config.ts'

// The only module that imports the SDK, and only `sso-call.ts` imports this one, lazily: 60 KiB that most calls of the
// API never need.

const commands = {
  'sso:AttachCustomerManagedPolicyReferenceToPermissionSet':
    AttachCustomerManagedPolicyReferenceToPermissionSetCommand,
  'sso:AttachManagedPolicyToPermissionSet': AttachManagedPolicyToPermissionSetCommand,
  'sso:CreateAccountAssignment': CreateAccountAssignmentCommand,
  'sso:CreatePermissionSet': CreatePermissionSetCommand,
  'sso:DeleteAccountAssignment': DeleteAccountAssignmentCommand,
  'sso:DeleteInlinePolicyFromPermissionSet': DeleteInlinePolicyFromPermissionSetCommand,
  'sso:DeletePermissionSet': DeletePermissionSetCommand,
  'sso:DescribeAccountAssignmentCreationStatus': DescribeAccountAssignmentCreationStatusCommand,
  'sso:DescribeAccountAssignmentDeletionStatus': DescribeAccountAssignmentDeletionStatusCommand,
  'sso:DescribePermissionSet': DescribePermissionSetCommand,
  'sso:DescribePermissionSetProvisioningStatus': DescribePermissionSetProvisioningStatusCommand,
  'sso:GetInlinePolicyForPermissionSet': GetInlinePolicyForPermissionSetCommand,
  'sso:GetPermissionsBoundaryForPermissionSet': GetPermissionsBoundaryForPermissionSetCommand,
  'sso:ListAccountAssignmentCreationStatus': ListAccountAssignmentCreationStatusCommand,
  'sso:ListAccountAssignmentDeletionStatus': ListAccountAssignmentDeletionStatusCommand,
  'sso:ListAccountAssignments': ListAccountAssignmentsCommand,
  'sso:ListAccountsForProvisionedPermissionSet': ListAccountsForProvisionedPermissionSetCommand,
  'sso:ListCustomerManagedPolicyReferencesInPermissionSet':
    ListCustomerManagedPolicyReferencesInPermissionSetCommand,
  'sso:ListManagedPoliciesInPermissionSet': ListManagedPoliciesInPermissionSetCommand,
  'sso:ListPermissionSets': ListPermissionSetsCommand,
  'sso:ListPermissionSetsProvisionedToAccount': ListPermissionSetsProvisionedToAccountCommand,
  'sso:ListTagsForResource': ListTagsForResourceCommand,
  'sso:ProvisionPermissionSet': ProvisionPermissionSetCommand,
  'sso:PutInlinePolicyToPermissionSet': PutInlinePolicyToPermissionSetCommand,
  'sso:PutPermissionsBoundaryToPermissionSet': PutPermissionsBoundaryToPermissionSetCommand,
}

type Commands = typeof commands
export type SsoOperation = keyof Commands
type CommandOf<O extends SsoOperation> = InstanceType<Commands[O]>
export type SsoInput<O extends SsoOperation> = CommandOf<O>['input']
export type SsoOutput<O extends SsoOperation> = Awaited<
  ReturnType<ReturnType<CommandOf<O>['resolveMiddleware']>>
>['output']

/** One attempt: who may try again, and when, is the engine's to say. */
export async function sendSso<O extends SsoOperation>(
  config: AwsConfig,
  credentials: Credentials,
  call: { readonly operation: O; readonly input: SsoInput<O> },
): Promise<SsoOutput<O>> {
  const client = new SSOAdminClient({
    region: config.region,
    credentials,
    maxAttempts: 1,
    // Signed with the same clock that everything else goes by.
    systemClockOffset: config.now() - Date.now(),
    requestHandler: fetchWithin(config.timeoutMs),
    ...(config.endpoint === null ? {} : { endpoint: config.endpoint }),
  })
  return outputOf<O>(await client.send(commandFor(call.operation, call.input)))
}

/** Each input fits its own command: the table above pairs them, which TypeScript cannot follow through a union. */
function commandFor<O extends SsoOperation>(operation: O, input: SsoInput<O>) {
  const Command = commands[operation] as unknown as new (input: SsoInput<O>) => ListPermissionSetsCommand
  return new Command(input)
}

/** The output of the same pair. */
function outputOf<O extends SsoOperation>(output: unknown): SsoOutput<O> {
  return output as SsoOutput<O>
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

/** What of the SDK's own request we send on. */
interface SdkRequest {
  readonly protocol: string
  readonly hostname: string
  readonly port?: number
  readonly path: string
  readonly method: string
  readonly headers: Record<string, string>
  readonly body: string
}

/** `fetch` in Node and workerd alike; the whole answer has to be there in time, not only its first byte. */
function fetchWithin(timeoutMs: number): NonNullable<SSOAdminClientConfig['requestHandler']> {
  return {
    handle: async (request: SdkRequest) => {
      const port = request.port === undefined ? '' : `:${request.port}`
      const answer = await fetch(`${request.protocol}//${request.hostname}${port}${request.path}`, {
        method: request.method,
        headers: request.headers,
        body: request.body,
        signal: AbortSignal.timeout(timeoutMs),
      })
      const body = new Uint8Array(await answer.arrayBuffer())
      const headers = Object.fromEntries(answer.headers)
      return { response: { statusCode: answer.status, headers, body } }
    },
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
  }
}
