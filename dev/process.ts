import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'

export interface Program {
  /** What people call it; the prefix of its output. */
  name: string
  /** A script of ours with its flags, run under this Node. */
  args: readonly string[]
  env?: Readonly<Record<string, string>>
  /** Called for every line it prints. Default: standard error with the name in front. */
  onLine?: (line: string) => void
  /** How long it may take to say `ready`. */
  readyWithinMs?: number
}

export interface Running {
  readonly name: string
  readonly pid: number
  /** The whole line it said it with. */
  readonly ready: string
  /** Resolves once the process itself is gone, with its exit code (null after a signal). */
  readonly exited: Promise<number | null>
  /** SIGTERM, then SIGKILL after a grace; to the whole group. */
  stop(): Promise<void>
  /** SIGKILL to the whole group: the crash of the tests. */
  kill(): Promise<void>
}

const graceMs = 5_000
const endWithParent = new URL('end-with-parent.ts', import.meta.url).href

/** Starts it in a process group of its own and waits for its line `ready …`; throws its last words if it ends before. */
export async function startProgram(program: Program): Promise<Running> {
  const child = spawn(process.execPath, ['--import', endWithParent, ...program.args], {
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...program.env },
  })
  const exited = new Promise<number | null>((gone) => {
    child.once('exit', gone)
    child.once('error', () => gone(null))
  })
  const ready = await readyLine(child, program).catch(async (error: unknown) => {
    await end(child, exited, 'SIGKILL')
    throw error
  })
  return {
    name: program.name,
    pid: child.pid ?? 0,
    ready,
    exited,
    stop: () => end(child, exited, 'SIGTERM'),
    kill: () => end(child, exited, 'SIGKILL'),
  }
}

async function readyLine(child: ChildProcess, program: Program): Promise<string> {
  const { name, readyWithinMs = 60_000, onLine = (line) => console.error(`${name} | ${line}`) } = program
  const lastWords: string[] = []
  return new Promise((resolve, reject) => {
    const late = `${name} was not ready within ${readyWithinMs / 1000} s`
    setTimeout(() => reject(new Error(late)), readyWithinMs).unref()
    const hear = (line: string): void => {
      lastWords.splice(0, lastWords.length - 4)
      lastWords.push(line)
      onLine(line)
      if (/^ready\b/.test(line)) resolve(line)
    }
    eachLine(child.stdout, hear)
    eachLine(child.stderr, hear)
    child.once('error', reject)
    // `close`, not `exit`: its last words may still be in the pipe.
    child.once('close', () =>
      reject(new Error(`${name} ended before it was ready: ${lastWords.join(' / ')}`)),
    )
  })
}

function eachLine(stream: Readable | null, hear: (line: string) => void): void {
  if (stream) createInterface({ input: stream }).on('line', hear)
}

async function end(
  child: ChildProcess,
  exited: Promise<number | null>,
  signal: NodeJS.Signals,
): Promise<void> {
  signalGroup(child, signal)
  const grace = new AbortController()
  await Promise.race([exited, sleep(graceMs, null, { signal: grace.signal }).catch(() => null)])
  grace.abort()
  // Also when the leader went quietly: its children share the group and may have stayed.
  signalGroup(child, 'SIGKILL')
  await exited
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, signal)
  } catch {
    // ESRCH: the whole group is gone, which is what was wanted.
  }
}
