import { durationSteps } from '../../lib/duration-steps.ts'

const hour = 60 * 60

/** What may be asked for, shortest first; the shortest and the longest are always among them. */
export function durationsWithin(minSeconds: number, maxSeconds: number): readonly number[] {
  const shortest = Math.min(minSeconds, maxSeconds)
  const offered = durationSteps.filter((seconds) => seconds > shortest && seconds < maxSeconds)
  return [...new Set([shortest, ...offered, maxSeconds])]
}

/** One hour, or what is nearest to it. */
export function usualDuration(minSeconds: number, maxSeconds: number): number {
  return Math.max(Math.min(hour, maxSeconds), Math.min(minSeconds, maxSeconds))
}
