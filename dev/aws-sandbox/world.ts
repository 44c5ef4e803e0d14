import type { Chance } from './chance.ts'
import type { Fault } from './faults.ts'
import type { Organisation } from './organisation.ts'
import type { Pace } from './pace.ts'
import type { Store } from './store.ts'

/** Ranges in milliseconds: how long operations take, and by how much lists lag behind their effects. */
export type Latency = { operationMs: readonly [number, number]; staleMs: readonly [number, number] }

export const awsLatency: Latency = { operationMs: [1_000, 5_000], staleMs: [0, 2_000] }
export const fastLatency: Latency = { operationMs: [20, 100], staleMs: [0, 40] }

export type World = {
  store: Store
  organisation: Organisation
  chance: Chance
  latency: Latency
  /** Milliseconds since 1970. */
  now: () => number
  ssoAdminPace: Pace
}

/** One call of an operation: the world, and the injected fault that applies to it. */
export type Call = World & { fault: Fault | null }
