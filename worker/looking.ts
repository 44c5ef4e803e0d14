import { minuteMs } from './durations.ts'
import { Refusal } from './http/refusal.ts'

/** How often AWS was asked for one person, in the minute that began then. */
export interface Looks {
  readonly since: number
  readonly n: number
}
export const noLooks: Looks = { since: 0, n: 0 }

/** Whom AWS is asked for, and how often in a minute it may be. */
export interface Looker {
  readonly id: string
  readonly aMinute: number
}

/** So many a minute are no person any more; an instance that lets more wait at once lets more be asked. */
const fewest = 60
const timesOpen = 3

export function lookerOf({ id }: { readonly id: string }, maxOpen: number): Looker {
  return { id, aMinute: Math.max(fewest, timesOpen * maxOpen) }
}

/** One more look, or how long it has to wait (ms). */
export function lookOnce(
  looks: Looks,
  { aMinute, now }: { readonly aMinute: number; readonly now: number },
): { readonly looks: Looks; readonly waitMs: number } {
  const current = looks.since + minuteMs > now ? looks : { since: now, n: 0 }
  if (current.n >= aMinute) return { looks: current, waitMs: current.since + minuteMs - now }
  return { looks: { ...current, n: current.n + 1 }, waitMs: 0 }
}

export function refuseTooFast(waitMs: number): void {
  if (waitMs <= 0) return
  const seconds = Math.ceil(waitMs / 1000)
  throw new Refusal('too-fast', { n: String(seconds) }, { retryAfterSeconds: seconds })
}
