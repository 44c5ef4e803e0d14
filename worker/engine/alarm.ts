import { brokenRetryMs, diedRetryMs, lostAlarmMs } from './pace.ts'
import type { Clock, Instant, Timer } from './ports.ts'

/**
 * What an alarm does: the work, and the booking of the next one whatever became of it. The platform drops an alarm whose
 * process dies again and again, and ours takes the place of the one it would send, so that one for soon is booked before
 * the work. An earlier one that somebody set meanwhile stays.
 */
export async function runAlarm(
  work: () => Promise<Instant | null>,
  ports: { readonly timer: Timer; readonly clock: Clock; readonly report: (error: unknown) => void },
): Promise<void> {
  const { timer, clock, report } = ports
  const ifItDies = clock.now() + diedRetryMs
  await bookBy(timer, ifItDies)
  const wakeAt = await work().catch((error: unknown) => {
    report(error)
    return clock.now() + brokenRetryMs
  })
  const booked = await timer.read()
  // Once ours is overdue, it may stand for somebody who asked to be woken as well.
  const isOurs = booked === ifItDies && clock.now() < ifItDies
  if (booked !== null && !isOurs) return wakeAt === null ? undefined : bookBy(timer, wakeAt)
  return wakeAt === null ? timer.clear() : timer.set(wakeAt)
}

/** Sees to it that an alarm comes at `at` or before. */
export async function bookBy(timer: Timer, at: Instant): Promise<void> {
  const booked = await timer.read()
  if (booked === null || booked > at) await timer.set(at)
}

/** Sees to it that an alarm comes at once. One that is long overdue was lost by the platform: it is set anew. */
export async function bookNow(timer: Timer, now: Instant): Promise<void> {
  const booked = await timer.read()
  if (booked === null || booked > now || booked < now - lostAlarmMs) await timer.set(now)
}
