import { rows } from '../catalogue/catalogue.ts'
import type { Row, Way } from '../catalogue/row.ts'
import { actionsOf, actionId, reference } from '../meaning/reference.ts'
import type { ActionSet } from '../meaning/action-set.ts'

/** A row of the catalogue, its actions by their numbers. */
export interface KnownRow extends Row {
  readonly ways: readonly KnownWay[]
}

export interface KnownWay extends Pick<Way, 'on' | 'types' | 'passedTo'> {
  readonly ids: readonly number[]
  readonly with: readonly (readonly number[])[]
}

let known: readonly KnownRow[] | undefined

export function knownRows(): readonly KnownRow[] {
  known ??= rows.map((row) => ({ ...row, ways: row.raisedBy.map(knownWay) }))
  return known
}

let needing: ActionSet | undefined

/** What writes, and only on a resource that must be there: see `write-any-resource`. */
export function isWriter(id: number): boolean {
  const { level } = reference().actions[id]!
  return level === 'write' || level === 'permissionsManagement'
}

/** Writers for which a resource is needed; of these, objects have alternative types, and logs harm nobody. */
export function writersInNeed(): ActionSet {
  needing ??= actionsOf(
    [...reference().actions.keys()].filter(
      (id) => isWriter(id) && needsResource(id) && !logging.has(nameOf(id)),
    ),
  )
  return needing
}

const alternatives: ReadonlySet<string> = new Set([
  's3:PutObject',
  's3:DeleteObject',
  's3:DeleteObjectVersion',
])
const logging: ReadonlySet<string> = new Set([
  'logs:CreateLogGroup',
  'logs:CreateLogStream',
  'logs:PutLogEvents',
])

function needsResource(id: number): boolean {
  return reference().actions[id]!.required.length > 0 || alternatives.has(nameOf(id))
}

function nameOf(id: number): string {
  return reference().actions[id]!.name
}

function knownWay({ actions, writing, on, types, passedTo, with: others }: Way): KnownWay {
  return {
    ids: [...actions.map(actionId), ...(writing ?? []).flatMap(writersOf)],
    on,
    ...(types && { types }),
    ...(passedTo && { passedTo }),
    with: (others ?? []).map((names) => names.map(actionId)),
  }
}

function writersOf(service: string): readonly number[] {
  const { start, end } = reference().byKey.get(service)!
  const ids = Array.from({ length: end - start }, (_, at) => start + at)
  return ids.filter((id) => isWriter(id) || reference().actions[id]!.level === 'tagging')
}
