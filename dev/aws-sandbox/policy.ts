import { type Conditions, type Context, holds } from './condition.ts'
import { like } from './wildcard.ts'

export type Statement = {
  Sid?: string
  Effect: 'Allow' | 'Deny'
  Action?: string | string[]
  NotAction?: string | string[]
  Resource?: string | string[]
  NotResource?: string | string[]
  Condition?: Conditions
}
export type Policy = { name: string; Statement: Statement | Statement[] }
export type Decision = { effect: 'allow' | 'deny' | 'none'; because: string }

/**
 * A deny anywhere wins, then any allow, else nothing.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function decide(policies: Policy[], action: string, resource: string, context: Context): Decision {
  const matching = policies
    .flatMap((policy) => [policy.Statement].flat().map((statement) => ({ policy, statement })))
    .filter(({ statement }) => applies(statement, action, resource, context))
  const denied = matching.find(({ statement }) => statement.Effect === 'Deny')
  const allowed = matching.find(({ statement }) => statement.Effect === 'Allow')
  if (denied) return { effect: 'deny', because: `denied by ${place(denied)}` }
  if (allowed) return { effect: 'allow', because: `allowed by ${place(allowed)}` }
  return {
    effect: 'none',
    because: `no statement of ${policies.map(({ name }) => name).join(', ') || 'any policy'} allows it`,
  }
}

const place = ({ policy, statement }: { policy: Policy; statement: Statement }): string =>
  statement.Sid === undefined ? policy.name : `${policy.name}, statement ${statement.Sid}`

function applies(statement: Statement, action: string, resource: string, context: Context): boolean {
  const { Action, NotAction, Resource, NotResource, Condition = {}, Effect } = statement
  return (
    covers(Action, NotAction, action.toLowerCase(), (pattern) => pattern.toLowerCase()) &&
    covers(Resource, NotResource, resource, (pattern) => pattern) &&
    holds(Condition, context, Effect)
  )
}

type Patterns = string | string[] | undefined

function covers(
  named: Patterns,
  butNot: Patterns,
  value: string,
  form: (pattern: string) => string,
): boolean {
  const matches = (pattern: string) => like(form(pattern), value)
  if (named !== undefined) return [named].flat().some(matches)
  return butNot !== undefined && ![butNot].flat().some(matches)
}
