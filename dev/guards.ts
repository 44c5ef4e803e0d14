import { execFileSync, spawn } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

const folder = 'test/guards'
const lanes = 2
const patienceMs = 120_000

interface Guard {
  readonly name: string
  readonly patch: string
  /** Test files that could see it missing, as its first line names them: `# tests: worker/lifecycle.test.ts …`. */
  readonly tests: readonly string[]
}
interface Result {
  readonly name: string
  readonly caught: boolean
  /** The first test that went red; else what went wrong. */
  readonly by: string
}
interface Run {
  readonly ended: 'green' | 'red' | 'broken'
  readonly by: string
}

/**
 * Takes one guard after the other out of a copy of the sources, and expects a test to notice: `npm run guards [NAME…]`.
 * Exits 1 when all tests stay green without one, or when a patch does not fit the sources any more.
 */
async function main(): Promise<void> {
  const guards = readGuards(process.argv.slice(2))
  const copies = Array.from({ length: lanes }, copySources)
  try {
    await requireGreen(copies[0]!, guards)
    const results = await inLanes(copies, guards)
    for (const result of results) console.log(line(result))
    const caught = results.filter((result) => result.caught).length
    console.log(
      JSON.stringify({
        guards: results.map(({ name, caught }) => ({ name, caught })),
        caught,
        total: results.length,
      }),
    )
    if (caught < results.length) process.exitCode = 1
  } finally {
    for (const copy of copies) rmSync(copy, { recursive: true, force: true })
  }
}

function readGuards(wanted: readonly string[]): readonly Guard[] {
  const names = readdirSync(folder)
    .filter((file) => file.endsWith('.patch'))
    .map((file) => file.slice(0, -6))
  const unknown = wanted.filter((name) => !names.includes(name))
  if (unknown.length > 0) throw new Error(`There is no ${folder}/${unknown[0]}.patch.`)
  return names.filter((name) => wanted.length === 0 || wanted.includes(name)).map(readGuard)
}

function readGuard(name: string): Guard {
  const patch = resolve(folder, `${name}.patch`)
  const [first = ''] = readFileSync(patch, 'utf8').split('\n')
  const tests = /^# tests: (.+)$/.exec(first)?.[1]?.split(' ') ?? []
  const missing = tests.find((file) => !existsSync(file))
  if (tests.length === 0) throw new Error(`${patch}: the first line should be "# tests: FILE …".`)
  if (missing !== undefined) throw new Error(`${patch} names ${missing}, and there is no such file.`)
  return { name, patch, tests }
}

/** What is committed or will be, as it is now. */
function copySources(): string {
  const copy = mkdtempSync(join(tmpdir(), 'hallpass-guards-'))
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    maxBuffer: 16 * 2 ** 20,
  })
  for (const path of listed
    .toString()
    .split('\0')
    .filter((each) => each !== '' && existsSync(each))) {
    mkdirSync(join(copy, dirname(path)), { recursive: true })
    cpSync(path, join(copy, path))
  }
  symlinkSync(resolve('node_modules'), join(copy, 'node_modules'))
  return copy
}

/** A red test proves nothing if it was red before. */
async function requireGreen(copy: string, guards: readonly Guard[]): Promise<void> {
  const tests = [...new Set(guards.flatMap((guard) => guard.tests))]
  const { ended, by } = await runTests(copy, tests)
  if (ended !== 'green') throw new Error(`With every guard in place the tests are not green: ${by}`)
}

async function inLanes(copies: readonly string[], guards: readonly Guard[]): Promise<readonly Result[]> {
  const waiting = [...guards]
  const results: Result[] = []
  const work = async (copy: string): Promise<void> => {
    for (let guard = waiting.shift(); guard !== undefined; guard = waiting.shift())
      results.push(await judge(copy, guard))
  }
  await Promise.all(copies.map(work))
  return results.toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

async function judge(copy: string, { name, patch, tests }: Guard): Promise<Result> {
  if (!apply(copy, patch)) return { name, caught: false, by: 'the patch no longer applies' }
  const { ended, by } = await runTests(copy, tests)
  if (!apply(copy, patch, '--reverse')) throw new Error(`${patch} could not be taken back.`)
  return { name, caught: ended === 'red', by: ended === 'green' ? 'every test stays green' : by }
}

function apply(copy: string, patch: string, ...how: readonly string[]): boolean {
  try {
    // Not a part of whatever repository the folder for temporary files may be in.
    const env = { ...process.env, GIT_CEILING_DIRECTORIES: dirname(copy) }
    execFileSync('git', ['apply', ...how, patch], { cwd: copy, env, stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

interface Report {
  readonly testResults: readonly {
    readonly name: string
    readonly message: string
    readonly assertionResults: readonly { readonly status: string; readonly title: string }[]
  }[]
}

function runTests(copy: string, tests: readonly string[]): Promise<Run> {
  const report = join(copy, 'report.json')
  rmSync(report, { force: true })
  const projects = ['unit', 'screens', 'parts'].flatMap((name) => ['--project', name])
  const how = ['run', ...projects, '--bail', '1', '--reporter', 'json', '--outputFile', report]
  const runner = spawn(process.execPath, ['node_modules/vitest/vitest.mjs', ...how, ...tests], {
    cwd: copy,
    stdio: 'ignore',
    timeout: patienceMs,
    killSignal: 'SIGKILL',
  })
  return new Promise((done) => {
    runner.once('error', (error) => done({ ended: 'broken', by: error.message }))
    runner.once('close', (code) => done(runOf(code, report)))
  })
}

/** Red is a test that failed; a file that cannot be read any more says nothing about the guard. */
function runOf(code: number | null, report: string): Run {
  if (code === 0) return { ended: 'green', by: '' }
  if (!existsSync(report)) return { ended: 'broken', by: 'the tests did not end' }
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as Report
  const failed = testResults
    .flatMap((file) => file.assertionResults)
    .find(({ status }) => status === 'failed')
  if (failed) return { ended: 'red', by: failed.title }
  return {
    ended: 'broken',
    by: testResults.find(({ message }) => message !== '')?.message ?? 'no test was run',
  }
}

function line({ name, caught, by }: Result): string {
  return `${name.padEnd(34)} ${caught ? 'caught    ' : 'NOT CAUGHT'}  ${by.split('\n')[0]}`
}

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
})
