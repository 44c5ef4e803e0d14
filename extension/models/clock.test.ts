import { expect, test, vi } from 'vitest'
import { startClock, tickFor, untilNextTick } from './clock.ts'

const minute = 60_000

test('nothing ticks more than once a minute while nothing ends', () => {
  expect(untilNextTick([], 0)).toBe(minute)
})

test('above ten minutes the next tick is when the minutes change', () => {
  expect(untilNextTick([41 * minute + 20_000], 0)).toBe(20_000)
})

test('under ten minutes it ticks each second, and while AWS removes what ended', () => {
  expect(untilNextTick([9 * minute + 30_500], 0)).toBe(500)
  expect(untilNextTick([-8000], 0)).toBe(1000)
})

test('what ended long ago ticks for nobody', () => {
  expect(untilNextTick([-11 * minute], 0)).toBe(minute)
})

test('a session without an end does not stop the clock', () => {
  expect(untilNextTick([Number.NaN], 0)).toBe(minute)
})

test('an end that a screen shows ticks beside one’s own, for as long as it is shown', () => {
  vi.useFakeTimers({ now: 0 })
  const show = vi.fn<(now: number) => void>()
  const shows = (ms: number) => {
    show.mockClear()
    vi.advanceTimersByTime(ms)
    return show.mock.calls.length
  }
  startClock([], show)
  expect(shows(5000)).toBe(0)
  const stop = tickFor(9 * minute)
  expect(shows(5000)).toBe(5)
  startClock([], show)
  expect(shows(5000)).toBe(5)
  stop()
  expect(shows(minute)).toBeLessThan(3)
  vi.useRealTimers()
})
