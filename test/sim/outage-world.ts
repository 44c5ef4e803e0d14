/*
 * One long outage of the database, on the simulator's own parts: outage-world.ts SEEDS as-it-was|older-copy.
 * Everything that is judged is printed, a line of JSON a seed: what AWS was told and had, and what the tables say.
 */
import { registerHooks } from 'node:module'
import type { Kind } from './aws.ts'
import type { Row } from './statements.ts'
import type { Classes } from './system.ts'

registerHooks({
  resolve(name, context, next) {
    if (name !== 'cloudflare:workers') return next(name, context)
    return next('./cloudflare-workers.ts', { ...context, parentURL: import.meta.url })
  },
})

// Loaded late: only now is there something that a Durable Object can inherit from.
const { Keeper } = await import('../../worker/keeper.ts')
const { Gate } = await import('../../worker/gate.ts')
const { SetWriter } = await import('../../worker/set-writer.ts')
const { Stage } = await import('./outage-stage.ts')

export type After = 'as-it-was' | 'older-copy'

export interface Arrival {
  readonly kind: Kind
  readonly key: string
  readonly principal: string
  readonly at: number
  /** The highest event the database had then. */
  readonly epoch: number
}

export interface Change {
  readonly key: string
  readonly principal: string
  readonly at: number
  readonly present: boolean
}

export interface Evidence {
  readonly seed: number
  readonly downAt: number
  readonly upAt: number
  /** Which request plays which part. */
  readonly parts: Readonly<Record<string, string>>
  /** The rows as they were when the database went down, and as they are at rest. */
  readonly before: readonly Row[]
  readonly after: readonly Row[]
  readonly events: readonly Row[]
  /** For each keeper the last event it had written before the outage. */
  readonly wrote: Readonly<Record<string, number>>
  readonly arrivals: readonly Arrival[]
  readonly changes: readonly Change[]
}

const [seeds, how] = [Number(process.argv[2]), process.argv[3] as After]
const classes: Classes = { Keeper, Gate, SetWriter }
for (let seed = 1; seed <= seeds; seed++) {
  const evidence: Evidence = await new Stage(seed, classes).play(how)
  process.stdout.write(`${JSON.stringify(evidence)}\n`)
}
