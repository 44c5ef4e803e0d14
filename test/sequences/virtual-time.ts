import { setImmediate as nextTurn } from 'node:timers/promises'

interface Timer {
  readonly at: number
  readonly run: () => unknown
}

/** The only clock of a sequence: everything between two timers is instantaneous, and work that is really under way is waited for. */
export class VirtualTime {
  now: number
  readonly #timers = new Map<number, Timer>()
  #made = 0
  #working = 0

  constructor(now: number) {
    this.now = now
  }

  after(ms: number, run: () => unknown): number {
    this.#made += 1
    this.#timers.set(this.#made, { at: this.now + Math.max(0, ms || 0), run })
    return this.#made
  }

  cancel(id: number): void {
    this.#timers.delete(id)
  }

  wait(ms: number): Promise<void> {
    return new Promise((over) => this.after(ms, over))
  }

  /** The database, a digest: no time passes until it is done. */
  async during<T>(work: Promise<T>): Promise<T> {
    this.#working += 1
    try {
      return await work
    } finally {
      this.#working -= 1
    }
  }

  async advance(ms: number): Promise<void> {
    const until = this.now + ms
    await this.#still()
    for (let next = this.#next(until); next; next = this.#next(until)) {
      const [id, timer] = next
      this.#timers.delete(id)
      this.now = timer.at
      timer.run()
      await this.#still()
    }
    this.now = until
  }

  #next(until: number): [number, Timer] | null {
    let first: [number, Timer] | null = null
    for (const entry of this.#timers)
      if (entry[1].at <= until && (first === null || entry[1].at < first[1].at)) first = entry
    return first
  }

  async #still(): Promise<void> {
    for (let still = 0; still < 2; still = this.#working === 0 ? still + 1 : 0) await nextTurn()
  }
}
