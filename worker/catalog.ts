import { createClient } from '@libsql/client/http'
import { DurableObject } from 'cloudflare:workers'
import { awsConfig, type AwsConfig } from './aws/config.ts'
import { directory } from './aws/directory.ts'
import type { Db } from './db/batch.ts'
import { freshMemory, lookForDrift, type DriftParts } from './drift/scan.ts'
import { gateFrom } from './engine-deps.ts'
import { bookNow, runAlarm } from './engine/alarm.ts'
import { brokenRetryMs } from './engine/pace.ts'
import type { Instant, Timer } from './engine/ports.ts'
import type { Env } from './env.ts'
import { randomId } from './http/hash.ts'
import { catalogParts, refreshCatalog, type CatalogParts } from './refresh-catalog.ts'

const databaseSilentMs = 10_000

/** The one that keeps the directory fresh, and looks where AWS and we differ. Calls only store; the alarm works. */
export class Catalog extends DurableObject<Env> {
  readonly #timer: Timer = {
    read: () => this.ctx.storage.getAlarm(),
    set: (at) => this.ctx.storage.setAlarm(at),
    clear: () => this.ctx.storage.deleteAlarm(),
  }

  readonly #resting = new Map<string, Instant>()
  readonly #memory = freshMemory()
  /** When each job is due; a new process asks them all. */
  readonly #due = { refresh: 0, drift: 0 }

  /** Sees to it that it runs at all: each sweep asks, and the first one starts it. */
  async wake(): Promise<void> {
    if ((await this.#timer.read()) === null) await this.#timer.set(Date.now())
  }

  /** Everything anew, now. */
  async refresh(): Promise<void> {
    this.ctx.storage.kv.put('askedAt', Date.now())
    this.#due.refresh = 0
    await bookNow(this.#timer, Date.now())
  }

  override async alarm(): Promise<void> {
    await runAlarm(async () => this.#work(), {
      timer: this.#timer,
      clock: { now: () => Date.now() },
      report: (error) => console.error('catalog failed', { error }),
    })
  }

  /** One that fails holds up no other. */
  async #work(): Promise<Instant> {
    const db = this.#database()
    const config = awsConfig(this.env)
    await this.#run('refresh', async () => refreshCatalog(this.#parts(db, config)))
    await this.#run('drift', async () => lookForDrift(this.#driftParts(db, config)))
    return Math.min(this.#due.refresh, this.#due.drift)
  }

  async #run(job: 'refresh' | 'drift', work: () => Promise<Instant>): Promise<void> {
    if (this.#due[job] > Date.now()) return
    // Asked for everything anew while it runs: then it is due at once.
    this.#due[job] = Infinity
    const dueAt = await work().catch((error: unknown) => {
      console.error(`catalog: ${job} failed`, { error })
      return Date.now() + brokenRetryMs
    })
    this.#due[job] = Math.min(this.#due[job], dueAt)
  }

  /** A new client each alarm: one shared between events hangs the isolate. */
  #database(): Db {
    const { DATABASE_URL: url, DATABASE_TOKEN: authToken } = this.env
    const within = (request: Request) => fetch(request, { signal: AbortSignal.timeout(databaseSilentMs) })
    return createClient({ url, ...(authToken === undefined ? {} : { authToken }), fetch: within })
  }

  #parts(db: Db, config: AwsConfig): CatalogParts {
    const askedAt = this.ctx.storage.kv.get<Instant>('askedAt') ?? null
    const collect: CatalogParts['collect'] = (clone, set) =>
      this.env.SET_WRITER.getByName(clone).collect(clone, set)
    return catalogParts({ db, askedAt, resting: this.#resting, collect }, config)
  }

  #driftParts(db: Db, config: AwsConfig): DriftParts {
    let calls = 0
    return {
      db,
      directory: directory({ ...config, onCall: () => void (calls += 1) }),
      gate: gateFrom(this.env),
      callsMade: () => calls,
      now: config.now,
      newId: randomId,
      memory: this.#memory,
    }
  }
}
