import type { RequestPreview } from '../schema/contract/before-sending.ts'
import type { Decided } from './db/usual.ts'
import { dayMs, hourMs } from './durations.ts'

const aroundMs = 3 * hourMs

/** The median of decisions that were asked for within three hours of this time of day, and of how many it is. */
export function usualTime(decided: readonly Decided[], levels: number, now: number): RequestPreview['usual'] {
  const alike = decided.filter((each) => each.two === Number(levels === 2) && isAround(each.openedAt, now))
  if (alike.length === 0) return null
  return { medianSeconds: medianSeconds(alike), count: alike.length }
}

/** Of one decision at least. */
export function medianSeconds(decided: readonly Pick<Decided, 'openedAt' | 'decidedAt'>[]): number {
  const took = decided.map(({ openedAt, decidedAt }) => decidedAt - openedAt).toSorted((a, b) => a - b)
  const middle = took.length / 2
  const median = (took[Math.ceil(middle) - 1]! + took[Math.floor(middle)]!) / 2
  return Math.round(median / 1000)
}

/** Noon is an hour from one o'clock, and so is midnight. */
function isAround(one: number, other: number): boolean {
  const apart = Math.abs(one - other) % dayMs
  return Math.min(apart, dayMs - apart) <= aroundMs
}
