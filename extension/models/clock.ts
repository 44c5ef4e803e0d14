import { secondsFromMs } from '../lib/time.ts'

const secondMs = 1000
const minuteMs = 60 * secondMs
/** AWS takes seconds to remove access; they are shown up to here after an end. */
const removalShownMs = 10 * minuteMs

let timer: ReturnType<typeof setTimeout> | undefined
let wait: (now?: number) => void = () => undefined
const shown = new Set<{ readonly endMs: number }>()

/** Calls `show` now and whenever the words for one of these ends change; another start replaces this one. */
export function startClock(ends: readonly number[], show: (now: number) => void): void {
  const tick = (): void => {
    const now = Date.now()
    show(now)
    wait(now)
  }
  wait = (now = Date.now()) => {
    clearTimeout(timer)
    const all = [...ends, ...Array.from(shown, ({ endMs }) => endMs)]
    timer = setTimeout(tick, untilNextTick(all, now))
  }
  tick()
}

/** The clock keeps the words for this end as well, of a session that is not one's own, until the answer is called. */
export function tickFor(endMs: number): () => void {
  const one = { endMs }
  shown.add(one)
  wait()
  return () => void shown.delete(one)
}

/** No ticking seconds above 10 minutes: in milliseconds, until the words for one of these ends change. */
export function untilNextTick(ends: readonly number[], now: number): number {
  return Math.min(minuteMs, ...ends.filter(Number.isFinite).map((end) => untilWordsChange(end - now)))
}

function untilWordsChange(leftMs: number): number {
  if (leftMs < -removalShownMs) return minuteMs
  const step = leftMs > secondsFromMs ? minuteMs : secondMs
  const rest = ((leftMs % step) + step) % step
  return rest || step
}
