import type { Key, PrincipalId } from '../../worker/engine/ports.ts'
import { pairOf, type Kind } from './aws.ts'
import type { Loop } from './loop.ts'

interface Parts {
  readonly loop: Loop
  readonly wrong: (rule: string, text: string) => void
  /** Where clocks step, pauses are as long as clocks say. */
  readonly skewMs: () => number
}

/** The shortest pause after a first "busy" is a second. */
const pauseMs = 900
const listEveryMs = 900
const restedMs = 10 * 60_000
/** Looks for late arrivals wake a keeper now and then; nothing else does. */
const wordsAtRest = 40
/** When the last look for late arrivals is due: a Delete may be on its way for half a minute. And how late it may be. */
const lastLookMs = 29 * 60_000
const lookLateMs = 5 * 60_000

/** What is asked of AWS and of the database, and how often. */
export class Traffic {
  readonly #busyAt = new Map<string, number>()
  readonly #words = new Map<Key, number[]>()
  readonly #lookedAt = new Map<Key, number>()
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** T1: whoever heard that AWS is busy waits. */
  asked(kind: Kind, key: Key, principal: PrincipalId): void {
    const { loop, wrong, skewMs } = this.#parts
    const waitedMs = loop.now - (this.#busyAt.get(`${kind} ${pairOf(key, principal)}`) ?? -Infinity)
    if (waitedMs < pauseMs && skewMs() === 0)
      wrong('T1', `${kind} for ${principal} again ${waitedMs} ms after AWS was busy`)
  }

  busy(kind: Kind, key: Key, principal: PrincipalId): void {
    this.#busyAt.set(`${kind} ${pairOf(key, principal)}`, this.#parts.loop.now)
  }

  /** T2: one list of outcomes is for everybody. Asked by one life of the gate. */
  lister(): (kind: Kind) => void {
    const lastAt = new Map<Kind, number>()
    return (kind) => {
      const { loop, wrong, skewMs } = this.#parts
      const ms = loop.now - (lastAt.get(kind) ?? -Infinity)
      lastAt.set(kind, loop.now)
      if (ms < listEveryMs && skewMs() === 0) wrong('T2', `outcomes listed again after ${ms} ms`)
    }
  }

  word(key: Key): void {
    const known = this.#words.get(key) ?? []
    known.push(this.#parts.loop.now)
    this.#words.set(key, known)
  }

  looked(key: Key): void {
    this.#lookedAt.set(key, this.#parts.loop.now)
  }

  /** T3: at rest keepers sleep. */
  checkRest(): void {
    const { loop, wrong } = this.#parts
    for (const [key, words] of this.#words) {
      const lately = words.filter((at) => at > loop.now - restedMs).length
      if (lately > wordsAtRest)
        wrong('T3', `the keeper of ${key} asked ${lately} times in ten minutes of rest`)
    }
  }

  /** T4: the last look for late arrivals comes half an hour after the last Delete that landed. */
  checkLastLook(key: Key, landedAt: number): void {
    const { loop, wrong } = this.#parts
    const isDue = loop.now > landedAt + lastLookMs + lookLateMs
    const lookedMs = (this.#lookedAt.get(key) ?? -Infinity) - landedAt
    if (isDue && lookedMs < lastLookMs)
      wrong('T4', `${key} was last looked at ${Math.round(lookedMs / 1_000)} s after its Delete`)
  }
}
