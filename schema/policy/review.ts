import type { Finding } from './findings/findings.ts'
import { hasBetween } from './meaning/action-set.ts'
import { reference } from './meaning/reference.ts'
import type { StatementReading } from './meaning/summary.ts'
import { readPolicy, type PolicyReading } from './read.ts'
import { countsBeside, givingOf, type Counts } from './suggest/giving.ts'
import { statementsOf } from './suggest/statements.ts'

/** What a permission set is made of: a policy somebody wrote, and policies of AWS's. */
export interface ReviewAsk {
  /** JSON; null without one. */
  readonly inline: string | null
  readonly managed: readonly ManagedText[]
  /** AWS has taken it already: its grammar is not looked at again. */
  readonly isInForce?: boolean
}

/** One of AWS's managed policies, as JSON. */
export interface ManagedText {
  readonly arn: string
  readonly document: string
}

/** In which policy a statement stands, and as the how-manieth there: a managed one's ARN, null for the inline one. */
interface Placed {
  readonly policy: string | null
  readonly statement: number
}
export type SetFinding = Finding & Placed
export type SetStatement = StatementReading & Placed

export interface Reviewed {
  /** Of the inline policy. With any of them nothing else is said. */
  readonly errors: PolicyReading['errors']
  readonly statements: readonly SetStatement[]
  /** Of all of it together: what one policy passes, another may use. */
  readonly findings: readonly SetFinding[]
  readonly gives: Counts
  /** Their prefixes in actions. */
  readonly services: readonly string[]
}

/** What an approver is to see of a set, and what refuses it. An inline policy beyond AWS's limits is refused unread. */
export function review({ inline, managed, isInForce = false }: ReviewAsk): Reviewed {
  const errors = inline === null || isInForce ? [] : readPolicy(inline).errors
  const own = inline === null ? [] : [{ arn: null, document: inline }]
  const parts = errors.length > 0 ? [] : [...own, ...managed]
  const { actions, findings, summaries } = givingOf(statementsOf(parts.map(({ document }) => document)))
  const places = parts.flatMap(({ arn, document }) =>
    statementsOf([document]).map(({ index }) => ({ policy: arn, statement: index })),
  )
  const placed = <T extends { statement: number }>(one: T) => ({ ...one, ...places[one.statement]! })
  return {
    errors,
    statements: summaries.map(placed),
    findings: findings.map(placed),
    gives: countsBeside(actions, []),
    services: reference()
      .services.filter(({ start, end }) => hasBetween(actions, start, end))
      .map(({ key }) => key),
  }
}
