/** A token bucket that holds one second's worth of calls. */
export type Pace = { take: () => boolean }

export function paceOf(perSecond: number, now: () => number): Pace {
  let tokens = perSecond
  let filledAt = now()
  return {
    take() {
      const at = now()
      tokens = Math.min(perSecond, tokens + (Math.max(0, at - filledAt) * perSecond) / 1000)
      filledAt = at
      if (tokens < 1) return false
      tokens -= 1
      return true
    },
  }
}
