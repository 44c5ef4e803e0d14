import { amberMs } from '../../lib/urgency.ts'

const secondMs = 1000
const minuteMs = 60 * secondMs

/** Words are rounded down: they change just after the whole minute or second. */
const justAfterMs = 20

/** How long the words for what is left stay true: minutes above ten, then seconds; `null` once it is over. */
export function nextTickMs(leftMs: number): number | null {
  if (!(leftMs > 0)) return null
  const step = leftMs > amberMs ? minuteMs : secondMs
  return (leftMs % step) + justAfterMs
}

/** Calls `draw` when the words for what it is told is left change; each time it is told replaces the one before. */
export function ticker(draw: () => void, signal: AbortSignal): (leftMs: number) => void {
  let due: ReturnType<typeof setTimeout> | undefined
  signal.addEventListener('abort', () => clearTimeout(due))
  return (leftMs) => {
    clearTimeout(due)
    const wait = nextTickMs(leftMs)
    if (wait !== null && !signal.aborted) due = setTimeout(draw, wait)
  }
}
