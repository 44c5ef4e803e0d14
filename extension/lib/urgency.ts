const minuteMs = 60_000

export const amberMs = 10 * minuteMs
export const redMs = 2 * minuteMs

export type Urgency = 'calm' | 'amber' | 'red'

/** Amber from 10 minutes, red from 2. */
export function urgency(leftMs: number): Urgency {
  if (leftMs <= redMs) return 'red'
  return leftMs <= amberMs ? 'amber' : 'calm'
}
