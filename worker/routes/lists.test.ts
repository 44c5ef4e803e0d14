import { beforeEach, expect, test } from 'vitest'
import { account, set, stage, type Stage, type Who } from '../../test/stage.ts'

let s: Stage
beforeEach(async () => {
  s = await stage()
})

const get = (who: Who, path: string) => s.call(who, 'GET', path)
const ids = (answer: { body: { items: { id: string }[] } }) => answer.body.items.map((item) => item.id)

/** One request in each requestable account, oldest first, a minute apart. */
async function askEverywhere(who: Who): Promise<string[]> {
  const accounts = [
    'prod-payments',
    'prod-web',
    'stage-web',
    'dev-web',
    'dev-data',
    'sandbox-one',
    'network-hub',
  ]
  const made: string[] = []
  for (const name of accounts) {
    s.clock += 60_000
    made.push((await s.ask(who, { accountId: account(name) })).body.id)
  }
  return made
}

test('my requests are mine, newest first', async () => {
  const made = await askEverywhere('viewer')
  await s.ask('owner')
  expect(ids(await get('viewer', '/v1/requests?scope=mine'))).toEqual(made.toReversed())
})

test('a page ends with a cursor that goes on where it stopped, without a row twice or lost', async () => {
  await s.client.execute("insert into settings (name, value) values ('max_open', '100')")
  const wanted: string[] = []
  for (const permissionSetArn of ['PowerUser', 'ReadOnly', 'ViewOnly', 'SupportUser', 'DatabaseOperator'].map(
    set,
  )) {
    for (const name of ['prod-payments', 'prod-web', 'stage-web', 'dev-web', 'dev-data', 'network-hub']) {
      wanted.push((await s.ask('viewer', { accountId: account(name), permissionSetArn })).body.id)
    }
  }
  const first = await get('viewer', '/v1/requests?scope=mine')
  const second = await get('viewer', `/v1/requests?scope=mine&after=${first.body.next}`)
  expect([ids(first).length, ids(second).length, second.body.next]).toEqual([25, 5, null])
  expect([...ids(first), ...ids(second)].toSorted()).toEqual(wanted.toSorted())
})

test('the queue of an owner holds their accounts, soonest deadline first, and never their own request', async () => {
  await askEverywhere('viewer')
  await s.ask('owner', { accountId: account('network-hub') })
  const queue = await get('owner', '/v1/requests?scope=to-decide')
  const names = queue.body.items.map((item: { accountName: string }) => item.accountName)
  expect(names).toEqual(['prod-payments', 'prod-web', 'stage-web', 'dev-web', 'dev-data'])
})

test('from level 2 on the queue holds everything but their own', async () => {
  await askEverywhere('viewer')
  await s.ask('ssoadmin')
  expect((await get('ssoadmin', '/v1/requests?scope=to-decide')).body.items).toHaveLength(7)
})

test('the badge is what the queue holds', async () => {
  await askEverywhere('viewer')
  expect((await get('owner', '/v1/summary')).body).toMatchObject({ pendingApprovals: 5, badge: 5 })
  expect((await get('viewer', '/v1/summary')).body).toMatchObject({ pendingApprovals: null, badge: 0 })
})

test('history: a viewer sees their own, an owner their accounts too, an admin and an auditor everything', async () => {
  await askEverywhere('viewer')
  await s.ask('owner', { accountId: account('network-hub') })
  const seenBy = async (who: Who) => (await get(who, '/v1/requests?scope=history')).body.items.length
  expect([await seenBy('viewer'), await seenBy('owner'), await seenBy('admin')]).toEqual([7, 6, 8])
  await s.client.execute("update people set auditor = 1 where id = 'p-viewer'")
  expect(await seenBy('viewer')).toBe(8)
})

test('a filter may repeat and answers nothing else', async () => {
  const [first] = await askEverywhere('viewer')
  await s.call('viewer', 'POST', `/v1/requests/${first}/withdraw`)
  expect(ids(await get('viewer', '/v1/requests?scope=mine&status=withdrawn'))).toEqual([first])
  expect(ids(await get('viewer', '/v1/requests?scope=mine&status=withdrawn&status=pending'))).toHaveLength(7)
})

test('sessions are listed by their end; others see them only where they may revoke them', async () => {
  const made = await askEverywhere('viewer')
  for (const id of made.slice(0, 3)) {
    const { accountName } = (await get('viewer', `/v1/requests/${id}`)).body
    await s.call('admin', 'POST', `/v1/requests/${id}/decision`, {
      decision: 'approve',
      accountName,
      durationSeconds: id === made[1] ? 900 : 3600,
    })
  }
  expect(ids(await get('viewer', '/v1/sessions?scope=mine'))[0]).toBe(made[1])
  expect(ids(await get('owner', '/v1/sessions?scope=managed'))).toHaveLength(3)
  expect(ids(await get('viewer', '/v1/sessions?scope=managed'))).toHaveLength(0)
  const of = (who: Who, id: string) => get(who, `/v1/sessions?scope=managed&requesterId=p-${id}`)
  for (const who of ['owner', 'ssoadmin'] as const) {
    expect(ids(await of(who, 'viewer'))).toHaveLength(3)
    expect(ids(await of(who, 'admin'))).toHaveLength(0)
  }
  expect(ids(await of('viewer', 'viewer'))).toHaveLength(0)
})

test('a foreign cursor, an unknown status or scope is refused', async () => {
  for (const query of [
    'scope=mine&after=abc',
    'scope=mine&status=asleep',
    'scope=theirs',
    'scope=mine&sort=asc',
  ]) {
    expect((await get('viewer', `/v1/requests?${query}`)).status).toBeGreaterThanOrEqual(400)
  }
})

