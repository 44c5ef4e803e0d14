import { expect, test } from 'vitest'
import { untilNextTick } from './clock.ts'

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
