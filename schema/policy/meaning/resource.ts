import { add, type ActionSet } from './action-set.ts'
import {
  globOf,
  matches,
  narrows,
  otherVariable,
  overlaps,
  starsForVariables,
  variableOfCaller,
  type Glob,
} from './glob.ts'
import { noActions, reference, type Action, type ResourceType } from './reference.ts'
import { nameIn, type Template } from './template.ts'

/** How far a grant reaches among the resources of a type: `own` is what belongs to the caller. */
export interface Extent {
  readonly breadth: 'any' | 'named' | 'own'
  /** What the pattern says of the name, as it stands there: one object, whatever narrows the extent besides. */
  readonly name: { readonly text: string }
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

export const wholeReach: Reach = { glob: globOf('*'), whole: true, types: new Map(), actions: null }
export const everywhere: Extent = { breadth: 'any', name: { text: '*' } }

/** `pattern` as `encodedVariables` gives it, and sound. */
export function reachOf(pattern: string): Reach {
  const glob = globOf(pattern)
  if (glob.text === '*') return wholeReach
  const [, , written, , , ...rest] = pattern.split(':')
  const service = starsForVariables(written!)
  const wanted = { service: globOf(service), resource: globOf(rest.join(':')), extent: extents() }
  const types = new Map<ResourceType, Extent>()
  for (const type of typesIn(service)) {
    const extent = widestIn(type, wanted)
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
  if (exact && service !== '*') return [...exact, ...anywhere]
  const glob = globOf(service)
  return [...types].filter(([key]) => key === '*' || matches(glob, key)).flatMap(([, found]) => found)
}

interface Wanted {
  readonly service: Glob
  readonly resource: Glob
  readonly extent: (name: string, template: Template) => Extent
}

function widestIn({ templates }: ResourceType, { service, resource, extent }: Wanted): Extent | undefined {
  let widest: Extent | undefined
  for (const template of templates) {
    if (template.service !== '*' && !matches(service, template.service)) continue
    if (!mayBe(resource, template)) continue
    const found = extent(nameIn(resource.text, template), template)
    if (!widest || found.breadth === 'any') widest = found
  }
  return widest
}

function mayBe(resource: Glob, template: Template): boolean {
  if (template.bucket === 'itself' && resource.text.includes('/')) return false
  return overlaps(resource, template.resource)
}

/** Of one pattern: most of two thousand types see the same name in it. */
function extents(): Wanted['extent'] {
  const known = new Map<string, Extent>()
  return (name, template) => {
    const key = isNumbered(template) ? `#${name}` : name
    const found = known.get(key) ?? extentOf(name, template)
    known.set(key, found)
    return found
  }
}

function extentOf(text: string, template: Template): Extent {
  const name = { text }
  if (text.includes(variableOfCaller)) return { breadth: 'own', name }
  const isNamed = text.includes(otherVariable) || narrows(told(text, template))
  return { breadth: isNamed ? 'named' : 'any', name }
}

/** What a name says that those of its type do not all say: EC2's begin `i-0`, `sg-0`. */
function told(name: string, template: Template): string {
  if (!isNumbered(template) || !/[*?]/.test(name)) return name
  return name.replace(/^(?:i|mi|sg|vol|snap|ami|vpc|subnet|eni|lt)-0?/, '')
}

function isNumbered({ service, head }: Template): boolean {
  return service === 'ec2' || head.startsWith('managed-instance')
}

function actionsOn(types: ReadonlyMap<ResourceType, Extent>): ActionSet {
  const found = noActions()
  for (const type of types.keys()) for (const id of type.actions) add(found, id)
  return found
}