test('a request shows who may decide and what the caller may do', async () => {
  const { body } = await s.ask('viewer')
  const asOwner = (await get('owner', `/v1/requests/${body.id}`)).body
  expect(asOwner.mine).toMatchObject({ decide: true, withdraw: false })
  expect(asOwner.mayDecide.map((p: { name: string }) => p.name)).toEqual([
    'Owner One',
    'SSO Admin One',
    'Admin One',
  ])
  expect(asOwner.timeline).toMatchObject([
    { event: 'open', status: 'pending', actor: { name: 'Viewer One' } },
  ])
  expect((await get('viewer', `/v1/requests/${body.id}`)).body.mine).toMatchObject({
    decide: false,
    withdraw: true,
  })
})

test('the history of who owns many busy accounts misses none of them', async () => {
  const { body } = await s.ask('admin')
  const { columns: all } = await s.client.execute('select * from requests')
  const columns = all.filter((name) => name !== 'queue_at')
  const filled: Record<string, string> = {
    id: "a.value || '-' || n.value",
    account_id: 'a.value',
    opened_at: 'n.value',
  }
  const numbers = (from: number, count: number) =>
    JSON.stringify(Array.from({ length: count }, (_, i) => from + i))
  const accounts = numbers(900_000_000_001, 11)
  await s.client.execute({
    sql: `insert into requests (${columns.join()}) select ${columns.map((name) => filled[name] ?? `r.${name}`).join()}
      from requests r, json_each(?) a, json_each(?) n where r.id = ?`,
    args: [accounts, numbers(1, 200), body.id],
  })
  await s.client.execute({
    sql: "insert into owners select 'p-viewer', value from json_each(?)",
    args: [accounts],
  })
  const newest = ids(await get('viewer', '/v1/requests?scope=history')).slice(0, 11)
  expect(newest).toContain('900000000011-200')
})

test.each(['[1e999,"x"]', '["x",1]', '{}', '[1.5,"x"]'])('a cursor %s is none of ours', async (cursor) => {
  const after = Buffer.from(cursor).toString('base64url')
  const { status, body } = await get('viewer', `/v1/requests?scope=mine&after=${after}`)
  expect([status, body.field]).toEqual([422, 'after'])
})

test.each([
  ['scope=all', '"scope": It takes mine, to-decide, history.'],
  ['scope=mine&after=a&after=b', '"after": It takes a text.'],
  [`scope=mine&after=${'a'.repeat(201)}`, '"after": At most 200.'],
])('a wrong value is told in words, without what it was: %s', async (query, detail) => {
  const { status, body } = await get('viewer', `/v1/requests?${query}`)
  expect([status, body.detail]).toEqual([422, detail])
})

test("what one may not see does not exist, as what isn't there", async () => {
  const { body } = await s.ask('owner')
  const hidden = await get('viewer', `/v1/requests/${body.id}`)
  const missing = await get('viewer', '/v1/requests/nosuchrequest')
  expect([hidden.status, missing.status, hidden.body.detail]).toEqual([404, 404, missing.body.detail])
})

test('the catalog says what may be asked, how long, and who would be asked without the caller', async () => {
  const { body } = await get('viewer', '/v1/catalog?q=payments')
  expect(body.accounts).toMatchObject([{ name: 'prod-payments', sensitive: true, decidersCount: 3 }])
  expect(body.accounts[0].permissionSets.map((p: { name: string }) => p.name)).not.toContain(
    'AdministratorAccess',
  )
  const asOwner = (await get('owner', '/v1/catalog?q=1111-2222-3333')).body.accounts[0]
  expect([asOwner.name, asOwner.decidersCount]).toEqual(['prod-payments', 2])
  expect((await get('viewer', '/v1/catalog?q=management')).body.accounts).toEqual([])
  expect((await get('viewer', '/v1/catalog?q=100%25')).body.accounts).toEqual([])
})

test('owned accounts carry their counters and the other owners', async () => {
  await s.ask('viewer', { accountId: account('prod-data-lake') })
  const lake = (await get('owner', '/v1/accounts')).body.items.find(
    (a: { name: string }) => a.name === 'prod-data-lake',
  )
  expect(lake).toMatchObject({
    pending: 1,
    active: 0,
    owners: [{ name: 'Owner One' }, { name: 'SSO Admin One' }],
  })
  expect((await get('viewer', '/v1/accounts')).body.items).toEqual([])
})

test('an owner who is away is said to be, until they are not', async () => {
  const until = s.clock + 3_600_000
  await s.client.execute({
    sql: "insert into absences (person_id, stand_in_id, until, at) values ('p-ssoadmin', 'p-owner', ?, ?)",
    args: [until, s.clock],
  })
  const owners = async () =>
    (await get('owner', '/v1/accounts')).body.items.find((a: { name: string }) => a.name === 'prod-data-lake')
      .owners
  const owner = { id: 'p-owner', name: 'Owner One' }
  const other = { id: 'p-ssoadmin', name: 'SSO Admin One' }
  expect(await owners()).toEqual([owner, { ...other, awayUntil: new Date(until).toISOString() }])
  s.clock = until
  expect(await owners()).toEqual([owner, other])
})

test('owning an account lifts a viewer to approver', async () => {
  await s.client.execute({ sql: "insert into owners values ('p-viewer', ?)", args: [account('sandbox-one')] })
  expect((await get('viewer', '/v1/me')).body).toMatchObject({
    admins: ['Admin One'],
    level: 1,
    role: 'approver',
    owns: [account('sandbox-one')],
  })
})
