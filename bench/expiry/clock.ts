import { setImmediate as turnOfTheLoop } from 'node:timers/promises'
import { plainFetch } from './plain-fetch.ts'

interface Event {
  readonly at: number
  readonly run: () => unknown
}

/** Chained promises and signatures on other threads are done after so many idle turns of the real loop. */
const idleTurns = 3

/**
 * A clock that stands while anything works and then jumps to what comes next: the figures are those of the engine and
 * of AWS's limits, not of the machine they are taken on. It replaces `Date.now` and the global timers.
 */
export class Clock {
  #now = Date.now()
  #working = 0
  readonly #events = new Set<Event>()

  install(): void {
    Date.now = () => this.#now
    globalThis.setTimeout = ((run: () => unknown, ms = 0) => this.#after(ms, run)) as typeof setTimeout
    globalThis.clearTimeout = ((event: unknown) =>
      void this.#events.delete(event as Event)) as typeof clearTimeout
    globalThis.fetch = this.#counted(plainFetch)
    const { subtle } = globalThis.crypto
    for (const name of ['digest', 'importKey', 'sign'] as const)
      Object.defineProperty(subtle, name, { value: this.#counted(subtle[name].bind(subtle) as never) })
  }

  #after(ms: number, run: () => unknown): NodeJS.Timeout {
    const event = { at: this.#now + Math.max(0, ms), run }
    this.#events.add(event)
    return event as unknown as NodeJS.Timeout
  }

  /** Real work: the clock stands until it is done. */
  #counted<T extends (...given: never[]) => Promise<unknown>>(work: T): T {
    const counted = async (...given: Parameters<T>): Promise<unknown> => {
      this.#working++
      try {
        return await work(...given)
      } finally {
        this.#working--
      }
    }
    return counted as T
  }

  async runUntil(isOver: () => boolean): Promise<void> {
    for (;;) {
      await this.#quiet()
      if (isOver()) return
      this.#jump()
    }
  }

  #jump(): void {
    const next = this.#next()
    if (next === undefined) return
    this.#events.delete(next)
    this.#now = Math.max(this.#now, next.at)
    next.run()
  }

  /** Time goes on for as long as this takes. */
  async during<T>(work: Promise<T>): Promise<T> {
    let isOver = false
    void work.finally(() => (isOver = true)).catch(() => {})
    while (!isOver) {
      await this.#quiet()
      if (!isOver) this.#jump()
    }
    return work
  }

  /** What would still happen is of no interest any more. */
  forget(): void {
    this.#events.clear()
  }

  async #quiet(): Promise<void> {
    for (let turns = 0; turns < idleTurns; turns++) {
      await turnOfTheLoop()
      if (this.#working > 0) turns = -1
    }
  }

  #next(): Event | undefined {
    let first: Event | undefined
    for (const event of this.#events) if (first === undefined || event.at < first.at) first = event
    return first
  }
}

/** By the clock that is installed. */
export function sleep(ms: number): Promise<void> {
  return new Promise((done) => void setTimeout(done, ms))
}
