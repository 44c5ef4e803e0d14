import { startSandbox } from '../dev/aws-sandbox/start-sandbox.ts'
import { fastLatency } from '../dev/aws-sandbox/world.ts'
import type { AwsConfig, Credentials } from '../worker/aws/config.ts'
import organisation from './fixtures/organisation.json' with { type: 'json' }

export interface Fault {
  readonly operation: string
  readonly kind: 'throttle' | 'error' | 'failed' | 'delay' | 'lost'
  readonly times?: number
  readonly reason?: string
  readonly ms?: number
}

export interface TestSandbox {
  /** For adapters that speak to it. */
  readonly config: AwsConfig
  /** Lets time pass there and in `config.now`: operations end, lists catch up, the bucket of calls fills. */
  pass(ms: number): void
  fault(fault: Fault): Promise<void>
  calmDown(): Promise<void>
  /** The exact truth. */
  assignments(): Promise<readonly Assignment[]>
  callsTo(operation: string): Promise<number>
  close(): Promise<void>
}
interface Assignment {
  readonly accountId: string
  readonly principalId: string
  readonly permissionSetArn: string
}

/** The real sandbox in this process, on a free port, with a clock that moves only when told. */
export async function openSandbox(more: { organisation?: string | URL } = {}): Promise<TestSandbox> {
  const opened = Date.now()
  let passed = 0
  const now = () => opened + passed
  const sandbox = await startSandbox({
    port: 0,
    state: ':memory:',
    seed: 1,
    latency: fastLatency,
    now,
    ...more,
  })
  const control = async (method: string, path: string, body?: object): Promise<unknown> => {
    const answer = await fetch(`${sandbox.url}/_sandbox/${path}`, {
      method,
      ...(body && { body: JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(await answer.text())
    return answer.status === 204 ? null : answer.json()
  }
  const credentials = (await control('GET', 'credentials')) as Credentials
  return {
    config: {
      region: organisation.region,
      instanceArn: organisation.instanceArn,
      identityStoreId: organisation.identityStoreId,
      endpoint: sandbox.url,
      credentialsOf: () => Promise.resolve(credentials),
      now,
      timeoutMs: 5_000,
    },
    pass: (ms) => void (passed += ms),
    fault: async (fault) => void (await control('POST', 'faults', fault)),
    calmDown: async () => void (await control('DELETE', 'faults')),
    assignments: async () => (await control('GET', 'assignments')) as readonly Assignment[],
    callsTo: async (operation) => {
      const { byOperation } = (await control('GET', 'calls')) as { byOperation: Record<string, number> }
      return byOperation[operation] ?? 0
    },
    close: () => sandbox.close(),
  }
}
