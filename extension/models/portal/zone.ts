import { clockTime } from '../../lib/time.ts'

/** The zone that times are shown in: "CET". */
export function zone(now: number): string {
  return clockTime(new Date(now).toISOString()).replace(/^\S+ /, '')
}
