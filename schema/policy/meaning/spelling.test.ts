import { expect, test } from 'vitest'
import { spells } from './spelling.ts'

test.for([
  ['my-admin-role', 'admin', true],
  ['?dmin*', 'admin', true],
  ['ops-a*dmin', 'admin', true],
  ['ops-a*in', 'admin', false],
  ['??min', 'admin', false],
  ['my-app-*', 'admin', false],
  ['data*', 'admin', false],
  ['ad?min', 'admin', false],
  ['power??er', 'poweruser', true],
  ['pow???er', 'poweruser', false],
  ['admi', 'admin', false],
] as const)('%s spells %s anywhere: %s', ([pattern, word, expected]) => {
  expect(spells(pattern, word, 'anywhere')).toBe(expected)
})

test.for([
  ['jit-grant', true],
  ['service/jit-grant', true],
  ['j?t-*', true],
  ['*it-grant', true],
  ['my*/jit-grant', true],
  ['my-jit-grant', false],
  ['my-?it-grant', false],
  ['*-grant', false],
  ['git-hooks', false],
] as const)('%s spells jit- at a beginning: %s', ([pattern, expected]) => {
  expect(spells(pattern, 'jit-', 'at a beginning')).toBe(expected)
})
