import { createClient } from '@libsql/client/http'
import { DurableObject } from 'cloudflare:workers'
import { awsConfig } from './aws/config.ts'
import { bookNow, runAlarm } from './engine/alarm.ts'
import type { Instant, Timer } from './engine/ports.ts'
import type { Env } from './env.ts'
import { catalogParts, refreshCatalog } from './refresh-catalog.ts'

const databaseSilentMs = 10_000

/** The one that keeps the directory fresh. Calls only store; the alarm works. */
export class Catalog extends DurableObject<Env> {
  readonly #timer: Timer = {
    read: () => this.ctx.storage.getAlarm(),
    set: (at) => this.ctx.storage.setAlarm(at),
  }

  readonly #resting = new Map<string, Instant>()

  /** Sees to it that it runs at all: each sweep asks, and the first one starts it. */
  async wake(): Promise<void> {
    if ((await this.#timer.read()) === null) await this.#timer.set(Date.now())
  }

  /** Everything anew, now. */
  async refresh(): Promise<void> {
    this.ctx.storage.kv.put('askedAt', Date.now())
    await bookNow(this.#timer, Date.now())
  }

  override async alarm(): Promise<void> {
    await runAlarm(async () => refreshCatalog(this.#parts()), {
      timer: this.#timer,
      clock: { now: () => Date.now() },
      report: (error) => console.error('catalog failed', { error }),
    })
  }

  /** A new client each alarm: one shared between events hangs the isolate. */
  #parts() {
    const { DATABASE_URL: url, DATABASE_TOKEN: authToken } = this.env
    const within = (request: Request) => fetch(request, { signal: AbortSignal.timeout(databaseSilentMs) })
    const db = createClient({ url, ...(authToken === undefined ? {} : { authToken }), fetch: within })
    const askedAt = this.ctx.storage.kv.get<Instant>('askedAt') ?? null
    return catalogParts({ db, askedAt, resting: this.#resting }, awsConfig(this.env))
  }
}
