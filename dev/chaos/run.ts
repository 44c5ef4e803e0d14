import { setTimeout as sleep } from 'node:timers/promises'
import { Aims, hitsByGap, table } from './aims.ts'
import { Killer } from './killer.ts'
import { Session } from './session.ts'
import { Stack } from './stack.ts'
import { Truth } from './truth.ts'
import { isOver, judge } from './verdict.ts'
import { emails, keyOf, wish, type Random } from './wishes.ts'

export interface Options {
  readonly from: number
  readonly rounds: number
  readonly seed: number
  readonly folder: string
  readonly verbose: boolean
}

const sessionsAtOnce = 8
const betweenMs = 700
const longestRoundMs = 30_000
const quietWithinMs = 240_000
/** Longer than the first look for late arrivals after a removal. */
const settleMs = 15_000

/** Kills until every round has hit its gap, waits until all is quiet, and judges. */
export async function run({ from, rounds, seed, folder, verbose }: Options): Promise<boolean> {
  const began = Date.now()
  const stack = new Stack((line) => verbose && console.error(line))
  try {
    await stack.start(emails)
    console.log(`up after ${secondsSince(began)} s; rounds ${from} to ${from + rounds - 1}, seed ${seed}`)
    const truth = new Truth(`${folder}/libsql/hallpass.db`, `${folder}/sandbox.db`)
    const crowd = new Crowd(stack, truth, randomFrom(seed))
    const aims = new Aims(from, rounds)
    const killing = Date.now()
    const more = crowd.keepUp()
    const killer = new Killer({ stack, truth, aims, random: randomFrom(seed + 1) }, console.log)
    await killer.run(crowd.underWay, killing + rounds * longestRoundMs)
    const killed = Date.now()
    crowd.close()
    await more
    await crowd.quiet()
    await sleep(settleMs)
    const verdict = judge(crowd.all, truth)
    truth.close()

    for (const line of [...table(aims), ...verdict.said]) console.log(line)
    console.log(`${crowd.all.length} sessions: ${JSON.stringify(verdict.statuses)}`)
    const each = ((killed - killing) / 1_000 / Math.max(1, aims.hit.length)).toFixed(1)
    console.log(`${each} s a round, ${secondsSince(began)} s in all`)
    const latest = (verdict.latestMs / 1_000).toFixed(1)
    console.log(`AWS had nothing for longer than ${latest} s after its end, whatever was dead meanwhile`)
    const { lost, leftOver } = verdict
    console.log(JSON.stringify({ rounds: aims.hit.length, gaps: hitsByGap(aims), lost, leftOver }))
    return aims.areDone && lost === 0 && leftOver === 0
  } finally {
    await stack.stop()
  }
}

function secondsSince(at: number): number {
  return Math.round((Date.now() - at) / 1_000)
}

/** Many short sessions side by side, one after the other. */
class Crowd {
  readonly all: Session[] = []
  readonly underWay = new Set<Session>()
  readonly #stack: Stack
  readonly #truth: Truth
  readonly #random: Random
  readonly #lives: Promise<void>[] = []
  #isOpen = true

  constructor(stack: Stack, truth: Truth, random: Random) {
    this.#stack = stack
    this.#truth = truth
    this.#random = random
  }

  async keepUp(): Promise<void> {
    while (this.#isOpen) {
      if (this.underWay.size < sessionsAtOnce) this.#lives.push(this.#live())
      await sleep(betweenMs * (0.5 + this.#random()))
    }
  }

  async #live(): Promise<void> {
    const taken = new Set([...this.underWay].map(keyOf))
    const session = new Session(this.#stack, wish(this.#random, taken))
    this.underWay.add(session)
    await session.ask()
    if (session.refusal === null) {
      this.all.push(session)
      await session.decide()
      await session.endEarly()
      while (!this.#isOver(session)) await sleep(100)
    }
    if (session.refusal !== null) console.error(`refused: ${session.refusal}`)
    this.underWay.delete(session)
  }

  #isOver(session: Session): boolean {
    return isOver(this.#truth.requests([session.id])[0]?.status ?? 'pending')
  }

  close(): void {
    this.#isOpen = false
  }

  /** Every session is over and AWS has nothing left to do, or the patience is. */
  async quiet(): Promise<void> {
    await Promise.race([Promise.all(this.#lives), sleep(quietWithinMs, null, { ref: false })])
    const until = Date.now() + settleMs
    while (this.#truth.operationsUnderWay() > 0 && Date.now() < until) await sleep(200)
  }
}

/** Mulberry32: small, and the same for the same seed. */
function randomFrom(seed: number): Random {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
