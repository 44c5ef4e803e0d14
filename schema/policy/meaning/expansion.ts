import { add, addAll, inEvery, without, type ActionSet } from './action-set.ts'
import { globOf, matches, type Glob } from './glob.ts'
import { gramsIn } from './grams.ts'
import { noActions, reference, type Service } from './reference.ts'

/** Which known actions a pattern such as `s3:Get*` means. Each is worked out once a reading. */
export type Expand = (pattern: string) => ActionSet

export function expansion(): Expand {
  const known = new Map<string, ActionSet>()
  return (pattern) => {
    const key = pattern.toLowerCase()
    const before = known.get(key)
    if (before) return before
    const found = expanded(key)
    known.set(key, found)
    return found
  }
}

/** What a list of patterns means, or all but that. */
export function meant(patterns: readonly string[], except: boolean, expand: Expand): ActionSet {
  const named = noActions()
  for (const found of new Set(patterns.map(expand))) addAll(named, found)
  return except ? without(reference().everything, named) : named
}

/** The services whose key the part before the colon means; `*` alone means them all. */
export function servicesMeant(pattern: string): readonly Service[] {
  const { services, byKey } = reference()
  const key = pattern.toLowerCase()
  const exact = byKey.get(key)
  if (exact) return [exact]
  const glob = globOf(key)
  return hasWildcard(key) ? services.filter((service) => matches(glob, service.key)) : []
}

function expanded(pattern: string): ActionSet {
  if (/^\*+$/.test(pattern)) return reference().everything
  const colon = pattern.indexOf(':')
  const name = globOf(pattern.slice(colon + 1))
  const found = noActions()
  if (colon < 0) return found
  const services = servicesMeant(pattern.slice(0, colon))
  if (hasWildcard(name.text)) for (const range of rangesOf(services)) addMatching(found, range, name)
  else for (const { actions } of services) addNamed(found, actions.get(name.text))
  return found
}

function addNamed(found: ActionSet, id: number | undefined): void {
  if (id !== undefined) add(found, id)
}

/** Those of the reference stand in its order: neighbours are one range. */
function rangesOf(services: readonly Service[]): readonly Range[] {
  const ranges: Range[] = []
  for (const { start, end } of services) {
    const last = ranges.at(-1)
    if (last?.end === start) last.end = end
    else ranges.push({ start, end })
  }
  return ranges
}

interface Range {
  readonly start: number
  end: number
}

function addMatching(found: ActionSet, { start, end }: Range, name: Glob): void {
  const { actions } = reference()
  if (name.text === '*') {
    for (let id = start; id < end; id += 1) add(found, id)
    return
  }
  const grams = gramsIn(name)
  if (!grams) return
  for (const id of inEvery(grams, start, end)) if (matches(name, actions[id]!.key)) add(found, id)
}

function hasWildcard(text: string): boolean {
  return /[*?]/.test(text)
}
