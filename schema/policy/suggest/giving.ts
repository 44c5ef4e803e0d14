import { findingsOf, type Finding } from '../findings/findings.ts'
import { addAll, countCommon, has, type ActionSet } from '../meaning/action-set.ts'
import { denialOf } from '../meaning/denials.ts'
import { expansion } from '../meaning/expansion.ts'
import { grantOf } from '../meaning/grants.ts'
import { reaching } from '../meaning/reaching.ts'
import { levels, noActions, reference, type Level } from '../meaning/reference.ts'
import { summaryOf, type StatementReading } from '../meaning/summary.ts'
import type { Statement } from '../syntax/statement.ts'

/** All that statements give together: on some resource at least, under some condition at least. */
export interface Giving {
  readonly actions: ActionSet
  readonly findings: readonly Finding[]
  /** Each statement by itself. */
  readonly summaries: readonly StatementReading[]
}

export type Counts = Readonly<Record<Level, number>>

export function givingOf(statements: readonly Statement[]): Giving {
  const expand = expansion()
  const denials = statements.flatMap((one) => denialOf(one, expand) ?? [])
  const allowing = statements.filter(({ effect }) => effect === 'Allow')
  const reader = { expand, reach: reaching() }
  const grants = allowing.map((one) => grantOf(one, denials, reader))
  const actions = noActions()
  for (const grant of grants) addAll(actions, grant.actions)
  const summaries = statements.map((one) => summaryOf(one, reader))
  return { actions, findings: findingsOf(statements, grants), summaries }
}

/** How many actions of each level, apart from these. */
export function countsBeside(actions: ActionSet, asked: readonly number[]): Counts {
  const { byLevel } = reference()
  const own = asked.filter((id) => has(actions, id)).map((id) => reference().actions[id]!.level)
  return Object.fromEntries(
    levels.map((level) => [
      level,
      countCommon(actions, byLevel[level]) - own.filter((one) => one === level).length,
    ]),
  ) as Record<Level, number>
}
