import { grantedExtents, type Grant } from '../meaning/grants.ts'
import { has, type ActionSet } from '../meaning/action-set.ts'
import { knownRows, type KnownRow, type KnownWay } from './known-rows.ts'
import { isTamed, passesElsewhere } from './taming.ts'
import { reaches } from './where.ts'

/** A row that a statement raises, and the actions that take part in it. */
export interface Raised {
  readonly row: Pick<KnownRow, 'id' | 'severity' | 'because'>
  readonly statement: number
  readonly actions: readonly number[]
}

/** What the actions of a policy raise; `anywhere` is all that any statement grants. */
export function raisedBy(grants: readonly Grant[], anywhere: ActionSet): readonly Raised[] {
  const raised: Raised[] = []
  for (const row of knownRows())
    for (const grant of grants) {
      if (row.notBeside && stands(raised, row.notBeside, grant)) continue
      const actions = actionsRaising(row, grant, anywhere)
      if (actions.length > 0) raised.push({ row, statement: grant.statement.index, actions })
    }
  return raised
}

function stands(raised: readonly Raised[], prefix: string, { statement }: Grant): boolean {
  return raised.some((one) => one.statement === statement.index && one.row.id.startsWith(prefix))
}

function actionsRaising(row: KnownRow, grant: Grant, anywhere: ActionSet): readonly number[] {
  if (isTamed(grant.restrictions, row)) return []
  return row.ways.flatMap((way) => raisingInWay(way, grant, anywhere))
}

function raisingInWay(way: KnownWay, grant: Grant, anywhere: ActionSet): readonly number[] {
  const others = way.with.map((ids) => ids.filter((id) => has(anywhere, id)))
  if (others.some((granted) => granted.length === 0)) return []
  if (way.passedTo && passesElsewhere(grant.restrictions, way.passedTo)) return []
  const first = way.ids.filter((id) => grantedExtents(grant, id, way.types).some(reaches[way.on]))
  return first.length > 0 ? [...first, ...others.flat()] : []
}
