import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { running, statuses } from '../../schema/contract/lifecycle.ts'
import type { PrincipalId, Seen } from '../engine/ports.ts'
import { judge, type KnownFinding, type OurSession } from './judge.ts'

const minute = 60_000
const at = 1_000 * minute
const look = (users: readonly string[], groups: readonly string[] = []): Seen => ({
  at,
  users: new Set(users as readonly PrincipalId[]),
  groups: new Set(groups),
})
const session = (part: Partial<OurSession> = {}): OurSession => ({
  id: 's',
  principalId: 'ann',
  status: 'active',
  owned: true,
  activeAt: at - 10 * minute,
  endsAt: at + 10 * minute,
  endAskedAt: null,
  overAt: null,
  ...part,
})
const finding = (part: Partial<KnownFinding> = {}): KnownFinding => ({
  id: 'f',
  kind: 'unknown',
  status: 'suspected',
  version: 1,
  principalType: 'USER',
  principalId: 'ann',
  requestId: null,
  firstSeenAt: at - minute,
  ...part,
})
const lost = { kind: 'lost', requestId: 's' } as const

describe('an assignment that is not ours', () => {
  test('a user or a group nobody of us knows is seen for the first time', () => {
    const { fresh } = judge(look(['ann'], ['ops']), [], [])
    expect(fresh.map(({ kind, principalType, principalId }) => [kind, principalType, principalId])).toEqual([
      ['unknown', 'USER', 'ann'],
      ['unknown', 'GROUP', 'ops'],
    ])
  })

  const explained: [string, Partial<OurSession>][] = [
    ['a session that runs', {}],
    ['one that AWS is asked for', { status: 'provisioning', activeAt: null }],
    ['one that is approved and may have been asked for since', { status: 'approved', activeAt: null }],
    ['one that is ending, for however long', { status: 'ending', endsAt: at - 600 * minute }],
    ['one that uses standing access', { owned: false }],
    ['a Delete of ours 29 minutes ago', { status: 'expired', overAt: at - 29 * minute }],
    ['a Create that failed an hour ago and may be late', { status: 'failed', overAt: at - 59 * minute }],
  ]
  test.each(explained)('%s explains it', (_, part) => {
    expect(judge(look(['ann']), [session(part)], []).fresh).toEqual([])
  })

  const unexplained: [string, Partial<OurSession>][] = [
    ["somebody else's session", { principalId: 'ben' }],
    ['a Delete of ours 30 minutes ago', { status: 'expired', overAt: at - 30 * minute }],
    ['a Create that failed long ago', { status: 'failed', overAt: at - 61 * minute }],
  ]
  test.each(unexplained)('%s does not', (_, part) => {
    const { fresh } = judge(look(['ann']), [session(part)], [])
    expect(fresh.filter(({ kind }) => kind === 'unknown')).toHaveLength(1)
  })

  test('a session explains no group', () => {
    expect(judge(look(['ann'], ['ops']), [session()], []).fresh).toHaveLength(1)
  })
})

describe('a session that AWS has not', () => {
  test('is said to be lost', () => {
    expect(judge(look([]), [session()], []).fresh).toEqual([
      { ...lost, principalType: 'USER', principalId: 'ann' },
    ])
  })

  const not: [string, Partial<OurSession>][] = [
    ['became active 59 s before the look', { activeAt: at - 59_000 }],
    ['is not active yet', { status: 'provisioning', activeAt: null }],
    ['was over when AWS was looked at', { endsAt: at }],
    ['is to end, by the word of a person', { endAskedAt: at - 1 }],
    ['uses access that is not ours', { owned: false }],
    ['is ending', { status: 'ending' }],
  ]
  test.each(not)('one that %s is not', (_, part) => {
    expect(judge(look([]), [session(part)], []).fresh).toEqual([])
  })
})

describe('what is known already', () => {
  const moves: [string, Partial<KnownFinding>, string[], OurSession[], string][] = [
    ['a suspicion is confirmed by a look a minute later', {}, ['ann'], [], 'confirmed'],
    ['and not before', { firstSeenAt: at - minute + 1 }, ['ann'], [], 'same'],
    ['a suspicion that was none is over', {}, [], [], 'over'],
    ['a suspicion that a session of ours explains is over', {}, ['ann'], [session()], 'over'],
    ['what is open stays so', { status: 'open' }, ['ann'], [], 'same'],
    ['with a session beside it, too', { status: 'open' }, ['ann'], [session()], 'same'],
    ['what is ignored stays so', { status: 'ignored' }, ['ann'], [], 'same'],
    ['what is no longer there is over', { status: 'open' }, [], [], 'over'],
    ['what is ignored and no longer there is over', { status: 'ignored' }, [], [], 'over'],
    ['a lost session that AWS has again is over', { ...lost, status: 'open' }, ['ann'], [session()], 'over'],
    ['a lost session that ended is over', { ...lost, status: 'open' }, [], [], 'over'],
    ['a lost session that is lost still stays so', { ...lost, status: 'open' }, [], [session()], 'same'],
  ]
  test.each(moves)('%s', (_, part, users, ours, to) => {
    const known = finding(part)
    const { fresh, ...judged } = judge(look(users), ours, [known])
    expect(fresh).toEqual([])
    expect(Object.entries(judged).filter(([, found]) => found.length > 0)).toEqual([[to, [known]]])
  })
})

describe('whatever is looked at', () => {
  const id: fc.Arbitrary<string> = fc.constantFrom('ann', 'ben', 'cal')
  const instant = fc.integer({ min: -120, max: 120 }).map((minutes) => at + minutes * minute)
  const maybe = fc.option(instant, { nil: null })
  const sessions = fc.array(
    fc.record({
      id: fc.uuid(),
      principalId: id,
      status: fc.constantFrom(...statuses),
      owned: fc.boolean(),
      activeAt: maybe,
      endsAt: maybe,
      endAskedAt: maybe,
      overAt: maybe,
    }),
  )
  const looks = fc.record({
    users: fc.uniqueArray(id),
    groups: fc.uniqueArray(fc.constantFrom('ops', 'dev')),
  })

  test('nothing is found about a live session of ours that AWS has', () => {
    fc.assert(
      fc.property(looks, sessions, ({ users, groups }, ours) => {
        const live = new Set(ours.filter(({ status }) => running.has(status)).map((each) => each.principalId))
        const { fresh } = judge(look(users, groups), ours, [])
        const held = fresh.filter(({ principalId }) => users.includes(principalId) && live.has(principalId))
        expect(held).toEqual([])
      }),
    )
  })

  test('what the next look shows again is not found twice, and is confirmed once', () => {
    fc.assert(
      fc.property(looks, sessions, ({ users, groups }, ours) => {
        const seen = look(users, groups)
        const { fresh } = judge(seen, ours, [])
        const known = fresh.map((each, n) => finding({ ...each, id: String(n) }))
        expect(judge(seen, ours, known)).toEqual({ fresh: [], confirmed: known, same: [], over: [] })
      }),
    )
  })
})
