import { like } from './wildcard.ts'

/** Keys in lower case, as IAM compares them. */
export type Context = Record<string, string>

export type Conditions = Record<string, Record<string, string | string[]>>

type Test = (have: string, want: string) => boolean

const byTime =
  (compare: (have: number, want: number) => boolean): Test =>
  (have, want) =>
    compare(instant(have), instant(want))

const tests: Record<string, Test> = {
  StringEquals: (have, want) => have === want,
  StringEqualsIgnoreCase: (have, want) => have.toLowerCase() === want.toLowerCase(),
  StringLike: (have, want) => like(want, have),
  ArnEquals: (have, want) => like(want, have),
  ArnLike: (have, want) => like(want, have),
  DateEquals: byTime((have, want) => have === want),
  DateLessThan: byTime((have, want) => have < want),
  DateLessThanEquals: byTime((have, want) => have <= want),
  DateGreaterThan: byTime((have, want) => have > want),
  DateGreaterThanEquals: byTime((have, want) => have >= want),
}

const negated: Record<string, string> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  ArnNotEquals: 'ArnEquals',
  ArnNotLike: 'ArnLike',
  DateNotEquals: 'DateEquals',
}

/** All operators and keys must hold. What the sandbox does not know it reads against access. */
export function holds(conditions: Conditions, context: Context, effect: 'Allow' | 'Deny'): boolean {
  return Object.entries(conditions).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) =>
      holdsFor(operator, context[key.toLowerCase()], [wanted].flat(), effect),
    ),
  )
}

function holdsFor(
  operator: string,
  have: string | undefined,
  wanted: string[],
  effect: 'Allow' | 'Deny',
): boolean {
  const ifExists = operator.endsWith('IfExists')
  const name = ifExists ? operator.slice(0, -'IfExists'.length) : operator
  if (name === 'Null') return wanted.some((want) => (want === 'true') === (have === undefined))
  const positive = negated[name] ?? name
  const test = tests[positive]
  if (!test) return effect === 'Deny'
  // A missing key fails a positive operator and passes a negated one.
  if (have === undefined) return ifExists || positive !== name
  return wanted.some((want) => test(have, want)) === (positive === name)
}

const instant = (text: string): number => (/^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text))
