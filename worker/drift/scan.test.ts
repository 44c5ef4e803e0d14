import { afterEach, beforeEach, expect, test } from 'vitest'
import { driftStage, group, principal, type DriftStage, type Place } from '../../test/drift-stage.ts'
import { account } from '../../test/stage.ts'
import { freshMemory } from './scan.ts'

let d: DriftStage
beforeEach(async () => {
  d = await driftStage()
})
afterEach(async () => {
  for (const write of ['CreateAccountAssignment', 'ProvisionPermissionSet'])
    expect(await d.sandbox.callsTo(write)).toBe(0)
  expect(await d.sandbox.callsTo('DeleteAccountAssignment')).toBe(taken)
  taken = 0
  await d.close()
})

const stray: Place = { account: 'prod-web', set: 'PowerUser', principalId: principal('viewer') }
let taken = 0
const take = async (place: Place) => {
  taken += 1
  await d.take(place)
}
const findings = (where = '1') =>
  d.all(`select kind, status, account_name, set_name, principal_type, principal_name from findings
    where ${where} order by account_name, principal_type`)
const statuses = async () =>
  (await d.all('select status from findings order by rowid')).map((row) => row['status'])
const afterFirstLook = () => d.run(1)

test('the first full look files what was there before as ignored, and says so', async () => {
  await d.run(1)
  expect(await findings()).toEqual([
    {
      kind: 'unknown',
      status: 'ignored',
      account_name: 'dev-data',
      set_name: 'ReadOnly',
      principal_type: 'GROUP',
      principal_name: 'engineers',
    },
    {
      kind: 'unknown',
      status: 'ignored',
      account_name: 'stage-web',
      set_name: 'ViewOnly',
      principal_type: 'USER',
      principal_name: 'Viewer One',
    },
  ])
  const events = await d.all(
    "select event, status, actor_kind, comment from events where subject_kind = 'finding'",
  )
  expect(events).toEqual(
    Array.from({ length: 2 }, () => ({
      event: 'found',
      status: 'ignored',
      actor_kind: 'aws',
      comment: 'There before Hallpass looked for the first time.',
    })),
  )
  const looked = await d.all("select value from settings where name = 'last_full_look_at'")
  expect(Number(looked[0]?.['value'])).toBeGreaterThan(0)
})

test('what a first look finds of a session of ours that ended is no such thing', async () => {
  await d.session({ status: 'expired', live: 0, ended_at: d.s.clock - 3_600_000 })
  await d.give(stray)
  await d.run(3)
  expect(await findings("account_name = 'prod-web'")).toMatchObject([{ kind: 'unknown', status: 'open' }])
})

test('an assignment past us is shown by the second look, a minute after the first', async () => {
  await afterFirstLook()
  await d.give(stray)
  d.pass(3_600_000)
  await d.run(0.5)
  expect(await statuses()).toEqual(['ignored', 'ignored', 'suspected'])
  expect(await d.all("select * from outbox where kind = 'changed'")).toEqual([])
  await d.run(1)
  expect(await statuses()).toEqual(['ignored', 'ignored', 'open'])
  const told = await d.all('select receiver from outbox order by receiver')
  expect(told.map(({ receiver }) => receiver)).toEqual(['p-admin', 'p-owner', 'p-ssoadmin'])
})

test('what is gone by the second look leaves nothing behind', async () => {
  await afterFirstLook()
  await d.give(stray)
  d.pass(3_600_000)
  await d.run(0.3)
  await take(stray)
  await d.run(2)
  expect(await statuses()).toEqual(['ignored', 'ignored'])
  expect(await d.all("select * from events where subject_kind = 'finding' and status <> 'ignored'")).toEqual(
    [],
  )
})

test('what is no longer true is over by itself; what comes again is another finding', async () => {
  await afterFirstLook()
  await d.give(stray)
  await d.run(63)
  await take(stray)
  await d.run(60)
  expect(await statuses()).toEqual(['ignored', 'ignored', 'over'])
  await d.give(stray)
  await d.run(63)
  expect(await statuses()).toEqual(['ignored', 'ignored', 'over', 'open'])
  const events = await d.all(
    "select event from events where subject_kind = 'finding' and status <> 'ignored' order by seq",
  )
  expect(events.map(({ event }) => event)).toEqual(['found', 'over', 'found'])
})

test('a group, and a user we have no name of', async () => {
  await afterFirstLook()
  await d.s.client.execute("update people set principal_id = null where id = 'p-viewer'")
  await d.give(stray)
  await d.give({ ...stray, principalId: group('data-leads') })
  await d.run(63)
  expect(await findings("account_name = 'prod-web' and status = 'open'")).toMatchObject([
    { principal_type: 'GROUP', principal_name: 'data-leads' },
    { principal_type: 'USER', principal_name: 'Viewer One' },
  ])
})

