import {
  fill,
  problems,
  variants,
  type Problem,
  type ProblemFacts,
  type ProblemKey,
} from '../../schema/contract/errors.ts'

/** The one error a caller is told the reason of. Everything else is a bug and answered as `broken`. */
export class Refusal extends Error {
  readonly key: ProblemKey
  readonly params: Readonly<Record<string, string>>
  readonly facts: ProblemFacts

  constructor(
    key: ProblemKey,
    params: Readonly<Record<string, string>> = {},
    facts: ProblemFacts = {},
    options: ErrorOptions = {},
  ) {
    super(`${key}: ${fill(problems[key].detail, params)}`, options)
    this.name = 'Refusal'
    this.key = key
    this.params = params
    this.facts = facts
  }

  get status(): number {
    return problems[this.key].status
  }

  /** RFC 9457. `instance` is the id of the call, so that a person can quote it. */
  toProblem(instance: string): Problem {
    const { title, status } = problems[this.key]
    const detail = variants[this.key]?.[this.facts.variant ?? ''] ?? problems[this.key].detail
    return {
      type: `/problems/${this.key}`,
      title,
      status,
      detail: fill(detail, this.params),
      instance,
      params: this.params,
      ...this.facts,
    }
  }
}

/** The refusal of one field, which the form shows beside it. */
export function invalid(field: string, what: string): Refusal {
  return new Refusal('invalid', { what }, { field })
}
