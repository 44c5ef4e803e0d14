import type { Loop } from './loop.ts'
import type { Random } from './random.ts'

/** Everything that may go wrong, with how often it does for each chance it has, at an intensity of 1. */
export const kinds = {
  error: 0.012,
  lost: 0.012,
  crash: 0.003,
  zombie: 0.05,
  slow: 0.02,
  stale: 0.4,
  throttle: 0.02,
  conflict: 0.03,
  failedOperation: 0.08,
  slowOperation: 0.08,
  stuckOperation: 0.01,
  awsOutage: 1.5,
  databaseOutage: 1.5,
  gateOutage: 1,
  restore: 0.8,
  restart: 0.01,
  alarmLost: 0.04,
  alarmLate: 0.1,
  alarmTwice: 0.05,
  cronSkipped: 0.25,
  clockStep: 1.5,
} as const
export type Kind = keyof typeof kinds

const intensities = [0, 0, 0.1, 0.5, 1, 3]

/** The swarm of one run: each kind of fault at an intensity of its own, so that none hides another. */
export class Faults {
  readonly counts: Partial<Record<Kind, number>> = {}
  readonly intensity: Readonly<Record<Kind, number>>
  isOn = true
  /** One long outage and nothing else goes wrong. */
  readonly isPure: boolean
  /** Nothing goes wrong: what is left is the load. */
  readonly isCalm: boolean
  trace: ((text: string) => void) | null = null
  /** When something last went wrong; promises of time count from there. */
  lastAt = -Infinity
  /** The same without what holds up no end. */
  lastOfAwsAt = -Infinity
  /** When a minute of the sweep was last left out, or found no database: whoever was not told of an end waits for the next. */
  lastSkippedAt = -Infinity
  readonly #harmless: ReadonlySet<Kind>
  readonly #loop: Loop
  readonly #random: Random

  constructor(loop: Loop, random: Random) {
    this.#loop = loop
    this.#random = random
    const pure = random.happens(0.12)
      ? random.pick([null, 'databaseOutage', 'gateOutage', 'awsOutage'] as const)
      : undefined
    this.isPure = pure !== undefined
    this.isCalm = pure === null
    const drawn = (Object.keys(kinds) as Kind[]).map((kind) => [
      kind,
      pure === undefined ? random.pick(intensities) : kind === pure ? 3 : 0,
    ])
    const intensity = Object.fromEntries(drawn) as Record<Kind, number>
    // Only a look at everything finds what both the alarm and the database have forgotten.
    // The alarm alone ends a session on time; where alarms get lost, the sweep and its database must be well.
    const always: Kind[] = ['gateOutage', 'stale', 'slow', 'alarmTwice']
    this.#harmless = new Set(intensity.alarmLost > 0 ? always : [...always, 'databaseOutage', 'cronSkipped'])
    this.intensity = intensity.restore > 0 ? { ...intensity, alarmLost: 0 } : intensity
  }

  /** Asked before what is costly to find out: where it cannot, nothing is drawn. */
  mayStrike(kind: Kind): boolean {
    return this.isOn && this.intensity[kind] > 0
  }

  /** Does it go wrong this time? */
  strikes(kind: Kind): boolean {
    const strikes = this.isOn && this.#random.happens(kinds[kind] * this.intensity[kind])
    if (strikes) this.note(kind)
    return strikes
  }

  /** How many windows of this kind a run has. */
  windows(kind: Kind): number {
    if (this.isPure) return Number(this.intensity[kind] > 0)
    const mean = kinds[kind] * this.intensity[kind]
    return Math.floor(mean) + Number(this.#random.happens(mean % 1))
  }

  note(kind: Kind): void {
    this.counts[kind] = (this.counts[kind] ?? 0) + 1
    this.touch(kind)
    this.trace?.(`fault: ${kind}`)
  }

  /** It is still going wrong. */
  touch(kind?: Kind): void {
    this.lastAt = this.#loop.now
    if (kind === 'cronSkipped') this.lastSkippedAt = this.#loop.now
    if (kind === undefined || !this.#harmless.has(kind)) this.lastOfAwsAt = this.#loop.now
  }
}
