const minuteMs = 60_000

/** Amber from 10 minutes, red from 2. */
export function urgency(leftMs: number): 'calm' | 'amber' | 'red' {
  if (leftMs <= 2 * minuteMs) return 'red'
  return leftMs <= 10 * minuteMs ? 'amber' : 'calm'
}
