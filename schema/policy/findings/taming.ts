import { taming } from '../catalogue/catalogue.ts'
import type { Row, Tame } from '../catalogue/row.ts'
import { globOf, matches } from '../meaning/glob.ts'
import type { Restrictions } from '../meaning/restrictions.ts'

/** Does a condition of the statement make a row's actions harmless? */
export function isTamed({ byKey }: Restrictions, { unless }: Pick<Row, 'unless'>): boolean {
  return (unless ?? []).some((tame) =>
    listsOf(byKey, tame).some((values) => values.every(tame.says ?? always)),
  )
}

/** `iam:PassedToService` is given, and none of its values means one of the services. */
export function passesElsewhere({ byKey }: Restrictions, principals: readonly string[]): boolean {
  const names = principals.map((name) => `${name}.amazonaws.com`)
  return (byKey.get('iam:passedtoservice') ?? []).some(
    (values) => !values.some((value) => means(value, names)),
  )
}

/** Is the statement held to something by any condition that the catalogue knows? */
export function isHeld({ byKey, tag }: Restrictions): boolean {
  return tag !== 'none' || [...byKey.keys()].some((key) => taming.has(key) || taming.has(beginningOf(key)))
}

function listsOf(byKey: Restrictions['byKey'], { key }: Tame): readonly (readonly string[])[] {
  const wanted = key.toLowerCase()
  if (!wanted.endsWith(':')) return byKey.get(wanted) ?? []
  return [...byKey].filter(([name]) => name.startsWith(wanted)).flatMap(([, lists]) => lists)
}

/** `kms:EncryptionContext:` of `kms:EncryptionContext:Project`. */
function beginningOf(key: string): string {
  return key.slice(0, key.indexOf(':', key.indexOf(':') + 1) + 1)
}

/** A variable may hold any service. */
function means(value: string, names: readonly string[]): boolean {
  const pattern = globOf(
    value
      .toLowerCase()
      .replaceAll(/\$\{[^{}]*\}/g, '*')
      .replace(/\.cn$/, ''),
  )
  return names.some((name) => matches(pattern, name))
}

function always(): boolean {
  return true
}
