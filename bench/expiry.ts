import { randomInt } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Clock } from './expiry/clock.ts'
import { startEngine } from './expiry/engine.ts'
import { removeNaively } from './expiry/naive.ts'
import { accounts, removals, sets } from './expiry/organisation.ts'
import { slowWire, startAws, type Aws } from './expiry/sandbox.ts'

const callsPerSecond = 20
const floorSeconds = removals / callsPerSecond
const bounds = { callsPerRemoval: 1.15, timesFloor: 1.25 }
const patienceMs = 280_000

interface Figures {
  readonly calls: number
  readonly callsPerRemoval: number
  readonly seconds: number
  readonly timesFloor: number
}

/**
 * 500 sessions that end in the same second, at AWS's own limits: through production's Keepers and Gate, and beside it
 * the naive way. `npm run bench:expiry [-- --seed S]`; exits 1 beyond a bound.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { seed: { type: 'string', default: String(randomInt(1_000_000)) } },
  })
  const seed = Number(values.seed)
  Math.random = randomFrom(seed)
  const clock = new Clock()
  clock.install()
  slowWire()
  const folder = await mkdtemp(join(tmpdir(), 'hallpass-expiry-'))
  console.log(`${removals} sessions, ${accounts} accounts × ${sets} sets, ending in one second; seed ${seed}`)
  try {
    const engine = await measure('the engine', { folder, seed, clock, begin: startEngine })
    const naive = await measure('delete, poll each second', { folder, seed, clock, begin: startNaive })
    report(seed, engine, naive)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

interface Measuring {
  readonly folder: string
  readonly seed: number
  readonly clock: Clock
  /** Answers from when on removals may be sent. */
  readonly begin: (vars: Aws['vars']) => Promise<number>
}

async function measure(name: string, { folder, seed, clock, begin }: Measuring): Promise<Figures> {
  const aws = await clock.during(startAws(folder, name, seed))
  const from = await clock.during(begin(aws.vars))
  await clock.runUntil(() => aws.removalsSent() === removals || Date.now() > from + patienceMs)
  const { calls, byOperation, sentAt } = aws.sent()
  if (sentAt.length < removals) throw new Error(`${name}: ${sentAt.length} of ${removals} were sent in time`)
  console.log(
    `${name}: ${JSON.stringify(byOperation)}\n  Deletes each second: ${eachSecond(sentAt, from).join(' ')}`,
  )
  const seconds = (Math.max(...sentAt) - from) / 1_000
  clock.forget()
  await aws.close()
  return { calls, callsPerRemoval: calls / removals, seconds, timesFloor: seconds / floorSeconds }
}

async function startNaive(vars: Aws['vars']): Promise<number> {
  void removeNaively(vars)
  return Date.now()
}

function eachSecond(sentAt: readonly number[], from: number): number[] {
  const seconds = sentAt.map((at) => Math.floor((at - from) / 1_000))
  return Array.from({ length: Math.max(...seconds) + 1 }, (_, n) => seconds.filter((at) => at === n).length)
}

function report(seed: number, engine: Figures, naive: Figures): void {
  const line = (name: string, values: readonly (string | number)[]): void =>
    console.log(name.padEnd(26) + values.map((value) => String(value).padStart(12)).join(''))
  const cells = ({ calls, callsPerRemoval, seconds, timesFloor }: Figures): string[] => [
    String(calls),
    callsPerRemoval.toFixed(2),
    seconds.toFixed(1),
    timesFloor.toFixed(2),
  ]
  line('until the last Delete', ['calls', 'a removal', 'seconds', '× floor'])
  line('the engine', cells(engine))
  line('delete, poll each second', cells(naive))
  line('bound', ['', bounds.callsPerRemoval, floorSeconds * bounds.timesFloor, bounds.timesFloor])
  const isWithin = engine.callsPerRemoval <= bounds.callsPerRemoval && engine.timesFloor <= bounds.timesFloor
  console.log(JSON.stringify({ removals, seed, floorSeconds, engine, naive, isWithin }))
  if (!isWithin) process.exitCode = 1
}

/** The same for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

await main().catch((error: unknown) => {
  console.error(error)
  process.exitCode = 1
})
process.exit()
