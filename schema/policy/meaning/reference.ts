import source from '../data/services.json' with { type: 'json' }
import { emptySet, setOf, type ActionSet } from './action-set.ts'
import { templatesOf, type Template } from './template.ts'

export const levels = ['list', 'read', 'write', 'permissionsManagement', 'tagging'] as const
export type Level = (typeof levels)[number]

/** A service's actions have the numbers from `start` to before `end`. */
export interface Service {
  readonly key: string
  readonly start: number
  readonly end: number
  /** By name in small letters. */
  readonly actions: ReadonlyMap<string, number>
}

export interface ResourceType {
  readonly name: string
  readonly templates: readonly Template[]
  /** The actions that know this type, and those that cannot do without it. */
  readonly actions: number[]
  readonly needing: number[]
}

export interface Action {
  readonly name: string
  /** Without its service, in small letters. */
  readonly key: string
  readonly level: Level
  readonly types: readonly ResourceType[]
  readonly required: readonly ResourceType[]
}

export interface Reference {
  readonly services: readonly Service[]
  readonly byKey: ReadonlyMap<string, Service>
  readonly actions: readonly Action[]
  /** By the service that stands in the ARN: not always the one that the type belongs to. */
  readonly types: ReadonlyMap<string, readonly ResourceType[]>
  readonly byLevel: Readonly<Record<Level, ActionSet>>
  readonly everything: ActionSet
}

let made: Reference | undefined

/** What AWS's services can do, indexed at the first use. */
export function reference(): Reference {
  made ??= makeReference(source.services)
  return made
}

export function actionId(name: string): number {
  const [service, action] = name.toLowerCase().split(':')
  const id = reference().byKey.get(service!)?.actions.get(action!)
  if (id === undefined) throw new Error(`The data knows no ${name}`)
  return id
}

interface ServiceSource {
  readonly types: Readonly<Record<string, string>>
  readonly actions: Readonly<Record<string, string>>
}

const levelOf: Readonly<Record<string, Level>> = {
  L: 'list',
  R: 'read',
  W: 'write',
  P: 'permissionsManagement',
  T: 'tagging',
}

function makeReference(sources: Readonly<Record<string, ServiceSource>>): Reference {
  const actions: Action[] = []
  const types = new Map<string, ResourceType[]>()
  const byKey = new Map<string, Service>()
  for (const [key, written] of Object.entries(sources)) {
    const own = typesOf(written.types)
    for (const type of own.values()) addByArn(types, type)
    byKey.set(key, readService(key, written, own, actions))
  }
  const size = actions.length
  const ids = [...actions.keys()]
  const atLevel = (level: Level) =>
    setOf(
      size,
      ids.filter((id) => actions[id]!.level === level),
    )
  const byLevel = Object.fromEntries(levels.map((level) => [level, atLevel(level)])) as Record<
    Level,
    ActionSet
  >
  return { services: [...byKey.values()], byKey, actions, types, byLevel, everything: setOf(size, ids) }
}

function readService(
  key: string,
  written: ServiceSource,
  types: ReadonlyMap<string, ResourceType>,
  actions: Action[],
): Service {
  const start = actions.length
  const byName = new Map<string, number>()
  for (const [group, names] of Object.entries(written.actions)) {
    const [level, ...marked] = group.split(' ')
    const known = marked.map((type) => types.get(type.replace('!', ''))!)
    const required = known.filter((_, at) => marked[at]!.endsWith('!'))
    for (const name of names.split(' ')) {
      byName.set(name.toLowerCase(), actions.length)
      actions.push({
        name: `${key}:${name}`,
        key: name.toLowerCase(),
        level: levelOf[level!]!,
        types: known,
        required,
      })
    }
  }
  for (let id = start; id < actions.length; id += 1) enter(actions[id]!, id)
  return { key, start, end: actions.length, actions: byName }
}

function enter({ types, required }: Action, id: number): void {
  for (const type of types) type.actions.push(id)
  for (const type of required) type.needing.push(id)
}

function typesOf(written: ServiceSource['types']): ReadonlyMap<string, ResourceType> {
  return new Map(
    Object.entries(written).map(([name, pattern]) => [
      name,
      { name, templates: templatesOf(pattern), actions: [], needing: [] },
    ]),
  )
}

function addByArn(types: Map<string, ResourceType[]>, type: ResourceType): void {
  for (const service of new Set(type.templates.map((template) => template.service)))
    types.set(service, [...(types.get(service) ?? []), type])
}

/** The actions of these numbers, as a set. */
export function actionsOf(ids: Iterable<number>): ActionSet {
  return setOf(reference().actions.length, ids)
}

export function noActions(): ActionSet {
  return emptySet(reference().actions.length)
}
