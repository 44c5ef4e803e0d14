import { expect, test } from 'vitest'
import { momentBetween } from './spoken.ts'

const minute = 60_000

test('spoken at ten minutes, at two, and at the end; at no other minute', () => {
  const said = []
  for (let left = 60; left > -3; left--)
    said.push([left - 1, momentBetween(left * minute, (left - 1) * minute)])
  expect(said.filter(([, moment]) => moment)).toEqual([
    [10, 'ten'],
    [2, 'two'],
    [0, 'over'],
  ])
})

test('a clock that wakes late says only what is true now', () => {
  expect(momentBetween(30 * minute, minute)).toBe('two')
  expect(momentBetween(30 * minute, -minute)).toBe('over')
})