const ours: [string, Record<string, string | number | null>][] = [
  ['a session that runs', {}],
  ['one on a set made for it alone', { keeper_key: `${account('prod-web')}/PowerUser` }],
  ['one whose Delete is 20 minutes old', { status: 'expired', live: 0, ended_at: 'soon' }],
]
test.each(ours)('%s is no finding', async (_, part) => {
  await afterFirstLook()
  await d.give(stray)
  const lookAt = d.s.clock + 3_600_000
  await d.session({
    ...part,
    ends_at: lookAt + 3_600_000,
    ...(part['ended_at'] ? { ended_at: lookAt - 20 * 60_000 } : {}),
  })
  await d.run(64)
  expect(await statuses()).toEqual(['ignored', 'ignored'])
})

test('a session that AWS has not is lost, and found again once it has', async () => {
  await afterFirstLook()
  const id = await d.session({ ends_at: d.s.clock + 10 * 3_600_000 })
  await d.run(63)
  expect(await findings("kind = 'lost'")).toMatchObject([{ status: 'open', principal_name: 'Viewer One' }])
  const [lost] =
    await d.all(`select lost_at, (select first_seen_at from findings where request_id = '${id}') as since
    from requests where id = '${id}'`)
  expect(lost?.['lost_at']).toBe(lost?.['since'])
  const told = await d.all('select receiver from outbox order by receiver')
  expect(told.map(({ receiver }) => receiver)).toEqual(['p-admin', 'p-owner', 'p-ssoadmin', 'p-viewer'])
  await d.give(stray)
  await d.run(60)
  expect(await findings("kind = 'lost'")).toMatchObject([{ status: 'over' }])
  expect(await d.all('select lost_at from requests')).toEqual([{ lost_at: null }])
})

test('what AWS does not answer changes nothing, is passed over in the end, and said', async () => {
  await afterFirstLook()
  await d.give(stray)
  await d.run(63)
  await d.sandbox.fault({ operation: 'ListAccountAssignments', kind: 'error', times: 999 })
  await d.run(60)
  expect(await statuses()).toEqual(['ignored', 'ignored', 'open'])
  await d.run(20)
  expect(await d.all("select value from settings where name = 'last_full_look_missed'")).toEqual([
    { value: '3' },
  ])
})

test('goes on where it was when its process is lost, and says the same', async () => {
  for (let n = 0; n < 40; n += 1) {
    d.memory = freshMemory()
    await d.run(1 / 60)
  }
  expect(await statuses()).toEqual(['ignored', 'ignored'])
  expect(await d.all("select run, token from cursors where job = 'drift'")).toEqual([{ run: 1, token: null }])
})

test('three calls a second, each with a turn of the gate, and quiet once all was looked at', async () => {
  const seconds = []
  for (let n = 0; n < 12; n += 1) {
    seconds.push(await d.once())
    d.pass(seconds.at(-1)!.wait)
  }
  for (const { wait, calls } of seconds.slice(0, -1))
    expect([calls <= 3, wait >= (calls * 1_000) / 3]).toEqual([true, true])
  expect(d.gate.turns).toBe(seconds.reduce((sum, { calls }) => sum + calls, 0))
  expect(seconds.at(-1)!.wait).toBeGreaterThan(30 * 60_000)
})

test.each(['wait', 'silent'] as const)('a gate that says %s: no call at all', async (answer) => {
  d.gate.answer = answer
  const { calls, wait } = await d.once()
  expect([calls, wait >= 1_000]).toEqual([0, true])
})

test('before the catalog is read nothing is looked at', async () => {
  await d.s.client.execute("delete from cursors where job = 'sets'")
  expect((await d.once()).calls).toBe(0)
  expect(await d.all("select * from cursors where job = 'drift'")).toEqual([])
})

test('an account that left takes its findings along', async () => {
  await afterFirstLook()
  await d.s.client.execute({
    sql: "update accounts set status = 'GONE' where id = ?",
    args: [account('stage-web')],
  })
  await d.run(61)
  expect(await findings("account_name = 'stage-web'")).toMatchObject([{ status: 'over' }])
})

test('what was ignored for a time is open again after it', async () => {
  await afterFirstLook()
  await d.s.client.execute(
    `update findings set ignored_until = ${d.s.clock + 60_000} where set_name = 'ViewOnly'`,
  )
  await d.run(2)
  expect(await findings("set_name = 'ViewOnly'")).toMatchObject([{ status: 'open' }])
  expect(await d.all("select actor_kind from events where event = 'reopen'")).toEqual([
    { actor_kind: 'clock' },
  ])
})
