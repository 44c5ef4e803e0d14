import { expect, test } from 'vitest'
import { meaningOf, sayable } from './answer.ts'

const said = (name: string, status = 400, retryAfterSeconds: number | null = null) =>
  meaningOf({ name, message: 'because', status, retryAfterSeconds })

test('errors are told apart by meaning', () => {
  expect(said('ThrottlingException')).toEqual({ kind: 'throttled', ms: 1_000 })
  expect(said('TooManyRequestsException', 400, 7)).toEqual({ kind: 'throttled', ms: 7_000 })
  expect(said('ConflictException')).toEqual({ kind: 'busy' })
  expect(said('AccountNotFoundException').kind).toBe('absent')
  expect(said('ServiceQuotaExceededException')).toEqual({
    kind: 'refused',
    reason: 'ServiceQuotaExceededException: because',
  })
})

test('what AWS did not say itself is unknown', () => {
  expect(meaningOf(null)).toEqual({ kind: 'unknown' })
  expect(said('InternalServerException', 500)).toEqual({ kind: 'unknown' })
  expect(said('Unknown', 403)).toEqual({ kind: 'unknown' })
  expect(said('SyntaxProblem', 200)).toEqual({ kind: 'unknown' })
})

test('a reason is one line without keys, tokens or marks that turn the text around', () => {
  const token = 'IQoJb3JpZ2luX2VjE'.repeat(8)
  expect(sayable(`User AKIAIOSFODNN7EXAMPLE\r\n may\u202e not ${token}`)).toBe('User … may not …')
  expect(sayable('x '.repeat(2_000)).length).toBeLessThanOrEqual(500)
})
