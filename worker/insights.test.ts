import { expect, test } from 'vitest'
import type { Told } from './db/insights.ts'
import { decisionsOf, heldSince } from './insights.ts'

const minute = 60_000
const hour = 60 * minute
const now = Date.parse('2026-11-23T02:14:00Z')
const from = now - 28 * 24 * hour

let n = 0
/** Asked for so many hours ago, given at once and taken away an hour later. */
function told(hoursAgo: number, fields: Partial<Told> = {}): Told {
  const openedAt = now - hoursAgo * hour
  return {
    id: `r-${n++}`,
    requesterId: 'viewer',
    accountId: '1',
    setArn: 'arn:ReadOnly',
    openedAt,
    decidedAt: openedAt,
    lastDeciderId: 'owner',
    waitsFor: null,
    live: 0,
    owned: 1,
    activeAt: openedAt,
    endedAt: openedAt + hour,
    accessRemains: null,
    ...fields,
  }
}
const held = (...rows: Told[]) => heldSince(from, now, rows)

test('a grant that stood would be held from its first session on; what was held is the rest', () => {
  expect(held(told(100), told(10))).toMatchObject({ grants: 1, heldMinutes: 120, standingMinutes: 6000 })
})

test('each person, account and set is a grant of its own', () => {
  const others = [{ requesterId: 'owner' }, { accountId: '2' }, { setArn: 'arn:PowerUser' }]
  expect(held(told(10), ...others.map((each) => told(10, each)))).toMatchObject({
    grants: 4,
    heldMinutes: 240,
    standingMinutes: 2400,
  })
})

test('overlapping sessions hold nothing twice', () => {
  const extended = told(9.5, { endedAt: now - 8 * hour })
  expect(held(told(10), extended).heldMinutes).toBe(120)
})

test('what somebody holds anyhow saves nothing', () => {
  const anyhow: Partial<Told>[] = [{ owned: 0 }, { accessRemains: 'standing' }, { accessRemains: 'group' }]
  for (const how of anyhow)
    expect(held(told(10), told(5, how))).toMatchObject({ grants: 0, leftOut: 1, standingMinutes: 0 })
  expect(held(told(10, { accessRemains: 'session' })).leftOut).toBe(0)
})

test('a session that was never given counts for nothing; one that runs counts until now', () => {
  expect(held(told(10, { activeAt: null, endedAt: null })).grants).toBe(0)
  expect(held(told(10, { endedAt: null, live: 1 }))).toMatchObject({ heldMinutes: 600, standingMinutes: 600 })
})

test('of a session from before, what lies within counts', () => {
  const before = told(29 * 24, { endedAt: from + hour })
  expect(held(before)).toMatchObject({ heldMinutes: 60, standingMinutes: 28 * 24 * 60 })
})

test('four weeks, the last until now, and an hour across two of them is in both', () => {
  const { weeks } = held(told(7 * 24 + 0.5), told(1))
  expect(weeks.map(({ heldMinutes }) => heldMinutes)).toEqual([0, 0, 30, 90])
  expect(Date.parse(weeks.at(-1)!.until)).toBe(now)
  const short = heldSince(now - 8 * 24 * hour, now, [told(1)]).weeks
  expect(short.map((week) => (Date.parse(week.until) - Date.parse(week.from)) / hour)).toEqual([24, 168])
})

test('decisions are people’s: what a rule granted and what waits is not among them', () => {
  const took = (minutes: number) => {
    const row = told(10)
    return { ...row, decidedAt: row.openedAt + minutes * minute }
  }
  const byRule = told(10, { lastDeciderId: null })
  const back = told(10, { waitsFor: 'admin' })
  const { count, medianSeconds, hours } = decisionsOf([took(10), took(20), took(60), byRule, back], 'UTC')
  expect([count, medianSeconds]).toEqual([3, 1200])
  expect(hours.filter((each) => each.count > 0)).toEqual([{ hour: 16, count: 3, medianSeconds: 1200 }])
  expect(decisionsOf([], 'UTC')).toMatchObject({ count: 0, medianSeconds: null })
})
