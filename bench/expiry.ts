import { randomInt } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { startEngine } from './expiry/engine.ts'
import { removeNaively } from './expiry/naive.ts'
import { accounts, removals, sets } from './expiry/organisation.ts'
import { startSandbox, type Sent } from './expiry/sandbox.ts'

const callsPerSecond = 20
const floorSeconds = removals / callsPerSecond
const bounds = { callsPerRemoval: 1.15, timesFloor: 1.25 }
const patienceMs = 300_000

interface Figures {
  readonly calls: number
  readonly callsPerRemoval: number
  readonly seconds: number
  readonly timesFloor: number
}

/** 500 sessions that end in the same second, at AWS's own limits: through the real objects, and beside it the naive way. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: String(randomInt(1_000_000)) },
      'only-engine': { type: 'boolean', default: false },
    },
  })
  const folder = await mkdtemp(join(tmpdir(), 'hallpass-expiry-'))
  const seed = Number(values.seed)
  console.log(`${removals} sessions, ${accounts} accounts × ${sets} sets, one second; seed ${seed}`)
  try {
    const engine = await measureEngine(folder, seed)
    const naive = values['only-engine'] ? null : await measureNaive(folder, seed)
    report(seed, engine, naive)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function measureEngine(folder: string, seed: number): Promise<Figures> {
  const sandbox = await startSandbox(folder, 'engine', seed)
  const engine = await startEngine(folder, sandbox.vars)
  await sleep(engine.endsAt - Date.now() - 500)
  await sandbox.forgetCalls()
  const figures = figuresOf('engine', await sandbox.untilAllSent(patienceMs), engine.endsAt)
  await engine.stop()
  await sandbox.stop()
  return figures
}

async function measureNaive(folder: string, seed: number): Promise<Figures> {
  const sandbox = await startSandbox(folder, 'naive', seed)
  const began = Date.now()
  const removed = removeNaively(sandbox.vars)
  const figures = figuresOf('naive', await sandbox.untilAllSent(patienceMs), began)
  await Promise.race([removed, sleep(patienceMs, null, { ref: false })])
  await sandbox.stop()
  return figures
}

function figuresOf(name: string, { deletes, calls, byOperation, lastAt }: Sent, from: number): Figures {
  if (deletes < removals) throw new Error(`${name}: only ${deletes} of ${removals} were sent in time`)
  console.log(`${name}: ${JSON.stringify(byOperation)}`)
  const seconds = (lastAt - from) / 1_000
  return { calls, callsPerRemoval: calls / removals, seconds, timesFloor: seconds / floorSeconds }
}

function report(seed: number, engine: Figures, naive: Figures | null): void {
  const line = (name: string, values: readonly (string | number)[]): void =>
    console.log(name.padEnd(26) + values.map((value) => String(value).padStart(12)).join(''))
  const cells = ({ calls, callsPerRemoval, seconds, timesFloor }: Figures): string[] =>
    [calls, callsPerRemoval.toFixed(2), seconds.toFixed(1), timesFloor.toFixed(2)].map(String)
  line('until the last Delete', ['calls', 'a removal', 'seconds', '× floor'])
  line('the engine', cells(engine))
  if (naive) line('delete, poll each second', cells(naive))
  line('bound', ['', bounds.callsPerRemoval, floorSeconds * bounds.timesFloor, bounds.timesFloor])
  const isWithin = engine.callsPerRemoval <= bounds.callsPerRemoval && engine.timesFloor <= bounds.timesFloor
  console.log(JSON.stringify({ removals, seed, floorSeconds, engine, naive, isWithin }))
  if (!isWithin) process.exitCode = 1
}

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
process.exit()
