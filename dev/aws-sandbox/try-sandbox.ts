import { SSOAdminClient } from '@aws-sdk/client-sso-admin'
import { AwsClient } from 'aws4fetch'
import { onTestFinished } from 'vitest'
import { defaultOrganisation, readOrganisation } from './organisation.ts'
import { type Options, startSandbox } from './start-sandbox.ts'
import { fastLatency } from './world.ts'

export const organisation = readOrganisation(defaultOrganisation)
export const InstanceArn = organisation.instanceArn
export const IdentityStoreId = organisation.identityStoreId
export const viewer = personNamed('viewer')
export const owner = personNamed('owner')
export const account = '222233334444'
export const otherAccount = '555566667777'

function personNamed(userName: string): string {
  return organisation.people.find((person) => person.userName === userName)?.principalId ?? ''
}

export const setArn = (name: string): string =>
  organisation.permissionSets.find((set) => set.name === name)?.arn ?? ''

export const triple = (PermissionSetArn: string, PrincipalId = viewer, TargetId = account) => ({
  InstanceArn,
  PermissionSetArn,
  TargetId,
  TargetType: 'AWS_ACCOUNT' as const,
  PrincipalType: 'USER' as const,
  PrincipalId,
})

/** A clock that stands still until a test moves it; it starts at the real time, since clients sign with that. */
export function handClock() {
  const started = Date.now()
  let passed = 0
  return {
    now: () => started + passed,
    pass: (ms: number) => void (passed += ms),
  }
}

/** A sandbox of the test's own, closed when the test is over. */
export async function trySandbox(options: Partial<Options> = {}) {
  const clock = handClock()
  const sandbox = await startSandbox({
    port: 0,
    state: ':memory:',
    seed: 1,
    latency: fastLatency,
    now: clock.now,
    ...options,
  })
  onTestFinished(sandbox.close)
  const control = controlOf(sandbox.url)
  const credentials = (await control('GET', 'credentials')) as Credentials
  const sdk = sdkFor(sandbox.url, credentials)
  const call = callerOf(sandbox.url, credentials)
  return { ...sandbox, clock, credentials, control, sdk, call }
}

export type Credentials = { accessKeyId: string; secretAccessKey: string }

export function sdkFor(endpoint: string, credentials: Credentials, maxAttempts = 1): SSOAdminClient {
  // A copy: the client marks the object it is given.
  return new SSOAdminClient({ endpoint, credentials: { ...credentials }, region: 'us-east-1', maxAttempts })
}

export function controlOf(url: string) {
  return async (method: string, name: string, body?: unknown): Promise<unknown> => {
    const sent = body === undefined ? {} : { body: JSON.stringify(body) }
    const response = await fetch(`${url}/_sandbox/${name}`, { method, ...sent })
    const text = await response.text()
    return text ? (JSON.parse(text) as unknown) : response.status
  }
}

const services = {
  sso: 'SWBExternalService',
  identitystore: 'AWSIdentityStore',
  organizations: 'AWSOrganizationsV20161128',
} as const

export type Raw = { status: number; body: Record<string, unknown>; headers: Headers }

/** One signed call, its answer as it came. */
export function callerOf(url: string, credentials: Credentials) {
  return async (service: keyof typeof services, operation: string, input: unknown = {}): Promise<Raw> => {
    const aws = new AwsClient({ ...credentials, service, region: 'us-east-1', retries: 0 })
    const response = await aws.fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `${services[service]}.${operation}`,
      },
      body: typeof input === 'string' ? input : JSON.stringify(input),
    })
    const body = (await response.json()) as Record<string, unknown>
    return { status: response.status, body, headers: response.headers }
  }
}
