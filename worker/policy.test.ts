import { describe, expect, test } from 'vitest'
import { longestAllowed, mayDecide, mayRevoke, maySee, mayWithdraw } from './policy.ts'

const viewer = { id: 'a', level: 0, auditor: 0 }
const approver = { ...viewer, level: 1 }
const ssoAdmin = { ...viewer, level: 2 }
const admin = { ...viewer, level: 3 }
const auditor = { ...viewer, auditor: 1 }
const owner = { requesterId: 'b', owns: true }
const stranger = { requesterId: 'b', owns: false }
const self = { requesterId: 'a', owns: true }

describe('who may decide', () => {
  test('one level: an owner, or anyone of level 2 and above', () => {
    expect(mayDecide(viewer, owner, 'any')).toBe(true)
    expect([viewer, approver, auditor].filter((person) => mayDecide(person, stranger, 'any'))).toEqual([])
    expect([ssoAdmin, admin].every((person) => mayDecide(person, stranger, 'any'))).toBe(true)
  })

  test('the first of two levels is the owner’s, the second is not', () => {
    expect([mayDecide(approver, owner, 'owner'), mayDecide(admin, stranger, 'owner')]).toEqual([true, false])
    expect([mayDecide(approver, owner, 'admin'), mayDecide(ssoAdmin, stranger, 'admin')]).toEqual([
      false,
      true,
    ])
  })

  test('nobody on their own request, whatever their roles', () => {
    const everybody = [viewer, approver, ssoAdmin, admin, auditor]
    const deciding = (['any', 'owner', 'admin'] as const).flatMap((waitsFor) =>
      everybody.filter((person) => mayDecide(person, self, waitsFor)),
    )
    expect(deciding).toEqual([])
  })
})

test('a request is seen by its requester, owners, auditors and level 2', () => {
  expect(maySee(viewer, { requesterId: 'a', owns: false })).toBe(true)
  expect(maySee(viewer, owner)).toBe(true)
  expect([auditor, ssoAdmin, admin].every((person) => maySee(person, stranger))).toBe(true)
  expect([viewer, approver].some((person) => maySee(person, stranger))).toBe(false)
})

test('a session is taken away by an owner or level 2; its own is given back, and a request withdrawn, by its requester', () => {
  expect([mayRevoke(viewer, owner), mayRevoke(ssoAdmin, stranger)]).toEqual([true, true])
  expect([viewer, approver, auditor].some((person) => mayRevoke(person, stranger))).toBe(false)
  expect([mayWithdraw(viewer, self), mayWithdraw(admin, owner)]).toEqual([true, false])
})

test('the tightest bound counts, and says whose it is', () => {
  const bound = (account: number | null, set: number | null) =>
    longestAllowed({ name: 'prod', maxSeconds: account }, { name: 'Power', maxSeconds: set })
  expect(bound(900, 3600)).toEqual({ seconds: 900, rule: 'the limit of prod' })
  expect(bound(7200, 3600)).toEqual({ seconds: 3600, rule: 'the limit of Power' })
  expect(bound(null, null).seconds).toBe(31 * 86_400)
})
