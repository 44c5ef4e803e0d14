import { useEffect } from 'preact/hooks'
import { tickFor } from '../../models/clock.ts'

/** The time moves as this end needs it, for as long as it is shown. */
export function useTick(endMs: number): void {
  useEffect(() => tickFor(endMs), [endMs])
}
