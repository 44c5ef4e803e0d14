import type { ReachOf } from './grants.ts'
import { reachOf, type Reach } from './resource.ts'
import { encodedVariables } from './variables.ts'

/** Each is held against two thousand types. Nobody writes so many, and more are read as one that means everything. */
const mostOfSeveralServices = 12
const ofEveryService = 'arn:*:*:*:*:*'

/** Works out each pattern once a reading. */
export function reaching(): ReachOf {
  const known = new Map<string, Reach>()
  let several = 0
  return function reach(written): Reach {
    const before = known.get(written)
    if (before) return before
    const pattern = encodedVariables(written)
    if (isOfSeveralServices(pattern)) several += 1
    const isTooMany =
      several > mostOfSeveralServices && isOfSeveralServices(pattern) && written !== ofEveryService
    const found = isTooMany ? reach(ofEveryService) : reachOf(pattern)
    known.set(written, found)
    return found
  }
}

function isOfSeveralServices(pattern: string): boolean {
  return /[*?\uE000\uE001]/.test(pattern.split(':')[2] ?? '')
}
