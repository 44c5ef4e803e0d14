import { beforeEach, describe, expect, test } from 'vitest'
import { stage, type Stage, type Who } from '../../test/stage.ts'

const minute = 60_000
const day = 24 * 60 * minute
const [owned, other] = ['700000000000', '700000000001']

let s: Stage
beforeEach(async () => {
  s = await stage()
  await s.client.execute('delete from owners')
  await s.client.execute(`insert into owners values ('p-owner', '${owned}')`)
})

/** A session that runs for half an hour by now, decided ten minutes after it was asked for. */
function running(id: string, requester: string, account: string, fields: Record<string, unknown> = {}) {
  const openedAt = s.clock - 40 * minute
  const row = {
    id,
    kind: 'standard',
    status: 'active',
    live: 1,
    version: 4,
    deciders: 3,
    owned: 1,
    requester_id: requester,
    requester_name: requester,
    principal_id: 'u',
    account_id: account,
    account_name: 'account',
    set_arn: 'arn',
    set_name: 'PowerUser',
    digest: 'd',
    session_seconds: 3600,
    duration_s: 3600,
    justification: 'For the test.',
    opened_at: openedAt,
    window_ends_at: openedAt + day,
    decided_at: openedAt + 10 * minute,
    last_decider_id: 'p-x',
    last_verdict: 'approve',
    starts_at: openedAt + 10 * minute,
    active_at: openedAt + 10 * minute,
    ends_at: s.clock + 30 * minute,
    ...fields,
  }
  const names = Object.keys(row)
  const sql = `insert into requests (${names.join()}) values (${names.map(() => '?').join()})`
  return { sql, args: Object.values(row) as string[] }
}

const insights = async (who: Who, query = '') => (await s.call(who, 'GET', `/v1/insights${query}`)).body
const ids = async (who: Who) => (await insights(who)).running.map(({ id }: { id: string }) => id).toSorted()

describe('each sees what they may see of requests, and no figure of others', () => {
  beforeEach(async () => {
    const rows = [
      running('a', 'p-viewer', owned),
      running('b', 'p-ssoadmin', owned),
      running('c', 'p-owner', owned),
      running('d', 'p-ssoadmin', other),
    ]
    await s.client.batch(rows, 'write')
  })
  const standIn = () =>
    s.client.execute(
      `insert into absences (person_id, stand_in_id, until, at) values ('p-owner', 'p-viewer', ${s.clock + 1e9}, 0)`,
    )
  /** More accounts than are looked at one by one. */
  const many = async () => {
    for (let i = 0; i < 12; i += 1)
      await s.client.execute(`insert into owners values ('p-owner', '80000000000${i.toString(16)}')`)
  }
  async function sees(who: Who, wanted: string[]) {
    expect(await ids(who)).toEqual(wanted)
    const { decisions, held } = await insights(who)
    expect([decisions.count, held.grants]).toEqual([wanted.length, wanted.length])
  }

  test("one's own", () => sees('viewer', ['a']))
  test('the accounts one owns', () => sees('owner', ['a', 'b', 'c']))
  test('all, for an SSO Admin and an Admin', async () => {
    await sees('ssoadmin', ['a', 'b', 'c', 'd'])
    await sees('admin', ['a', 'b', 'c', 'd'])
  })
  test('all, for an Auditor', async () => {
    await s.client.execute("update people set auditor = 1 where id = 'p-viewer'")
    await sees('viewer', ['a', 'b', 'c', 'd'])
  })
  test('a stand-in: never what the absent owner asked for', async () => {
    await standIn()
    await sees('viewer', ['a', 'b'])
  })
  test('the same where somebody owns many accounts', async () => {
    await many()
    await sees('owner', ['a', 'b', 'c'])
    await standIn()
    await sees('viewer', ['a', 'b'])
  })
})

test('an hour is told in the zone of who asks', async () => {
  // Asked at 01:34 UTC.
  await s.client.execute(running('a', 'p-viewer', owned))
  const hours = async (zone: string) =>
    (await insights('viewer', `?zone=${zone}`)).decisions.hours.filter((h: { count: number }) => h.count > 0)
  expect(await hours('UTC')).toEqual([{ hour: 1, count: 1, medianSeconds: 600 }])
  expect(await hours('Asia/Kolkata')).toEqual([{ hour: 7, count: 1, medianSeconds: 600 }])
  expect((await insights('viewer', '?zone=Nowhere/Else')).field).toBe('zone')
})

test('beyond what is looked at, it says since when nothing is missing', async () => {
  const rows = Array.from({ length: 501 }, (_, i) => {
    const opened_at = s.clock - i * minute
    const ended = { status: 'expired', live: 0, ends_at: s.clock, ended_at: s.clock }
    return running(`r-${i}`, 'p-x', other, { opened_at, window_ends_at: s.clock + day, ...ended })
  })
  await s.client.batch(rows.slice(0, 499), 'write')
  expect(await insights('admin')).toMatchObject({ isCut: false, decisions: { count: 499 } })
  await s.client.batch(rows.slice(499), 'write')
  const { from, isCut, decisions } = await insights('admin')
  expect([Date.parse(from), isCut, decisions.count]).toEqual([s.clock - 499 * minute, true, 500])
})

test('what runs is shown to a bound, soonest end first, and that there is more', async () => {
  const rows = Array.from({ length: 101 }, (_, i) =>
    running(`r-${i}`, 'p-viewer', other, { ends_at: s.clock + (200 - i) * minute }),
  )
  await s.client.batch(rows, 'write')
  const { running: shown, more } = await insights('viewer')
  expect([shown.length, shown[0].id, more]).toEqual([100, 'r-100', true])
})
