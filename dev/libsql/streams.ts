import { randomUUID } from 'node:crypto'
import type { Trace } from './calls.ts'
import { HranaError } from './hrana-error.ts'
import { Stream, type Engine } from './stream.ts'

const rememberedExpired = 1_000

/** The open streams between their pipelines. A baton names one, once: every answer carries a new one. */
export class Streams {
  readonly #engine: Engine
  readonly #idleMs: number
  readonly #all = new Set<Stream>()
  readonly #resting = new Map<string, { stream: Stream; expiry: NodeJS.Timeout }>()
  readonly #expired = new Set<string>()

  constructor(engine: Engine, idleMs: number) {
    this.#engine = engine
    this.#idleMs = idleMs
  }

  open(trace: Trace): Stream {
    const stream = new Stream(this.#engine, trace)
    this.#all.add(stream)
    return stream
  }

  /** The stream a client continues. Throws when the baton was never given, was used before, or came too late. */
  resume(baton: string, trace: Trace): Stream {
    const resting = this.#resting.get(baton)
    if (!resting) throw this.#unknown(baton)
    clearTimeout(resting.expiry)
    this.#resting.delete(baton)
    resting.stream.trace = trace
    return resting.stream
  }

  /** Ends a pipeline: the baton for the next one, or null when the stream is closed. */
  rest(stream: Stream): string | null {
    if (stream.closed) {
      this.close(stream)
      return null
    }
    const baton = randomUUID()
    const expiry = setTimeout(() => this.#expire(baton, stream), this.#idleMs)
    this.#resting.set(baton, { stream, expiry })
    return baton
  }

  close(stream: Stream): void {
    this.#all.delete(stream)
    stream.close()
  }

  closeAll(): void {
    for (const { expiry } of this.#resting.values()) clearTimeout(expiry)
    this.#resting.clear()
    for (const stream of this.#all) this.close(stream)
  }

  #expire(baton: string, stream: Stream): void {
    this.#resting.delete(baton)
    if (this.#expired.size >= rememberedExpired) this.#expired.clear()
    this.#expired.add(baton)
    this.close(stream)
  }

  #unknown(baton: string): HranaError {
    if (!this.#expired.has(baton)) return new HranaError('BATON_INVALID', 'Received an invalid baton')
    return new HranaError('STREAM_EXPIRED', 'The stream has expired due to inactivity')
  }
}
