/** One process' share of the seeds: `slice.ts FROM STEP COUNT [--until-first] [--trace]`. A line of JSON for each. */
import { registerHooks } from 'node:module'
import type { Outcome } from './run-seed.ts'

/** What a world has no use for, or only the platform has. */
const stands: Readonly<Record<string, string>> = {
  'cloudflare:workers': './cloudflare-workers.ts',
  '@libsql/client/http': './libsql-client.ts',
}

registerHooks({
  resolve(name, context, next) {
    const isOfDrizzle = context.parentURL?.includes('/drizzle-orm/') && name.endsWith('/entity.js')
    const ours = isOfDrizzle ? './drizzle-entity.ts' : stands[name]
    return ours === undefined ? next(name, context) : next(ours, { ...context, parentURL: import.meta.url })
  },
})

const [from = 1, step = 1, count = 1] = process.argv.slice(2, 5).map(Number)
const print = (line: string) => void process.stdout.write(`${line}\n`)
const trace = process.argv.includes('--trace') ? print : null
let last = 'none'
// Lost answers are errors by the thousand, and nobody reads where they were made.
if (!trace) Error.stackTraceLimit = 0
process.on('unhandledRejection', broken)

// Loaded late: only now is there something that a Durable Object can inherit from.
const { Keeper } = await import('../../worker/keeper.ts')
const { Gate } = await import('../../worker/gate.ts')
const { SetWriter } = await import('../../worker/set-writer.ts')
const { runSeed } = await import('./run-seed.ts')

for (let i = 0; i < count; i++) {
  const seed = from + i * step
  last = String(seed)
  const outcome: Outcome = await runSeed(seed, { Keeper, Gate, SetWriter }, trace).catch((error: unknown) =>
    broken(error),
  )
  print(JSON.stringify(outcome))
  if (outcome.violations.length > 0 && process.argv.includes('--until-first')) break
}
process.exit(0)

/** A world that cannot go on is a finding. */
function broken(error: unknown): never {
  print(JSON.stringify({ seed: Number(last), broken: String(error) }))
  process.exit(1)
}
