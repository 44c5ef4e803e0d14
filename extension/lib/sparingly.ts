const minuteMs = 60_000

/** A page that takes us out keeps us out: so often at once, and then once a minute, we come back. */
export const mostTimes = 5

/** Says yes `most` times at once, then once a minute: enough for what happens all day, too little for what floods. */
export function sparingly(most: number): () => boolean {
  let spentUntil = 0
  return () => {
    const now = Date.now()
    if (spentUntil > now) return false
    spentUntil = Math.max(spentUntil, now - (most - 1) * minuteMs) + minuteMs
    return true
  }
}
