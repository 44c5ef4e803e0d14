import type { KeptRule } from './rule.ts'
import { rulingOn } from './ruling.ts'
import { thereOf, type Place } from './there.ts'

/** What a rule gave, with what that rests on as it is now. */
export interface Given {
  readonly personId: string
  readonly groups: readonly string[]
  readonly account: Place
  readonly setArn: string
  readonly seconds: number
  readonly startsAt: number
  readonly rules: readonly KeptRule[]
}

/** No person said yes to it, so nobody's yes stands: it is given once more, or not at all. */
export function isStillGiven({ rules, account, startsAt, setArn, seconds, ...person }: Given): boolean {
  const ruling = rulingOn(rules, { ...thereOf(person, account, startsAt), setArn, seconds })
  return ruling.allowed && ruling.automatic !== null
}
