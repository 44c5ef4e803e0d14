import { waiting } from '../../schema/contract/lifecycle.ts'
import type { Request } from '../../schema/contract/requests.ts'
import type { Seen } from './storage.ts'

/** A page of the API: with fewer, storage has them all. */
const pageSize = 25

/** What is still to decide at `now`: what was stored does not know that its time ran out. */
export function stillToDecide(requests: readonly Request[], now: number): readonly Request[] {
  return requests.filter(({ status, windowEndsAt }) => waiting.has(status) && Date.parse(windowEndsAt) > now)
}

/**
 * How many wait for this person first, when so many of the stored ones are left. The summary is read beside the rows,
 * so it may be of another instant: it counts only where the rows are not all.
 */
export function toDecideCount(
  { summary, toDecide }: Pick<Seen, 'summary' | 'toDecide'>,
  left: number,
): number {
  return toDecide.length < pageSize ? left : Math.max(left, summary.badge - (toDecide.length - left))
}
