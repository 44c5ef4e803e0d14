import { covers, globOf, matches, overlaps } from '../meaning/glob.ts'
import { encodedVariables } from '../meaning/variables.ts'
import type { Statement } from '../syntax/statement.ts'

/** An action on a resource; one with stars means all that they match. */
export interface Wish {
  readonly action: string
  readonly resource: string
}

/** `may-allow`: a condition decides, or another policy that nobody here has read. */
export type Verdict = 'allows' | 'may-allow' | 'refuses'

/** As IAM judges: a Deny wins, then an Allow, else nothing is allowed. */
export function verdictOn(statements: readonly Statement[], wish: Wish): Verdict {
  const speaking = statements.filter((one) => speaksOf(one, wish.action))
  const denying = speaking.filter(({ effect }) => effect === 'Deny')
  if (denying.some((one) => !one.hasCondition && reaches(one, wish.resource, 'all'))) return 'refuses'
  const allowing = speaking.filter((one) => one.effect === 'Allow' && reaches(one, wish.resource, 'all'))
  if (allowing.length === 0) return 'refuses'
  const mayDeny = denying.some((one) => reaches(one, wish.resource, 'some'))
  return mayDeny || allowing.every(({ hasCondition }) => hasCondition) ? 'may-allow' : 'allows'
}

const order: readonly Verdict[] = ['allows', 'may-allow', 'refuses']

/** What holds where all of them have to. */
export function worstOf(verdicts: readonly Verdict[]): Verdict {
  return order.findLast((one) => verdicts.includes(one)) ?? 'allows'
}

function speaksOf({ actions, exceptActions }: Statement, action: string): boolean {
  const key = action.toLowerCase()
  return actions.some((pattern) => matches(globOf(pattern.toLowerCase()), key)) !== exceptActions
}

/** Whether it holds for all, or for some, of what a resource means. */
function reaches(
  { resources, exceptResources, effect }: Statement,
  wished: string,
  what: 'all' | 'some',
): boolean {
  const resource = globOf(wished)
  const globs = resources.map((one) =>
    globOf(effect === 'Deny' && !exceptResources ? anything(one) : encodedVariables(one)),
  )
  const all = () => globs.some((glob) => covers(glob, resource))
  const some = () => globs.some((glob) => overlaps(glob, resource))
  if (exceptResources) return what === 'all' ? !some() : !all()
  return what === 'all' ? all() : some()
}

/** Whose variable it is nobody knows here: it may be of anybody. */
function anything(pattern: string): string {
  return pattern.replaceAll(/\$\{[^{}]*\}/g, '*')
}
