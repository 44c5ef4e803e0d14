import type { Statement } from '../syntax/statement.ts'
import { addAll, common, has, without, type ActionSet } from './action-set.ts'
import { deniedOn, type Denial } from './denials.ts'
import { meant, type Expand } from './expansion.ts'
import { noActions, reference } from './reference.ts'
import { extentsOf, wholeReach, type Extent, type Reach } from './resource.ts'
import { restrictionsOf, type Restrictions } from './restrictions.ts'
import { readingsOf } from './variables.ts'

/** What one Allow statement gives, less what is denied. */
export interface Grant {
  readonly statement: Statement
  /** What the statement names, denied or not. */
  readonly named: ActionSet
  /** What is left on one resource pattern at least. */
  readonly actions: ActionSet
  readonly parts: readonly Part[]
  readonly restrictions: Restrictions
}

/** On one element of Resource. */
export interface Part {
  readonly reach: Reach
  readonly actions: ActionSet
}

/** Works out the reach of a resource pattern. Each once a reading. */
export type ReachOf = (pattern: string) => Reach

export interface Reader {
  readonly expand: Expand
  readonly reach: ReachOf
}

export function grantOf(statement: Statement, denials: readonly Denial[], reader: Reader): Grant {
  const named = meant(statement.actions, statement.exceptActions, reader.expand)
  const parts = reachesOf(statement, reader).map((reach) => partOf(reach, named, denials))
  const actions = noActions()
  for (const part of parts) addAll(actions, part.actions)
  return { statement, named, actions, parts, restrictions: restrictionsOf(statement) }
}

export function reachesOf(statement: Statement, { reach }: Reader): readonly Reach[] {
  if (statement.exceptResources) return [wholeReach]
  return [...new Set(statement.resources.flatMap(readingsOf).map(reach))]
}

/** Every extent on which an action is granted, as the tags of the condition narrow it. */
export function grantedExtents(grant: Grant, action: number, only?: readonly string[]): readonly Extent[] {
  if (!has(grant.actions, action)) return []
  const known = reference().actions[action]!
  const extents = grant.parts.flatMap((part) =>
    has(part.actions, action) ? extentsOf(part.reach, known, only) : [],
  )
  return grant.restrictions.tag === 'none' ? extents : extents.map((one) => narrowed(one, grant.restrictions))
}

function partOf(reach: Reach, named: ActionSet, denials: readonly Denial[]): Part {
  const possible = reach.actions ? common(named, reach.actions) : named
  const denied = deniedOn(reach, denials)
  return { reach, actions: denied ? without(possible, denied) : possible }
}

function narrowed(extent: Extent, { tag }: Restrictions): Extent {
  if (tag === 'own') return { ...extent, breadth: 'own' }
  return extent.breadth === 'any' ? { ...extent, breadth: 'named' } : extent
}
