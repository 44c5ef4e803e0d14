import { expect, test } from 'vitest'
import { heavy, ordinary } from './heavy.ts'

const size = (text: string) => text.replaceAll(/\s/g, '').length

test('heavy documents are as long as an ordinary one, and none is beyond the limit', () => {
  const sizes = [ordinary, ...Object.values(heavy)].map(size)
  expect(Math.min(...sizes)).toBeGreaterThan(8_000)
  expect(Math.max(...sizes)).toBeLessThanOrEqual(10_240)
})
