import { expect, test } from 'vitest'
import { isReason } from './reason.ts'

test('a reason has ten letters, whatever they are written with', () => {
  expect(isReason('ten letter')).toBe(true)
  expect(isReason(' nine lett ')).toBe(false)
  // As a Mac writes them: two code points a letter, which the server counts as one.
  expect(isReason('e\u0301'.repeat(9))).toBe(false)
  expect(isReason('e\u0301'.repeat(10))).toBe(true)
})
