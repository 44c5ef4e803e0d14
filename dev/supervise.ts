import { setTimeout as sleep } from 'node:timers/promises'
import { startProgram, type Program, type Running } from './process.ts'

export interface Supervised {
  stop(): Promise<void>
}

const retryMs = 2_000
const tries = 5

/** Starts it and starts it again whenever it ends; each time one line says which one, and that it is tried again. */
export async function supervise(program: Program, say: (line: string) => void): Promise<Supervised> {
  let running = await startPatiently(program, say)
  let stopped = false

  const keepUp = async (): Promise<void> => {
    while (!stopped) {
      const code = await running.exited
      if (stopped) return
      // What it had started may still hold the port.
      await running.kill()
      say(`The ${program.name} is not up: it ended (${code ?? 'by a signal'}). Starting it again.`)
      running = await startPatiently(program, say)
    }
  }
  void keepUp().catch((error: unknown) => say(reason(error)))

  return {
    stop: async () => {
      stopped = true
      await running.stop()
    },
  }
}

async function startPatiently(program: Program, say: (line: string) => void): Promise<Running> {
  for (let left = tries - 1; ; left--) {
    const started = await startProgram(program).catch((error: unknown) => reason(error))
    if (typeof started !== 'string') return started
    if (left === 0) throw new Error(started)
    say(`The ${program.name} is not up: ${started}. Trying again in ${retryMs / 1_000} s.`)
    await sleep(retryMs)
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
