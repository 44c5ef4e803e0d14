import { durationSteps } from '../../lib/duration-steps.ts'

const minute = 60
const hour = 60 * minute

/** What one press reaches. */
const first = [15 * minute, 30 * minute, hour, 2 * hour]

const shortestSeconds = 10
const usualSeconds = hour

export interface Durations {
  readonly first: readonly number[]
  readonly more: readonly number[]
  readonly usual: number
}

/** The durations that may be asked for, within what the server takes; the longest is always among them. */
export function durations(minSeconds: number, maxSeconds: number): Durations {
  const fits = (seconds: number) => seconds >= minSeconds && seconds <= maxSeconds
  const shown = first.filter(fits)
  const short = minSeconds < 15 * minute ? [Math.max(minSeconds, shortestSeconds)] : []
  const more = [...new Set([...short, ...durationSteps, maxSeconds])].filter(
    (s) => fits(s) && !shown.includes(s),
  )
  const usual = shown.filter((seconds) => seconds <= usualSeconds).at(-1) ?? shown[0] ?? maxSeconds
  return { first: shown, more: more.toSorted((a, b) => a - b), usual }
}
