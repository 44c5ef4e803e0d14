import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const run = promisify(execFile)
const root = new URL('../..', import.meta.url).pathname

/** The program itself, as `npm run sim` starts it: a world has the clock and the chance of its process to itself. */
async function sim(...args: string[]): Promise<Record<string, unknown>> {
  const { stdout } = await run(process.execPath, ['test/sim/main.ts', ...args], { cwd: root }).catch(
    (failed: { stdout: string }) => failed,
  )
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as Record<string, unknown>
}

test('fifteen worlds break in fifteen ways, and every promise holds', { timeout: 60_000 }, async () => {
  const figures = await sim('--seeds', '15', '--from', '500001')
  expect(figures).toMatchObject({ seeds: 15, violations: 0 })
  expect(figures['sessions']).toBeGreaterThan(15)
})

test('one seed is one world, event for event', { timeout: 60_000 }, async () => {
  const twice = await Promise.all([sim('--seed', '7'), sim('--seed', '7')])
  const [one, other] = twice.map((figures) => ({ ...figures, seconds: 0 }))
  expect(one).toEqual(other)
})
