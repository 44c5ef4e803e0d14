import { type ReadonlySignal, signal } from '@preact/signals'
import { type Problem, problemOf } from './trouble.ts'

/** The answer to what was asked last; an earlier one that comes later is dropped. */
export interface Latest<I, O> {
  /** What is known stays until the next answer. */
  readonly shown: ReadonlySignal<O | null>
  readonly problem: ReadonlySignal<Problem | null>
  /** `null`: there is nothing to ask. */
  readonly look: (input: I | null) => Promise<void>
}

export function latest<I, O>(ask: (input: I) => Promise<O>): Latest<I, O> {
  const shown = signal<O | null>(null)
  const problem = signal<Problem | null>(null)
  let turn = 0
  async function look(input: I | null) {
    const mine = ++turn
    const answer =
      input === null
        ? { known: null, refused: null }
        : await ask(input).then(
            (known) => ({ known, refused: null }),
            (error: unknown) => ({ known: null, refused: problemOf(error) }),
          )
    if (mine !== turn) return
    shown.value = answer.known
    problem.value = answer.refused
  }
  return { shown, problem, look }
}
