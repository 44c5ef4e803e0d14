import { type ReadonlySignal, signal } from '@preact/signals'
import { type Problem, problemOf } from './trouble.ts'

/** Something that is read whole. What is known stays in view while it is read again, and when that fails. */
export interface Read<T> {
  readonly value: ReadonlySignal<T | null>
  readonly problem: ReadonlySignal<Problem | null>
  readonly refresh: () => Promise<void>
  /** What a write answered is newer than what was read. */
  readonly put: (value: T) => void
}

export function readWhole<T>(ask: () => Promise<T>): Read<T> {
  const value = signal<T | null>(null)
  const problem = signal<Problem | null>(null)
  let turn = 0
  async function refresh() {
    const mine = ++turn
    const answer = await ask().then(
      (known) => ({ known }),
      (error: unknown) => ({ refused: problemOf(error) }),
    )
    if (mine !== turn) return
    if ('known' in answer) put(answer.known)
    else problem.value = answer.refused
  }
  function put(known: T) {
    turn += 1
    value.value = known
    problem.value = null
  }
  return { value, problem, refresh, put }
}
