import { DurableObject } from 'cloudflare:workers'
import { bookNow, runAlarm } from './engine/alarm.ts'
import * as asks from './engine/writer/asks.ts'
import type { Notes } from './engine/writer/notes.ts'
import type { KillAsk, Killing, SealAsk, Sealing, SetArn, SetName, Writer } from './engine/writer/ports.ts'
import { reconcileSet } from './engine/writer/reconcile.ts'
import type { Env } from './env.ts'
import { writerPorts, type WriterPortsOf } from './writer-deps.ts'
import { WriterMemory } from './writer-memory.ts'

/** One for each permission set that we write, and the only one that writes it. Calls only store; the alarm works. */
export class SetWriter extends DurableObject<Env> implements Writer {
  readonly #portsOf: WriterPortsOf
  readonly #timer = {
    read: () => this.ctx.storage.getAlarm(),
    set: (at: number) => this.ctx.storage.setAlarm(at),
    clear: () => this.ctx.storage.deleteAlarm(),
  }
  readonly #memory = new WriterMemory(this.ctx.storage.kv)

  constructor(ctx: DurableObjectState, env: Env, portsOf: WriterPortsOf = writerPorts) {
    super(ctx, env)
    this.#portsOf = portsOf
  }

  async seal(clone: SetName, ask: SealAsk): Promise<Sealing> {
    return asks.sealingOf(await this.#tell((notes) => asks.seal(notes, clone, ask)))
  }

  async kill(set: SetArn, ask: KillAsk): Promise<Killing> {
    return asks.killingOf(await this.#tell((notes) => asks.kill(notes, set, ask, Date.now())), ask)
  }

  async retire(_clone: SetName): Promise<'pending' | 'done'> {
    return asks.retiringOf(await this.#tell(asks.retire))
  }

  async collect(_clone: SetName, set: SetArn): Promise<void> {
    await this.#tell((notes) => asks.collect(notes, set, Date.now()))
  }

  async #tell(change: (notes: Notes) => Notes): Promise<Notes> {
    const notes = change(this.#memory.read())
    this.#memory.write(notes)
    await bookNow(this.#timer, Date.now())
    await this.ctx.storage.sync()
    return notes
  }

  override async alarm(): Promise<void> {
    const own = { memory: this.#memory, timer: this.#timer }
    await runAlarm(async () => reconcileSet(this.#portsOf(this.env, own)), {
      timer: this.#timer,
      clock: { now: () => Date.now() },
      report: (error) => console.error('set writer failed', { error }),
    })
  }
}
