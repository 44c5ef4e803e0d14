import { ProblemError } from '../../lib/call.ts'

/** A refusal as a screen gets it: the API's own, or the browser's `offline` and `unreachable`. */
export type Problem = ProblemError['problem']

/** What went wrong, in the words a screen can show. A bug of ours stays a bug: it goes on to the console. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem
  throw error
}

/** The key of SCREENS 7 that a refusal ends with. */
export function keyOf(problem: Pick<Problem, 'type'>): string {
  return problem.type.replace(/^\/problems\//, '')
}

export type Tone = 'info' | 'warning' | 'error'

const errors = new Set([
  'broken',
  'too-long',
  'reason-short',
  'nobody-decides',
  'invalid',
  'malformed',
  'key-reused',
])
const warnings = new Set([
  'aws-slow',
  'offline',
  'unreachable',
  'outdated',
  'too-many-open',
  'too-fast',
  'set-changed',
  'digest-differs',
])

/** How a refusal looks (SCREENS 7). */
export function toneOf(problem: Problem): Tone {
  const key = keyOf(problem)
  if (errors.has(key)) return 'error'
  return warnings.has(key) ? 'warning' : 'info'
}
