import { randomInt } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { chanceFrom } from './chance.ts'
import { credentialsOf } from './credentials.ts'
import { serve } from './http.ts'
import { loadOrganisation } from './load.ts'
import { defaultOrganisation, readOrganisation } from './organisation.ts'
import { paceOf } from './pace.ts'
import { openStore, type Store } from './store.ts'
import { awsLatency, type Latency, type World } from './world.ts'

export type Options = {
  /** 0 takes a free one. */
  port: number
  /** A SQLite file, or `:memory:`. */
  state: string
  /** Left out: the one of the state file, else a random one. */
  seed?: number
  organisation?: string | URL
  latency?: Latency
  now?: () => number
}

export type Sandbox = { url: string; seed: number; close: () => Promise<void> }

const ssoAdminCallsPerSecond = 20

/** Listens on loopback only. */
export async function startSandbox(options: Options): Promise<Sandbox> {
  const store = openStore(options.state)
  const seed = seedOf(store, options.seed)
  const world = worldOf(store, seed, options)
  store.transaction(() => {
    credentialsOf(store)
    loadOrganisation(world)
  })
  const server = serve(world)
  await new Promise<void>((listening, failed) => {
    server.once('error', failed).listen(options.port, '127.0.0.1', listening)
  })
  const { port } = server.address() as AddressInfo
  const close = async () => {
    const closed = new Promise<void>((done) => server.close(() => done()))
    server.closeAllConnections()
    await closed
    store.close()
  }
  return { url: `http://127.0.0.1:${port}`, seed, close }
}

function worldOf(store: Store, seed: number, options: Options): World {
  const now = options.now ?? Date.now
  return {
    store,
    organisation: readOrganisation(options.organisation ?? defaultOrganisation),
    chance: chanceFrom(seed),
    latency: options.latency ?? awsLatency,
    now,
    ssoAdminPace: paceOf(ssoAdminCallsPerSecond, now),
  }
}

function seedOf(store: Store, asked: number | undefined): number {
  const seed = asked ?? Number(store.fact('seed') ?? randomInt(1_000_000))
  store.setFact('seed', String(seed))
  return seed
}
