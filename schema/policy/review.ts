import type { Finding } from './findings/findings.ts'
import { hasBetween } from './meaning/action-set.ts'
import { reference } from './meaning/reference.ts'
import { readPolicy, type PolicyReading } from './read.ts'
import { countsBeside, givingOf, type Counts } from './suggest/giving.ts'
import { statementsOf } from './suggest/statements.ts'

/** What a permission set is made of: a policy somebody wrote, and policies of AWS's. */
export interface ReviewAsk {
  /** JSON; null without one. */
  readonly inline: string | null
  readonly managed: readonly ManagedText[]
}

export interface ManagedText {
  readonly arn: string
  readonly document: string
}

/** Where a managed policy raises it, that policy's ARN and its own statement; null is the inline policy. */
export interface SetFinding extends Finding {
  readonly policy: string | null
}

export interface Reviewed {
  /** Of the inline policy. With any of them nothing else is said. */
  readonly errors: PolicyReading['errors']
  /** Of the inline policy. */
  readonly statements: PolicyReading['statements']
  /** Of all of it together: what one policy passes, another may use. */
  readonly findings: readonly SetFinding[]
  readonly gives: Counts
  /** Their prefixes in actions. */
  readonly services: readonly string[]
}

/** What an approver is to see of a set, and what refuses it. An inline policy beyond AWS's limits is refused unread. */
export function review({ inline, managed }: ReviewAsk): Reviewed {
  const own = inline === null ? empty : readPolicy(inline)
  const texts = own.errors.length > 0 || inline === null ? [] : [{ arn: null, document: inline }]
  const parts = own.errors.length > 0 ? [] : [...texts, ...managed]
  const { actions, findings } = givingOf(statementsOf(parts.map(({ document }) => document)))
  const places = parts.flatMap(({ arn, document }) =>
    statementsOf([document]).map(({ index }) => ({ policy: arn, statement: index })),
  )
  return {
    errors: own.errors,
    statements: own.statements,
    findings: findings.map((one) => ({ ...one, ...places[one.statement]! })),
    gives: countsBeside(actions, []),
    services: reference()
      .services.filter(({ start, end }) => hasBetween(actions, start, end))
      .map(({ key }) => key),
  }
}

const empty: PolicyReading = { errors: [], statements: [], findings: [] }
