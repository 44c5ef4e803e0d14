import { DurableObject } from 'cloudflare:workers'
import { keeperPorts, type PortsOf } from './engine-deps.ts'
import { bookNow, runAlarm } from './engine/alarm.ts'
import type { HeldSession as ToldSession } from './deps.ts'
import { end } from './engine/end.ts'
import { adopt, hold, type End, type HeldSession, type Notes } from './engine/notes.ts'
import type { Key, PrincipalId, SessionId, Timer } from './engine/ports.ts'
import { reconcile } from './engine/reconcile.ts'
import type { Env } from './env.ts'
import { KeeperMemory } from './keeper-memory.ts'

export type ToldEnd = { readonly id: string } & End

/** One for each account and permission set: makes AWS match the sessions. Calls only store; the alarm works. */
export class Keeper extends DurableObject<Env> {
  readonly #portsOf: PortsOf
  readonly #memory = new KeeperMemory(this.ctx.storage.kv)
  readonly #timer: Timer = {
    read: () => this.ctx.storage.getAlarm(),
    set: (at) => this.ctx.storage.setAlarm(at),
    clear: () => this.ctx.storage.deleteAlarm(),
  }

  constructor(ctx: DurableObjectState, env: Env, portsOf: PortsOf = keeperPorts) {
    super(ctx, env)
    this.#portsOf = portsOf
  }

  /** Approved sessions. Answers once they are stored: from then on they end whatever the database says. */
  async hold(key: string, sessions: readonly ToldSession[]): Promise<void> {
    await this.#tell(key, (notes) => sessions.map(branded).reduce(known, notes))
  }

  async end(key: string, sessions: readonly ToldEnd[]): Promise<void> {
    await this.#tell(key, (notes) =>
      sessions.reduce((told, { id, cause, at }) => end(told, id as SessionId, { cause, at }), notes),
    )
  }

  async poke(key: string): Promise<void> {
    await this.#tell(key, (notes) => notes)
  }

  async #tell(key: string, change: (notes: Notes) => Notes): Promise<void> {
    this.ctx.storage.kv.put('key', key)
    // Booked before, so that a crash between the two leaves nothing asleep; and after, should that alarm have rung already.
    await bookNow(this.#timer, Date.now())
    this.#memory.write(change(this.#memory.read()))
    await bookNow(this.#timer, Date.now())
    await this.ctx.storage.sync()
  }

  override async alarm(): Promise<void> {
    const key = this.ctx.storage.kv.get<Key>('key')
    if (key === undefined) return
    const own = { memory: this.#memory, timer: this.#timer }
    await runAlarm(async () => reconcile(key, this.#portsOf(this.env, own)), {
      timer: this.#timer,
      clock: { now: () => Date.now() },
      report: (error) => console.error('keeper failed', { key, error }),
    })
  }
}

function known(notes: Notes, session: HeldSession): Notes {
  return session.owned ? adopt(notes, session) : hold(notes, session)
}

/** The API knows sessions by plain ids; the engine's are branded so that they cannot be mixed up. */
function branded(session: ToldSession): HeldSession {
  const [id, principal] = [session.id as SessionId, session.principal as PrincipalId]
  return { ...session, id, principal, extendsId: (session.extendsId ?? null) as SessionId | null }
}
