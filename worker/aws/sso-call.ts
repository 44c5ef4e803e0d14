import { meaningOf, Unanswered, type Failure } from './answer.ts'
import type { AwsConfig } from './config.ts'
import type { RoleFor } from './roles.ts'
import type { SsoInput, SsoOperation, SsoOutput } from './sso-admin.ts'

export interface SsoCall<O extends SsoOperation> {
  readonly operation: O
  readonly input: Omit<SsoInput<O>, 'InstanceArn'>
}

export type SsoAnswer<O extends SsoOperation> =
  | { readonly output: SsoOutput<O> }
  | { readonly failure: Failure; readonly cause: unknown }

/** One call to SSO Admin as one role. Never throws: what AWS said, or that it said nothing, is the answer. */
export async function askSso<O extends SsoOperation>(
  config: AwsConfig,
  role: RoleFor<O>,
  call: SsoCall<O>,
): Promise<SsoAnswer<O>> {
  const sso = await import('./sso-admin.ts')
  const credentials = await config.credentialsOf(role)
  config.onCall?.(call.operation)
  const input = { ...call.input, InstanceArn: config.instanceArn } as SsoInput<O>
  return sso.sendSso(config, credentials, { operation: call.operation, input }).then(
    (output) => ({ output }),
    (error: unknown) => ({ failure: meaningOf(sso.refusedBySso(error)), cause: error }),
  )
}

/** The result; without one it throws `Unanswered`. */
export async function readSso<O extends SsoOperation>(
  config: AwsConfig,
  role: RoleFor<O>,
  call: SsoCall<O>,
): Promise<SsoOutput<O>> {
  const answer = await askSso(config, role, call)
  if ('output' in answer) return answer.output
  throw new Unanswered(call.operation, answer.failure, answer.cause)
}
