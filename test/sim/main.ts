import { registerHooks } from 'node:module'
import { parseArgs } from 'node:util'

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '2000' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    trace: { type: 'boolean', default: false },
  },
})
registerHooks({
  resolve: (name, context, next) =>
    name === 'cloudflare:workers' ? next('./cloudflare-workers.ts', { ...context, parentURL: import.meta.url }) : next(name, context),
})
const print = console.log.bind(console)
const started = performance.now()
const { Keeper } = await import('../../worker/keeper.ts')
const { Gate } = await import('../../worker/gate.ts')
const { runSeed } = await import('./run-seed.ts')
const first = Number(values.seed ?? values.from)
const count = values.seed ? 1 : Number(values.seeds)
let sessions = 0, events = 0, crashes = 0, awaits = 0, max=0
const hit = new Set<string>()
for (let seed = first; seed < first + count; seed++) {
  const outcome = await runSeed(seed, { Keeper, Gate }, values.trace ? print : null)
  sessions += outcome.sessions
  events += outcome.events
  crashes += outcome.crashes
  awaits += outcome.awaits
  max = Math.max(max, outcome.maxRemovalMs)
  for (const s of outcome.sitesHit) hit.add(s)
  if (outcome.violations.length) print(JSON.stringify({seed, v: outcome.violations}))
}
print(JSON.stringify({ sessions, events, crashes, awaits, max, hit: hit.size, seconds: (performance.now() - started) / 1000 }))
