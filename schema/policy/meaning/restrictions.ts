import { baseOf } from '../syntax/conditions.ts'
import type { Condition, Statement } from '../syntax/statement.ts'
import { literalsOf } from './glob.ts'
import { holdsVariable, isOfCaller } from './variables.ts'

/** The conditions of a statement that hold it to something: by an operator that asserts, on a value that says something. */
export interface Restrictions {
  /** Values by key in small letters, a list for each time the key stands. */
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
const fewestLiterals = 3

export function restrictionsOf({ conditions }: Statement): Restrictions {
  const byKey = new Map<string, (readonly string[])[]>()
  for (const { key, values } of conditions.filter(restricts)) {
    const name = key.toLowerCase()
    byKey.set(name, [...(byKey.get(name) ?? []), values])
  }
  const tags = [...byKey].filter(([key]) => ofResourceTag.test(key)).flatMap(([, lists]) => lists)
  return { byKey, tag: tagged(tags) }
}

function tagged(lists: readonly (readonly string[])[]): Restrictions['tag'] {
  if (lists.length === 0) return 'none'
  return lists.some((values) => values.every(isOfCaller)) ? 'own' : 'named'
}

function restricts({ operator, values }: Condition): boolean {
  const asserts = asserting.has(baseOf(operator)) && !/^forallvalues:|ifexists$/i.test(operator)
  return asserts && values.every((value) => holdsVariable(value) || literalsIn(value) >= fewestLiterals)
}

/** Of an ARN, those of its name: `arn:aws:iam::*:policy/*` names no policy. */
function literalsIn(value: string): number {
  const [scheme, , , , , ...rest] = value.split(':')
  if (scheme !== 'arn' || rest.length === 0) return literalsOf(value).length
  const resource = rest.join(':')
  return literalsOf(resource.slice(resource.search(/[/:]/) + 1)).length
}
