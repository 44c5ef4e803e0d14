import type { BatchResult, Condition } from './wire.ts'

/** Whether a step of a batch may run, given what the steps before it came to. */
export function holds(condition: Condition, soFar: BatchResult, autocommit: () => boolean): boolean {
  const inner = (cond: Condition): boolean => holds(cond, soFar, autocommit)
  switch (condition.type) {
    case 'ok':
      return Boolean(soFar.step_results[condition.step])
    case 'error':
      return Boolean(soFar.step_errors[condition.step])
    case 'not':
      return !inner(condition.cond)
    case 'and':
      return condition.conds.every(inner)
    case 'or':
      return condition.conds.some(inner)
    case 'is_autocommit':
      return autocommit()
  }
}
