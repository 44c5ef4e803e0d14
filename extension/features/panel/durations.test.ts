import { expect, test } from 'vitest'
import { durations } from './durations.ts'

const hour = 3600

test('the usual hour is chosen, the steps of the form are under More', () => {
  const { first, more, usual } = durations(900, 8 * hour)
  expect(first).toEqual([900, 1800, hour, 2 * hour])
  expect(more).toEqual([2700, 4500, 5400, 6300, 4 * hour, 8 * hour])
  expect(usual).toBe(hour)
})

test('nothing longer than the bound is offered, and the bound itself is', () => {
  expect(durations(900, 3 * hour).more).toEqual([2700, 4500, 5400, 6300, 3 * hour])
  expect(durations(900, 2000)).toEqual({ first: [900, 1800], more: [2000], usual: 1800 })
})

test('a bound under the first step is the one choice', () => {
  expect(durations(300, 600)).toEqual({ first: [], more: [300, 600], usual: 600 })
})

test('where the server takes seconds, 10 s can be asked for', () => {
  expect(durations(1, hour).more[0]).toBe(10)
  expect(durations(900, hour).more).not.toContain(10)
})
