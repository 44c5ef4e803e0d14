/*
 * The simulator (CONTRACTS): npm run sim -- --seeds N [--from S] [--seed S --trace] [--mutant NAME]
 * Prints each violation with its seed, and a last line of JSON. Exits 1 on a violation.
 */
import { parseArgs } from 'node:util'
import { mutated } from './mutated.ts'
import { engineHash, runSlice } from './run-slices.ts'
import type { Outcome } from './run-seed.ts'
import { sites } from './sites.ts'

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '2000' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    trace: { type: 'boolean', default: false },
    mutant: { type: 'string' },
    processes: { type: 'string', default: '2' },
  },
})

const started = performance.now()
const here = new URL('../..', import.meta.url).pathname.replace(/\/$/, '')
await using copy = values.mutant === undefined ? null : await mutated(here, values.mutant)
const root = copy?.root ?? here
const from = Number(values.seed ?? values.from)
const seeds = values.seed === undefined ? Number(values.seeds) : 1
const processes = Math.min(Number(values.processes), seeds)

const total = {
  sessions: 0,
  simulatedMs: 0,
  awaits: 0,
  crashes: 0,
  maxRemovalDelayMs: 0,
  violations: 0,
  faults: {} as Record<string, number>,
  sitesHit: new Set<string>(),
}

function add(outcome: Outcome): void {
  total.sessions += outcome.sessions
  total.simulatedMs += outcome.simulatedMs
  total.awaits += outcome.awaits
  total.crashes += outcome.crashes
  total.maxRemovalDelayMs = Math.max(total.maxRemovalDelayMs, outcome.maxRemovalMs)
  for (const [kind, n] of Object.entries(outcome.faults)) total.faults[kind] = (total.faults[kind] ?? 0) + n
  for (const site of outcome.sitesHit) total.sitesHit.add(site)
  for (const { rule, text } of outcome.violations) {
    total.violations++
    console.log(`seed ${outcome.seed}: ${rule} ${text}`)
  }
}

const slices = Array.from({ length: processes }, (_, i) => ({
  root,
  from: from + i,
  step: processes,
  count: Math.ceil((seeds - i) / processes),
  flags: values.trace ? ['--trace'] : [],
}))
await Promise.all(slices.map((slice) => runSlice(slice, add, console.log)))

const unvisited = sites.filter((site) => !total.sitesHit.has(site))
if (seeds >= 1_000 && unvisited.length > 0) console.log(`no crash at: ${unvisited.join(', ')}`)
const { simulatedMs, sitesHit, ...figures } = total
console.log(
  JSON.stringify({
    seeds,
    from,
    engine: engineHash(root),
    ...figures,
    simulatedHours: Math.round(simulatedMs / 3_600_000),
    crashSites: { hit: sitesHit.size, of: sites.length },
    seconds: Math.round((performance.now() - started) / 100) / 10,
  }),
)
process.exitCode = total.violations > 0 ? 1 : 0
