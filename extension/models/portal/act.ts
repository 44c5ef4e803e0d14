import { type ReadonlySignal, signal } from '@preact/signals'
import type { Api } from '../../../schema/contract/api.ts'
import type { Input, Output } from '../../../schema/contract/endpoint.ts'
import { call } from '../../lib/call.ts'
import type { Write } from '../../lib/writes.ts'
import { answered, keyFor } from './idempotency.ts'
import { keyOf, type Problem, problemOf } from './trouble.ts'

/** After these nobody knows whether it happened, so trying again is the same write. */
const unknown = new Set(['offline', 'unreachable', 'broken', 'signed-out', 'too-fast'])

/** A write, safe to try again. `version` is the one that was on the screen. */
export async function act<W extends Write>(
  name: W,
  input: Input<Api[W]>,
  version?: number,
): Promise<Output<Api[W]>> {
  try {
    const output = await call(name, input, {
      idempotencyKey: keyFor(name, input),
      ...(version === undefined ? {} : { version }),
    })
    answered(name, input)
    return output
  } catch (error) {
    if (!unknown.has(keyOf(problemOf(error)))) answered(name, input)
    throw error
  }
}

/**
 * A write on what was read. Where somebody changed that meanwhile, what is there now is read before it is said, so
 * that it is on the screen then and the next try is on it.
 */
export function orReadAgain<T>(write: Promise<T>, again: () => Promise<unknown>): Promise<T> {
  return write.catch(async (error: unknown) => {
    if (isChanged(problemOf(error))) await again()
    throw error
  })
}

/** Somebody else was here first (412). */
export function isChanged(problem: Problem): boolean {
  return keyOf(problem) === 'changed'
}

/** One button's work: whether it is under way, and what refused it last. */
export interface Command {
  readonly busy: ReadonlySignal<boolean>
  readonly problem: ReadonlySignal<Problem | null>
  run(work: () => Promise<unknown>): Promise<void>
  forget(): void
}

export function command(): Command {
  const busy = signal(false)
  const problem = signal<Problem | null>(null)
  async function run(work: () => Promise<unknown>) {
    if (busy.value) return
    busy.value = true
    try {
      problem.value = await work().then(() => null, problemOf)
    } finally {
      busy.value = false
    }
  }
  return { busy, problem, run, forget: () => (problem.value = null) }
}
