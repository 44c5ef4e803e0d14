import { backoffMs } from '../pace.ts'
import type { Instant } from '../ports.ts'

/** When something that failed is tried again. */
export interface Pause {
  readonly failures: number
  readonly notBefore: Instant
}

export interface Moment {
  readonly now: Instant
  /** In [0, 1). */
  readonly jitter: number
}

/** Of a read: what it shows is as old as its beginning. */
export interface ReadMoment extends Moment {
  readonly begunAt: Instant
}

export const noPause: Pause = { failures: 0, notBefore: 0 }

export function longer({ failures }: Pause, { now, jitter }: Moment, why: 'unanswered' | 'refused'): Pause {
  return { failures: failures + 1, notBefore: now + backoffMs(failures, why, jitter) }
}
