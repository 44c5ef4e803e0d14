import { expect, test } from 'vitest'
import { illegal } from './verdict.ts'

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
