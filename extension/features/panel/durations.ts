const minute = 60
const hour = 60 * minute
const day = 24 * hour

/** What one press reaches. */
const first = [15 * minute, 30 * minute, hour, 2 * hour]

/** Quarter hours under two hours, then the steps of the form. */
// oxfmt-ignore
const rest = [
  45 * minute, 75 * minute, 90 * minute, 105 * minute,
  4 * hour, 8 * hour, 12 * hour, day, 2 * day, 3 * day, 7 * day, 14 * day, 31 * day,
]

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
  const more = [...new Set([...short, ...rest, maxSeconds])].filter((s) => fits(s) && !shown.includes(s))
  const usual = shown.filter((seconds) => seconds <= usualSeconds).at(-1) ?? shown[0] ?? maxSeconds
  return { first: shown, more: more.toSorted((a, b) => a - b), usual }
}
