import { addAll, add, without, type ActionSet } from './action-set.ts'
import { globOf, matches, type Glob } from './glob.ts'
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
  const { services } = reference()
  const key = pattern.toLowerCase()
  const exact = services.get(key)
  if (exact) return [exact]
  const glob = globOf(key)
  return hasWildcard(key) ? [...services.values()].filter((service) => matches(glob, service.key)) : []
}

function expanded(pattern: string): ActionSet {
  if (/^\*+$/.test(pattern)) return reference().everything
  const colon = pattern.indexOf(':')
  const name = globOf(pattern.slice(colon + 1))
  const found = noActions()
  if (colon < 0) return found
  for (const service of servicesMeant(pattern.slice(0, colon))) addMatching(found, service, name)
  return found
}

function addMatching(found: ActionSet, { actions, start, end }: Service, name: Glob): void {
  if (name.text === '*') {
    for (let id = start; id < end; id += 1) add(found, id)
    return
  }
  if (!hasWildcard(name.text)) {
    const id = actions.get(name.text)
    if (id !== undefined) add(found, id)
    return
  }
  for (const [action, id] of actions) if (matches(name, action)) add(found, id)
}

function hasWildcard(text: string): boolean {
  return /[*?]/.test(text)
}
