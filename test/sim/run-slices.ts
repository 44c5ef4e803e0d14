import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync, readdirSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Outcome } from './run-seed.ts'

export interface Slice {
  readonly root: string
  readonly from: number
  readonly step: number
  readonly count: number
  readonly flags?: readonly string[]
}

/** Room for a whole world's objects to die young: a sixth of the time is saved. */
const youth = ['--min-semi-space-size=64', '--max-semi-space-size=64']

/** Runs a share of the seeds in a process of its own; the code is the one under `root`. */
export async function runSlice(
  { root, from, step, count, flags = [] }: Slice,
  take: (outcome: Outcome) => void,
  other: (line: string) => void = () => {},
): Promise<void> {
  const args = [...youth, `${root}/test/sim/slice.ts`, `${from}`, `${step}`, `${count}`, ...flags]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'], cwd: root })
  let last = from - step
  let isBroken = false
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith('{"seed"')) {
      other(line)
      continue
    }
    const outcome = asOutcome(JSON.parse(line) as Outcome & { broken?: string })
    last = outcome.seed
    isBroken ||= line.includes('"broken"')
    take(outcome)
  }
  if (child.exitCode === null) await new Promise((resolve) => child.once('exit', resolve))
  // It died without a word.
  if (child.exitCode !== 0 && !isBroken)
    take(asOutcome({ ...nothing, seed: last + step, broken: 'the process ended' }))
}

/** A process that broke is a finding of its own. */
function asOutcome(line: Outcome & { broken?: string }): Outcome {
  if (line.broken === undefined) return line
  const violations = [{ rule: 'bug', text: line.broken, at: 0 }]
  return { ...nothing, seed: Number(line.seed), violations }
}

const nothing: Outcome = {
  seed: 0,
  sessions: 0,
  simulatedMs: 0,
  awaits: 0,
  events: 0,
  faults: {},
  crashes: 0,
  sitesHit: [],
  maxRemovalMs: 0,
  violations: [],
}

/** What was tested: figures of several runs add up only where this is the same. */
export function engineHash(root: string): string {
  const folder = `${root}/worker/engine`
  const all = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const names = all.filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  const hash = createHash('sha256')
  for (const name of names.toSorted()) hash.update(`${name}\n`).update(readFileSync(`${folder}/${name}`))
  return hash.digest('hex').slice(0, 12)
}
