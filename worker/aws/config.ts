import type { Instant } from '../engine/ports.ts'
import type { Operation, Role } from './roles.ts'

export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

export interface AwsConfig {
  readonly region: string
  readonly instanceArn: string
  readonly identityStoreId: string
  /** One server for every service; `null` for AWS itself. */
  readonly endpoint: string | null
  /** The one place where a role's credentials come from; web identity will stand here. */
  readonly credentialsOf: (role: Role) => Promise<Credentials>
  readonly now: () => Instant
  /** A call that takes longer is given up and its result unknown. */
  readonly timeoutMs: number
  /** Told of each call before it is sent, for those who count. */
  readonly onCall?: (operation: Operation) => void
}

const timeoutMs = 8_000

/** Throws with the name of what is missing. */
export function awsConfig(env: object): AwsConfig {
  const vars = env as Readonly<Record<string, unknown>>
  const keys = {
    accessKeyId: needed(vars, 'AWS_ACCESS_KEY_ID'),
    secretAccessKey: needed(vars, 'AWS_SECRET_ACCESS_KEY'),
    ...optional('sessionToken', vars['AWS_SESSION_TOKEN']),
  }
  return {
    region: needed(vars, 'AWS_REGION'),
    instanceArn: needed(vars, 'INSTANCE_ARN'),
    identityStoreId: needed(vars, 'IDENTITY_STORE_ID'),
    endpoint: typeof vars['AWS_ENDPOINT'] === 'string' ? vars['AWS_ENDPOINT'] : null,
    credentialsOf: (role) => Promise.resolve(keysOf(vars, role) ?? keys),
    now: () => Date.now(),
    timeoutMs,
  }
}

/** Keys of one role alone, `JIT_REVOKE_ACCESS_KEY_ID` and `JIT_REVOKE_SECRET_ACCESS_KEY`, where an operator made some. */
function keysOf(vars: Readonly<Record<string, unknown>>, role: Role): Credentials | null {
  const prefix = role.toUpperCase().replace('-', '_')
  if (vars[`${prefix}_ACCESS_KEY_ID`] === undefined) return null
  return {
    accessKeyId: needed(vars, `${prefix}_ACCESS_KEY_ID`),
    secretAccessKey: needed(vars, `${prefix}_SECRET_ACCESS_KEY`),
    ...optional('sessionToken', vars[`${prefix}_SESSION_TOKEN`]),
  }
}

function needed(vars: Readonly<Record<string, unknown>>, name: string): string {
  const value = vars[name]
  if (typeof value !== 'string' || value === '') throw new Error(`${name} is not set`)
  return value
}

function optional<N extends string>(name: N, value: unknown): { readonly [K in N]?: string } {
  return typeof value === 'string' ? ({ [name]: value } as { readonly [K in N]?: string }) : {}
}
