import type { Statement } from '../syntax/statement.ts'
import { addAll, type ActionSet } from './action-set.ts'
import { meant, type Expand } from './expansion.ts'
import { covers, globOf, overlaps, type Glob } from './glob.ts'
import { noActions } from './reference.ts'
import type { Reach } from './resource.ts'
import { holdsVariable } from './variables.ts'

/** A Deny that always holds. */
export interface Denial {
  readonly actions: ActionSet
  readonly except: boolean
  readonly resources: readonly Glob[]
}

/** None for an Allow, nor for a Deny with a condition or a variable: that one may not hold when it matters. */
export function denialOf(statement: Statement, expand: Expand): Denial | null {
  if (statement.effect === 'Allow' || !alwaysHolds(statement)) return null
  return {
    actions: meant(statement.actions, statement.exceptActions, expand),
    except: statement.exceptResources,
    resources: statement.resources.map(globOf),
  }
}

/** What cannot be done on any resource of a pattern; null where nothing is denied. */
export function deniedOn({ glob }: Reach, denials: readonly Denial[]): ActionSet | null {
  const holding = denials.filter((denial) => holdsOn(glob, denial))
  if (holding.length === 0) return null
  const denied = noActions()
  for (const { actions } of holding) addAll(denied, actions)
  return denied
}

/** A session has no value for many a variable, and then the statement may speak of nothing. */
function alwaysHolds({ hasCondition, resources }: Statement): boolean {
  return !hasCondition && !resources.some(holdsVariable)
}

function holdsOn(glob: Glob, { except, resources }: Denial): boolean {
  if (except) return !resources.some((spared) => overlaps(spared, glob))
  return resources.some((wide) => covers(wide, glob))
}
