import { baseOf } from '../syntax/conditions.ts'
import type { Statement } from '../syntax/statement.ts'
import { narrows } from './glob.ts'
import { holdsVariable, isOfCaller, readingsOf } from './variables.ts'

/** The conditions of a statement that hold it to something: by an operator that asserts, on a value that says something. */
export interface Restrictions {
  /** Values by key in small letters, a list for each time the key stands; defaults of variables are among them. */
  readonly byKey: ReadonlyMap<string, readonly (readonly string[])[]>
  /** A tag of the resource narrows it as a name does; `own` where the tag must be the caller's. */
  readonly tag: 'none' | 'named' | 'own'
}

const asserting = new Set([
  'stringequals',
  'stringequalsignorecase',
  'stringlike',
  'arnequals',
  'arnlike',
  'bool',
])
const ofResourceTag = /^(?:[^:]+:resourcetag\/.|rds:[a-z-]+-tag\/.|s3:existingobjecttag\/.)/

export function restrictionsOf({ conditions }: Statement): Restrictions {
  const byKey = new Map<string, (readonly string[])[]>()
  for (const { key, operator, values } of conditions) {
    const read = values.flatMap(readingsOf)
    if (!asserts(operator) || !read.every(saysSomething)) continue
    const name = key.toLowerCase()
    byKey.set(name, [...(byKey.get(name) ?? []), read])
  }
  const tags = [...byKey].filter(([key]) => ofResourceTag.test(key)).flatMap(([, lists]) => lists)
  return { byKey, tag: tagged(tags) }
}

function tagged(lists: readonly (readonly string[])[]): Restrictions['tag'] {
  if (lists.length === 0) return 'none'
  return lists.some((values) => values.every(isOfCaller)) ? 'own' : 'named'
}

function asserts(operator: string): boolean {
  return asserting.has(baseOf(operator)) && !/^forallvalues:|ifexists$/i.test(operator)
}

function saysSomething(value: string): boolean {
  return holdsVariable(value) || narrows(nameIn(value))
}

/** Of an ARN, its name alone: `arn:aws:iam::*:policy/*` names no policy. */
function nameIn(value: string): string {
  const [scheme, , , , , ...rest] = value.split(':')
  if (scheme !== 'arn' || rest.length === 0) return value
  const resource = rest.join(':')
  return resource.slice(resource.search(/[/:]/) + 1)
}
