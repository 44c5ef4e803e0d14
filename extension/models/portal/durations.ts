const minute = 60
const hour = 60 * minute
const day = 24 * hour

// oxfmt-ignore
const steps = [
  15 * minute, 30 * minute, hour, 2 * hour, 4 * hour, 8 * hour, 12 * hour,
  day, 3 * day, 7 * day, 14 * day, 31 * day,
]

/** What may be asked for, shortest first; the shortest and the longest are always among them. */
export function durationsWithin(minSeconds: number, maxSeconds: number): readonly number[] {
  const shortest = Math.min(minSeconds, maxSeconds)
  const offered = steps.filter((seconds) => seconds > shortest && seconds < maxSeconds)
  return [...new Set([shortest, ...offered, maxSeconds])]
}

/** One hour, or what is nearest to it. */
export function usualDuration(minSeconds: number, maxSeconds: number): number {
  return Math.max(Math.min(hour, maxSeconds), Math.min(minSeconds, maxSeconds))
}
