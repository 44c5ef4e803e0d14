import { add, type ActionSet } from './action-set.ts'
import { globOf, literalsOf, matches, overlaps, type Glob } from './glob.ts'
import { noActions, reference, type Action, type ResourceType } from './reference.ts'
import { nameIn, type Template } from './template.ts'

/** How far a grant reaches among the resources of a type: `own` is what belongs to the caller. */
export interface Extent {
  readonly breadth: 'any' | 'named' | 'own'
  /** What the pattern says of the name, as it stands there. */
  readonly name: string
}

/** One element of Resource, or all of NotResource. */
export interface Reach {
  readonly glob: Glob
  /** `*`: every resource, and what has none. */
  readonly whole: boolean
  readonly types: ReadonlyMap<ResourceType, Extent>
  /** Every action that can work on one of the types; null where it is whole. */
  readonly actions: ActionSet | null
}

/** A name of fewer literal characters narrows nothing. */
const fewestLiterals = 3

export const wholeReach: Reach = { glob: globOf('*'), whole: true, types: new Map(), actions: null }
export const everywhere: Extent = { breadth: 'any', name: '*' }

/** `pattern` as `encodedVariables` gives it, and sound. */
export function reachOf(pattern: string): Reach {
  const glob = globOf(pattern)
  if (glob.text === '*') return wholeReach
  const [, , service, , , ...rest] = pattern.split(':')
  const resource = globOf(rest.join(':'))
  const types = new Map<ResourceType, Extent>()
  for (const type of typesIn(service!)) {
    const extent = widest(extentsIn(type, service!, resource))
    if (extent) types.set(type, extent)
  }
  return { glob, whole: false, types, actions: actionsOn(types) }
}

/** What an element grants of an action: nothing, one extent, or one for each type. `only` leaves types out. */
export function extentsOf(reach: Reach, action: Action, only?: readonly string[]): readonly Extent[] {
  if (reach.whole) return [everywhere]
  return countedTypes(action, only).flatMap((type) => reach.types.get(type) ?? [])
}

/** A grant counts on the types an action cannot do without, where there are such. */
function countedTypes({ types, required }: Action, only?: readonly string[]): readonly ResourceType[] {
  if (only) return types.filter(({ name }) => only.includes(name))
  return required.length > 0 ? required : types
}

function typesIn(service: string): readonly ResourceType[] {
  const { types } = reference()
  const anywhere = types.get('*') ?? []
  const exact = types.get(service)
  if (exact) return [...exact, ...anywhere]
  const glob = globOf(service)
  return [...types].filter(([key]) => key === '*' || matches(glob, key)).flatMap(([, found]) => found)
}

function extentsIn(type: ResourceType, service: string, resource: Glob): readonly Extent[] {
  return type.templates
    .filter((template) => template.service === '*' || matches(globOf(service), template.service))
    .filter((template) => mayBe(resource, template))
    .map((template) => extentOf(nameIn(resource.text, template)))
}

function mayBe(resource: Glob, template: Template): boolean {
  if (template.bucket === 'itself' && resource.text.includes('/')) return false
  return overlaps(resource, template.resource)
}

function extentOf(name: string): Extent {
  const variables = name.match(/[\uE000-\uF0FF]/g) ?? []
  if (variables.some(isOfCaller)) return { breadth: 'own', name }
  const narrows = variables.length > 0 || literalsOf(name).length >= fewestLiterals
  return { breadth: narrows ? 'named' : 'any', name }
}

function widest(extents: readonly Extent[]): Extent | undefined {
  return extents.find(({ breadth }) => breadth === 'any') ?? extents[0]
}

function actionsOn(types: ReadonlyMap<ResourceType, Extent>): ActionSet {
  const found = noActions()
  for (const type of types.keys()) for (const id of type.actions) add(found, id)
  return found
}

/** `encodedVariables` gives the caller's variables even numbers. */
function isOfCaller(variable: string): boolean {
  return variable.charCodeAt(0) % 2 === 0
}
