import type { Condition, Statement } from '../syntax/statement.ts'
import { addAll, common, countCommon, hasBetween, type ActionSet } from './action-set.ts'
import { meant } from './expansion.ts'
import { reachesOf, type Reader } from './grants.ts'
import { levels, noActions, reference, type Level } from './reference.ts'

/** What one statement says, in numbers; a Deny of another statement changes nothing here. */
export interface StatementReading {
  readonly statement: number
  readonly sid: string | null
  readonly effect: 'Allow' | 'Deny'
  /** Their prefixes in actions. */
  readonly services: readonly string[]
  /** How many known actions it speaks of, of those that its resources can be meant for. */
  readonly actions: Readonly<Record<Level, number>>
  /** As written; `except` where they stand in NotAction or NotResource. */
  readonly resources: readonly string[]
  readonly except: { readonly actions: boolean; readonly resources: boolean }
  readonly conditions: readonly Condition[]
}

export function summaryOf(statement: Statement, reader: Reader): StatementReading {
  const actions = actionsOn(statement, reader)
  const { services, byLevel } = reference()
  return {
    statement: statement.index,
    sid: statement.sid,
    effect: statement.effect,
    services: services.filter(({ start, end }) => hasBetween(actions, start, end)).map(({ key }) => key),
    actions: Object.fromEntries(
      levels.map((level) => [level, countCommon(actions, byLevel[level])]),
    ) as Record<Level, number>,
    resources: statement.resources,
    except: { actions: statement.exceptActions, resources: statement.exceptResources },
    conditions: statement.conditions,
  }
}

function actionsOn(statement: Statement, reader: Reader): ActionSet {
  const named = meant(statement.actions, statement.exceptActions, reader.expand)
  const possible = noActions()
  for (const { actions } of reachesOf(statement, reader)) {
    if (!actions) return named
    addAll(possible, actions)
  }
  return common(named, possible)
}
