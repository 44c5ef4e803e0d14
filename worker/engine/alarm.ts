import { brokenRetryMs, lostAlarmMs } from './pace.ts'
import type { Clock, Instant, Timer } from './ports.ts'

/**
 * What an alarm does: the work, and the booking of the next one whatever became of it (the platform drops an alarm
 * that keeps throwing). An earlier alarm somebody set meanwhile stays.
 */
export async function runAlarm(
  work: () => Promise<Instant | null>,
  ports: { readonly timer: Timer; readonly clock: Clock; readonly report: (error: unknown) => void },
): Promise<void> {
  const wakeAt = await work().catch((error: unknown) => {
    ports.report(error)
    return ports.clock.now() + brokenRetryMs
  })
  if (wakeAt !== null) await bookBy(ports.timer, wakeAt)
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
