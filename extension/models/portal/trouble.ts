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
