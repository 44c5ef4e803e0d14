import { signal } from '@preact/signals'
import { secondsFromMs } from '../lib/time.ts'

/** The time that screens show, in milliseconds. It moves when their words do: not each second above 10 minutes. */
export const now = signal(Date.now())

const secondMs = 1000
const minuteMs = 60 * secondMs
/** AWS takes seconds to remove access; they are shown up to here after an end. */
const removalShownMs = 10 * minuteMs

let timer: ReturnType<typeof setTimeout> | undefined

/** Ticks for these ends (in milliseconds), and for no others from now on. */
export function startClock(ends: readonly number[]): void {
  clearTimeout(timer)
  const tick = () => {
    const at = Date.now()
    now.value = at
    timer = setTimeout(tick, untilNextTick(ends, at))
  }
  tick()
}

/** Until the words for one of these ends change. */
export function untilNextTick(ends: readonly number[], at: number): number {
  return Math.min(minuteMs, ...ends.filter(Number.isFinite).map((end) => untilWordsChange(end - at)))
}

function untilWordsChange(leftMs: number): number {
  if (leftMs < -removalShownMs) return minuteMs
  const step = leftMs > secondsFromMs ? minuteMs : secondMs
  const rest = ((leftMs % step) + step) % step
  return rest || step
}
