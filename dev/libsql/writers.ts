import { streamClosed } from './hrana-error.ts'

interface Waiting {
  who: object
  enter: () => void
  leave: (reason: Error) => void
}

/**
 * The write lock, first come first served. The engine's own wait would block this process, and with it the very
 * transaction that is waited for, so nobody may ask the engine for the lock without holding this one.
 */
export class Writers {
  #holder: object | null = null
  readonly #waiting: Waiting[] = []

  holds(who: object): boolean {
    return this.#holder === who
  }

  /** Resolves when `who` holds the lock; rejects when it leaves before its turn. */
  async enter(who: object): Promise<void> {
    if (this.#holder === null) this.#holder = who
    if (this.#holder === who) return
    await new Promise<void>((enter, leave) => this.#waiting.push({ who, enter, leave }))
    // It may have left again after its turn came and before it woke up.
    if (!this.holds(who)) throw streamClosed()
  }

  /** Gives the lock, or the place in the queue, back. Harmless when there is none. */
  leave(who: object): void {
    const place = this.#waiting.findIndex((waiting) => waiting.who === who)
    if (place >= 0) this.#waiting.splice(place, 1)[0]?.leave(streamClosed())
    if (this.#holder !== who) return
    // Handed over here and now: whoever arrives before the next one wakes up still queues behind it.
    const next = this.#waiting.shift()
    this.#holder = next?.who ?? null
    next?.enter()
  }
}
