/** 10 minutes and 2. */
export const amberMs = 600_000
export const redMs = 120_000

export type Urgency = 'calm' | 'amber' | 'red'

/** Amber from 10 minutes, red from 2. */
export function urgency(leftMs: number): Urgency {
  if (leftMs <= redMs) return 'red'
  return leftMs <= amberMs ? 'amber' : 'calm'
}
