import { expect, test, vi } from 'vitest'
import { urgency } from '../../lib/urgency.ts'
import { nextTickMs, ticker } from './tick.ts'

const minute = 60_000

test('above ten minutes nothing ticks but the minute', () => {
  expect(nextTickMs(41 * minute + 12_000)).toBe(12_020)
  expect(nextTickMs(41 * minute)).toBe(20)
})

test('from ten minutes each second counts, and nothing after the end', () => {
  expect(nextTickMs(10 * minute - 1)).toBe(1019)
  expect(nextTickMs(6 * minute + 400)).toBe(420)
  expect(nextTickMs(0)).toBeNull()
  expect(nextTickMs(Number.NaN)).toBeNull()
})

test('what is told last counts, and after the page nothing does', () => {
  vi.useFakeTimers()
  const [draw, end] = [vi.fn(), new AbortController()]
  const tick = ticker(draw, end.signal)
  tick(5 * minute + 400)
  tick(5 * minute + 900)
  vi.advanceTimersByTime(919)
  expect(draw).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1)
  expect(draw).toHaveBeenCalledOnce()
  tick(5 * minute)
  end.abort()
  tick(5 * minute)
  vi.advanceTimersByTime(minute)
  expect(draw).toHaveBeenCalledOnce()
  vi.useRealTimers()
})

test('amber at ten minutes, red at two', () => {
  expect([10 * minute + 1, 10 * minute, 2 * minute + 1, 2 * minute, 0].map(urgency)).toEqual([
    'calm',
    'amber',
    'amber',
    'red',
    'red',
  ])
})
