const minute = 60
const hour = 60 * minute
const day = 24 * hour

/** What may be chosen, in seconds, shortest first: quarter hours under two hours, then longer and longer. */
// oxfmt-ignore
export const durationSteps: readonly number[] = [
  15 * minute, 30 * minute, 45 * minute, hour, 75 * minute, 90 * minute, 105 * minute,
  2 * hour, 4 * hour, 8 * hour, 12 * hour, day, 2 * day, 3 * day, 7 * day, 14 * day, 31 * day,
]
