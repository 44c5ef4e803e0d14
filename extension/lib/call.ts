import type { Api, EndpointName } from '../../schema/contract/api.ts'
import type { Input, Output } from '../../schema/contract/endpoint.ts'
import { ask, type Terms } from './messages.ts'
import type { Refused } from './words.ts'

/** A refusal of the API, or `offline` and `unreachable`. Its words come from `problemWords`. */
export class ProblemError extends Error {
  readonly problem: Refused

  constructor(problem: Refused) {
    super(problem.type)
    this.name = 'ProblemError'
    this.problem = problem
  }
}

/**
 * Calls an endpoint through the background, which alone holds the token. By name, because the contract's schemas
 * weigh more than a page may. Throws `ProblemError`.
 */
export async function call<N extends EndpointName>(
  endpoint: N,
  input: Input<Api[N]>,
  terms: Terms = {},
): Promise<Output<Api[N]>> {
  const outcome = await ask<'call'>({ kind: 'call', endpoint, input, terms })
  if (!outcome.ok) throw new ProblemError(outcome.problem)
  return outcome.output as Output<Api[N]>
}

/** `sign-in`, `sign-out` and `refresh`: throws `ProblemError` as `call` does. */
export async function tellBackground(kind: 'sign-in' | 'sign-out' | 'refresh'): Promise<void> {
  const outcome = await ask<'sign-in' | 'sign-out' | 'refresh'>({ kind })
  if (!outcome.ok) throw new ProblemError(outcome.problem)
}

/** Whoever is signed in proves it anew at the provider; what is on the page stays. Throws `ProblemError`. */
export async function confirmItIsYou(): Promise<void> {
  const outcome = await ask<'sign-in'>({ kind: 'sign-in', again: true })
  if (!outcome.ok) throw new ProblemError(outcome.problem)
}
