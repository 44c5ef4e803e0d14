import { expect, test } from 'vitest'
import { isAllowed, longestAllowed, noTies, rules, verdict } from './policy.ts'

// Who may what, cell by cell and at the API itself: test/authorization.test.ts.

const viewer = { level: 0, auditor: 0 }
const admin = { level: 3, auditor: 0 }

test('what no row allows is refused', () => {
  expect([verdict('withdraw', admin), verdict('revoke', viewer)]).toEqual(['not-allowed', 'not-allowed'])
})

test('a refusal wins over whatever allows it, and says why', () => {
  const ties = { ...noTies, requester: true, owner: true }
  expect(verdict('decide any', admin, ties)).toBe('own-request')
  expect(verdict('decide admin', admin, { ...noTies, firstDecider: true })).toBe('second-person')
})

test('the first of two levels is the owner’s, the second is not', () => {
  const owner = { ...noTies, owner: true }
  expect([isAllowed('decide owner', viewer, owner), isAllowed('decide owner', admin)]).toEqual([true, false])
  expect([isAllowed('decide admin', viewer, owner), isAllowed('decide admin', admin)]).toEqual([false, true])
})

test('no row stands twice', () => {
  const named = rules.map(({ act, may, who }) => `${act} ${may} ${who}`)
  expect(named.filter((name, i) => named.indexOf(name) !== i)).toEqual([])
})

test('the tightest bound counts, and says whose it is', () => {
  const bound = (account: number | null, set: number | null) =>
    longestAllowed({ name: 'prod', maxSeconds: account }, { name: 'Power', maxSeconds: set })
  expect(bound(900, 3600)).toEqual({ seconds: 900, rule: 'the limit of prod' })
  expect(bound(7200, 3600)).toEqual({ seconds: 3600, rule: 'the limit of Power' })
  expect(bound(null, null).seconds).toBe(31 * 86_400)
})
