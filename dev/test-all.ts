import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { stripVTControlCharacters } from 'node:util'

/** In this order, the quick ones first; each is an npm script of the same name. */
const steps = ['check', 'parts', 'size', 'sim', 'workerd', 'stack', 'e2e']
const scripts: Readonly<Record<string, string>> = { e2e: 'dev/e2e.ts' }

interface Counts {
  passed: number
  failed: number
  skipped: number
}

/** Everything: stops at the first step that fails, and says at the end how many tests that were. */
async function main(): Promise<void> {
  const total: Counts = { passed: 0, failed: 0, skipped: 0 }
  const told: string[] = []
  for (const step of steps) {
    const startedAt = performance.now()
    const { succeeded, counts, figures } = await run(step)
    const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1)
    for (const name of ['passed', 'failed', 'skipped'] as const) total[name] += counts[name]
    told.push(
      `${succeeded ? 'ok    ' : 'FAILED'} ${step.padEnd(8)} ${seconds.padStart(6)} s  ${figures ?? spoken(counts)}`,
    )
    if (succeeded) continue
    total.failed ||= 1
    process.exitCode = 1
    break
  }
  console.log(['', ...told, spoken(total)].join('\n'))
}

interface Ran {
  succeeded: boolean
  counts: Counts
  /** What a step that counts no tests says of itself. */
  figures?: string | undefined
}

function run(step: string): Promise<Ran> {
  const script = scripts[step]
  const none = { passed: 0, failed: 0, skipped: 0 }
  if (script !== undefined && !existsSync(script)) {
    console.error(`${step}: ${script} is missing, so this step cannot be run.`)
    return Promise.resolve({ succeeded: false, counts: none })
  }
  const child = spawn('npm', ['run', '--silent', step], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => {
    process.stdout.write(chunk)
    said += chunk.toString()
  })
  return new Promise((done) => {
    child.once('error', (error) => console.error(`${step}: ${error.message}`))
    child.once('close', (code) =>
      done({ succeeded: code === 0, counts: countsIn(said), figures: simulated(said) ?? weighed(said) }),
    )
  })
}

/** Vitest's own line, `Tests  1 failed | 20 passed | 2 skipped (23)`, and ours, `20 passed, 1 failed`. */
function countsIn(said: string): Counts {
  const lines = stripVTControlCharacters(said).split('\n')
  const counts = lines.filter((line) => /^\s*Tests\s+\d|^\d+ passed, \d+ failed/.test(line)).join('\n')
  const sum = (word: string) =>
    [...counts.matchAll(new RegExp(`(\\d+) ${word}`, 'g'))].reduce((n, [, found]) => n + Number(found), 0)
  return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') + sum('todo') }
}

/** The simulator's last line: worlds are no tests, so they are not added to them. */
function simulated(said: string): string | undefined {
  const [, seeds, violations] = /^\{"seeds":(\d+),.*"violations":(\d+)/m.exec(said) ?? []
  return seeds && `${seeds} simulated worlds, ${violations} violations`
}

/** The table of `npm run size`: something that is heavier than it may be fails the step. */
function weighed(said: string): string | undefined {
  const sizes = said.match(/ KiB gzip/g)
  return sizes ? `${sizes.length} sizes weighed` : undefined
}

function spoken({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}

await main()
