import type { RequestPreview } from '../schema/contract/before-sending.ts'
import type { Decided } from './db/usual.ts'

const hourMs = 60 * 60_000
const dayMs = 24 * hourMs
const aroundMs = 3 * hourMs

/** The median of decisions that were asked for within three hours of this time of day, and of how many it is. */
export function usualTime(decided: readonly Decided[], levels: number, now: number): RequestPreview['usual'] {
  const alike = decided.filter((each) => each.two === Number(levels === 2) && isAround(each.openedAt, now))
  if (alike.length === 0) return null
  const took = alike.map(({ openedAt, decidedAt }) => decidedAt - openedAt).toSorted((a, b) => a - b)
  const middle = took.length / 2
  const median = (took[Math.ceil(middle) - 1]! + took[Math.floor(middle)]!) / 2
  return { medianSeconds: Math.round(median / 1000), count: alike.length }
}

/** Noon is an hour from one o'clock, and so is midnight. */
function isAround(one: number, other: number): boolean {
  const apart = Math.abs(one - other) % dayMs
  return Math.min(apart, dayMs - apart) <= aroundMs
}
