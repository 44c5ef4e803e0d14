import { expect, test } from 'vitest'
import { heldWrongly, illegal } from './verdict.ts'

const path = (...steps: readonly (readonly [string, string])[]) =>
  steps.map(([event, status], i) => ({ version: i + 1, event, status }))
const toActive = [
  ['open', 'pending'],
  ['approve', 'approved'],
  ['provision', 'provisioning'],
  ['activate', 'active'],
] as const
const toEnd = [
  ['expire', 'ending'],
  ['removed_at_end', 'expired'],
] as const

test('the whole way to its end is legal, word of the credentials included', () => {
  expect(illegal(path(...toActive, ...toEnd, ['credentials_gone', 'expired']), 'expired')).toBe(false)
})

test('a step that is missing, or twice, or leads elsewhere, is not', () => {
  expect(illegal(path(...toActive.slice(0, 2), ...toEnd), 'expired')).toBe(true)
  expect(illegal(path(...toActive, ['activate', 'active'], ...toEnd), 'expired')).toBe(true)
  expect(illegal(path(...toActive, ['expire', 'expired']), 'expired')).toBe(true)
})

test('a row that stands elsewhere than its last event is not', () => {
  expect(illegal(path(...toActive, ...toEnd), 'active')).toBe(true)
  expect(illegal(path(...toActive), 'expired')).toBe(true)
})

test('access that is gone when it is said to be over is as it should be', () => {
  expect(heldWrongly([{ since: 1_000, until: 5_000 }], { endsAt: 4_000, endedAt: 5_000 })).toBe(null)
})

test('over was said while AWS had it', () => {
  expect(heldWrongly([{ since: 1_000, until: 5_000 }], { endsAt: 4_000, endedAt: 4_900 })).toMatch(
    'said to be over',
  )
  expect(heldWrongly([{ since: 1_000, until: null }], { endsAt: 4_000, endedAt: 9_000 })).toMatch(
    'said to be over',
  )
})

test('access that came long after its end was revived', () => {
  const periods = [
    { since: 1_000, until: 5_000 },
    { since: 12_000, until: 13_000 },
  ]
  expect(heldWrongly(periods, { endsAt: 4_000, endedAt: 5_000 })).toMatch('after its end')
})
