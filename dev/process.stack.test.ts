import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer } from 'node:net'
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { assertFree, freePort } from './free-port.ts'
import { startProgram, type Program } from './process.ts'
import { supervise } from './supervise.ts'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hallpass-process-'))
})
afterAll(() => rm(folder, { recursive: true }))

let scripts = 0
async function script(source: string): Promise<string> {
  const path = join(folder, `${scripts++}.mjs`)
  await writeFile(path, source)
  return path
}

async function program(source: string, more: Partial<Program> = {}): Promise<Program> {
  return { name: 'thing', args: [await script(source)], onLine: () => {}, ...more }
}

/** A zombie counts as gone: whoever should reap it takes its time. */
function alive(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' })
  return /^[^Z]/.test(stdout.trim())
}

/** The signal was sent; the kernel may need a moment. */
async function gone(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 100 && alive(pid); tries++) await sleep(20)
  return !alive(pid)
}

// Starts a child of its own in its group, which ignores SIGTERM, and tells the child's process id.
const withChild = `
  import { spawn } from 'node:child_process'
  const child = spawn(process.execPath, ['-e', "process.on('SIGTERM', () => {}); setInterval(() => {}, 1e6); console.log('up')"], { stdio: ['ignore', 'pipe', 'ignore'] })
  child.stdout.once('data', () => console.log('ready ' + child.pid))
  setInterval(() => {}, 1e6)
`

const childOf = (line: string): number => Number(line.split(' ')[1])

test('it is ready once it says so, and every line reaches who listens', async () => {
  const lines: string[] = []
  const onLine = (line: string): void => void lines.push(line)
  const running = await startProgram(
    await program(`console.log('first'); console.log('ready now')`, { onLine }),
  )
  expect(running.ready).toBe('ready now')
  expect(await running.exited).toBe(0)
  expect(lines).toEqual(['first', 'ready now'])
})

test('a program that ends before it is ready is an error with its last words', async () => {
  const started = startProgram(await program(`console.error('no such file'); process.exit(3)`))
  await expect(started).rejects.toThrow('thing ended before it was ready: no such file')
})

test.each(['stop', 'kill'] as const)('%s leaves nothing of the group behind', async (how) => {
  const running = await startProgram(await program(withChild))
  const child = childOf(running.ready)
  expect(alive(child)).toBe(true)
  await running[how]()
  expect(alive(running.pid)).toBe(false)
  expect(await gone(child)).toBe(true)
})

test('when the parent is killed, the program and its children go too', async () => {
  const process_ = new URL('process.ts', import.meta.url).href
  const inner = await script(withChild)
  const parent = await startProgram(
    await program(`
      import { startProgram } from '${process_}'
      const inner = await startProgram({ name: 'inner', args: ['${inner}'], onLine: () => {} })
      console.log('ready ' + inner.pid + ' ' + inner.ready.split(' ')[1])
    `),
  )
  const [, program_, child] = parent.ready.split(' ').map(Number)
  process.kill(parent.pid, 'SIGKILL')
  expect(await gone(program_!)).toBe(true)
  expect(await gone(child!)).toBe(true)
})

test('a supervised program that dies is named and started again', async () => {
  const pids: number[] = []
  const onLine = (line: string): void => void pids.push(childOf(line))
  const said: string[] = []
  const source = `console.log('ready ' + process.pid); setInterval(() => {}, 1e6)`
  const supervised = await supervise(await program(source, { onLine }), (line) => void said.push(line))
  process.kill(pids[0]!, 'SIGKILL')
  for (let tries = 0; tries < 200 && pids.length < 2; tries++) await sleep(20)
  await supervised.stop()
  expect(said).toEqual(['The thing is not up: it ended (by a signal). Starting it again.'])
  expect(pids).toHaveLength(2)
  expect(await gone(pids[1]!)).toBe(true)
})

test('a port that is taken is one line that names the port and who wants it', async () => {
  const port = await freePort()
  await assertFree(port, 'database')
  const other = createServer().listen(port, '127.0.0.1')
  await once(other, 'listening')
  await expect(assertFree(port, 'database')).rejects.toThrow(
    `Port ${port} is in use, and the database wants it.`,
  )
  other.close()
})
