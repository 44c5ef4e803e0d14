import { bookBy, bookNow, runAlarm } from '../../worker/engine/alarm.ts'
import type { Gate, Instant } from '../../worker/engine/ports.ts'
import * as asks from '../../worker/engine/writer/asks.ts'
import { noNotes, type Notes } from '../../worker/engine/writer/notes.ts'
import {
  callsOfARead,
  type KillAsk,
  type Killing,
  type SealAsk,
  type Sealing,
  type SetArn,
  type SetName,
  type SetsAws,
} from '../../worker/engine/writer/ports.ts'
import { reconcileSet } from '../../worker/engine/writer/reconcile.ts'

export interface Hands {
  readonly now: () => Instant
  readonly pass: (ms: number) => void
}

export interface Crash {
  /** The n-th call of AWS, from 1. */
  readonly call: number
  readonly when: 'before' | 'after'
}

/** One writer with storage and an alarm, on a clock that a test turns; the real core, whatever stands for AWS. */
export class WriterStage {
  notes: Notes = noNotes
  alarmAt: Instant | null = null
  /** The run ends here, as if its process had died. */
  crash: Crash | null = null
  gate: Pick<Gate, 'turn'> = { turn: () => Promise.resolve({ lease: 'lease' }) }
  /** Calls to AWS of every alarm. */
  readonly callsOfAlarms: number[] = []
  readonly errors: unknown[] = []
  readonly #sets: SetsAws
  readonly #clock: Hands

  constructor(sets: SetsAws, clock: Hands) {
    this.#sets = sets
    this.#clock = clock
  }

  async seal(clone: SetName, ask: SealAsk): Promise<Sealing> {
    await this.#tell((notes) => asks.seal(notes, clone, ask))
    return asks.sealingOf(this.notes)
  }

  async kill(set: SetArn, ask: KillAsk): Promise<Killing> {
    await this.#tell((notes) => asks.kill(notes, set, ask, this.#clock.now()))
    return asks.killingOf(this.notes, ask)
  }

  async retire(): Promise<'pending' | 'done'> {
    await this.#tell(asks.retire)
    return asks.retiringOf(this.notes)
  }

  async collect(set: SetArn): Promise<void> {
    await this.#tell((notes) => asks.collect(notes, set, this.#clock.now()))
  }

  async #tell(change: (notes: Notes) => Notes): Promise<void> {
    this.notes = change(this.notes)
    await bookNow(this.#timer, this.#clock.now())
  }

  readonly #timer = {
    read: () => Promise.resolve(this.alarmAt),
    set: (at: Instant) => Promise.resolve(void (this.alarmAt = at)),
    clear: () => Promise.resolve(void (this.alarmAt = null)),
  }

  /** Turns the clock by `ms`, firing every alarm on its way. */
  async runFor(ms: number): Promise<void> {
    const until = this.#clock.now() + ms
    for (let alarms = 0; this.alarmAt !== null && this.alarmAt <= until; alarms++) {
      if (alarms > 5_000) throw new Error('the alarms never end')
      this.#clock.pass(Math.max(0, this.alarmAt - this.#clock.now()))
      await this.alarm()
    }
    this.#clock.pass(Math.max(0, until - this.#clock.now()))
  }

  async alarm(): Promise<void> {
    this.alarmAt = null
    const life = { isOver: false, calls: 0 }
    const memory = {
      read: () => this.notes,
      write: (notes: Notes) => void (life.isOver || (this.notes = notes)),
    }
    const sets = this.#mortal(life)
    const chance = { below: () => 500 }
    const ports = { memory, sets, gate: this.gate, chance, clock: this.#clock, timer: this.#timer }
    await runAlarm(() => reconcileSet(ports), {
      timer: this.#timer,
      clock: this.#clock,
      report: (error) => this.errors.push(error),
    })
    this.callsOfAlarms.push(life.calls)
    // The platform fires an alarm again whose process died.
    if (life.isOver) await bookBy({ ...this.#timer, read: () => Promise.resolve(null) }, this.#clock.now())
  }

  /** The same calls, until the crash: from then on nothing leaves the process, and nothing is remembered. */
  #mortal(life: { isOver: boolean; calls: number }): SetsAws {
    const call = async (name: string, act: (...args: unknown[]) => Promise<unknown>, args: unknown[]) => {
      if (life.isOver) throw new Error('dead')
      life.calls += name === 'read' ? callsOfARead : 1
      this.#dieAt('before', life)
      const answer = await act.apply(this.#sets, args)
      this.#dieAt('after', life)
      return answer
    }
    return new Proxy(this.#sets, {
      get: (sets, name: keyof SetsAws) => {
        const act = sets[name] as (...args: unknown[]) => Promise<unknown>
        return (...args: unknown[]) => call(name, act, args)
      },
    })
  }

  #calls = 0

  #dieAt(when: Crash['when'], life: { isOver: boolean }): void {
    if (when === 'before') this.#calls += 1
    if (this.crash?.call !== this.#calls || this.crash.when !== when) return
    this.crash = null
    life.isOver = true
    throw new Error('dead')
  }
}
