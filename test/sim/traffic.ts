import type { Gate, Key, OpId, PrincipalId, Started } from '../../worker/engine/ports.ts'
import { pairOf, type Kind } from './aws.ts'
import type { Loop } from './loop.ts'
import type { Life } from './sites.ts'

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

/** A run goes on for ten seconds, a call in it for a few; a clock that steps back costs one more poll, and an alarm may be a minute late. */
const leaseBackMs = 105_000
/** After it a keeper gives up a Create, and its place comes back by itself. */
const givenUpMs = 60_000

interface Asked {
  readonly kind: Kind
  readonly key: Key
  readonly principal: PrincipalId
}

/** A place among the Creates that AWS is at. */
interface Lease {
  readonly life: Life
  readonly givenAt: number
  op: OpId | null
  /** When its holder heard that AWS took nothing, or from the list that it is done. */
  overAt: number | null
}

/** What is asked of whom and how often, and what must follow. */
export class Traffic {
  readonly #busyAt = new Map<string, number>()
  readonly #words = new Map<Key, number[]>()
  readonly #lookedAt = new Map<Key, number>()
  readonly #leases = new Map<string, Lease>()
  readonly #lastLease = new WeakMap<Life, string>()
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

  /** A pause is one session's: the next one for the same person and set did not hear of it. */
  begins(key: Key, principal: PrincipalId): void {
    this.#busyAt.delete(`create ${pairOf(key, principal)}`)
  }

  answered({ kind, key, principal }: Asked, started: Started, life: Life): void {
    const { loop } = this.#parts
    // What a keeper outlived it noted.
    if ('busy' in started)
      loop.at(loop.now, () => life.alive && this.#busyAt.set(`${kind} ${pairOf(key, principal)}`, loop.now))
    if (kind === 'create') this.#started(started, life)
  }

  #started(started: Started, life: Life): void {
    const lease = this.#leases.get(this.#lastLease.get(life) ?? '')
    this.#lastLease.delete(life)
    if (!lease) return
    if ('op' in started) lease.op = started.op
    else lease.overAt = this.#parts.loop.now
  }

  /** T6: whoever hears from the list that a Create is done, or at once that AWS took none, gives its place back. */
  leasing(gate: Gate, life: Life): Gate {
    return {
      turn: async (ask) => {
        const answer = await gate.turn(ask)
        if (ask.kind === 'create' && 'lease' in answer) {
          this.#leases.set(answer.lease, { life, givenAt: this.#parts.loop.now, op: null, overAt: null })
          this.#lastLease.set(life, answer.lease)
        }
        return answer
      },
      done: (lease, throttled) => {
        this.#leases.delete(lease)
        return gate.done(lease, throttled)
      },
      outcomes: async (kind) => {
        const outcomes = await gate.outcomes(kind)
        for (const lease of this.#leases.values())
          if (lease.life === life && lease.op !== null && outcomes.get(lease.op) === 'done')
            lease.overAt ??= this.#parts.loop.now
        return outcomes
      },
    }
  }

  tick(): void {
    const { loop, wrong } = this.#parts
    for (const [name, { life, givenAt, overAt }] of this.#leases) {
      const isGivenUp = overAt === null && loop.now - givenAt > givenUpMs
      if (!life.alive || isGivenUp) this.#leases.delete(name)
      else if (overAt !== null && loop.now - overAt > leaseBackMs)
        wrong('T6', `the place of a Create was kept for ${loop.now - overAt} ms after it was over`)
    }
  }

  /** T5: whoever was told something wakes soon to act on it. */
  asleep(who: string, after: 'a call' | 'a crash'): void {
    this.#parts.wrong('T5', `${who} was told something, and sleeps after ${after}`)
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
