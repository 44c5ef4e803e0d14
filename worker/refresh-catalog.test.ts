import { afterEach, beforeEach, expect, test } from 'vitest'
import { openSandbox, type TestSandbox } from '../test/aws-sandbox.ts'
import { freshDatabase } from '../test/database.ts'
import organisation from '../test/fixtures/organisation.json' with { type: 'json' }
import { setWriting } from './aws/set-writing.ts'
import { watchQuota } from './db/catalog-refresh.ts'
import { catalogParts, refreshCatalog, type CatalogParts } from './refresh-catalog.ts'

const [viewer, owner, ssoAdmin] = organisation.people
const [dataLeads] = organisation.groups
const administrator = organisation.permissionSets.at(-1)!
const responder = organisation.permissionSets.find(({ name }) => name === 'IncidentResponder')!

let sandbox: TestSandbox
let db: Awaited<ReturnType<typeof freshDatabase>>
let resting: CatalogParts['resting']
let collected: [string, string][]
beforeEach(async () => {
  collected = []
  resting = new Map()
  sandbox = await openSandbox()
  db = await freshDatabase()
})
afterEach(async () => {
  await sandbox.close()
  db.close()
})

test('fills an empty database with what AWS has, nothing of it open to requests yet', async () => {
  await refreshed()
  expect(await all('select id, name, ou_path, status, requestable from accounts order by id')).toEqual(
    organisation.accounts
      .map(({ id, name, ouPath }) => ({ id, name, ou_path: ouPath, status: 'ACTIVE', requestable: 0 }))
      .toSorted((a, b) => (a.id < b.id ? -1 : 1)),
  )
  expect(
    await all("select tags ->> 'jit:sensitive' as mark from accounts where name = 'prod-payments'"),
  ).toEqual([{ mark: 'true' }])
  const sets = await all('select name, session_seconds, sealed, killable, requestable from permission_sets')
  expect(sets).toHaveLength(organisation.permissionSets.length)
  expect(sets).toContainEqual({
    name: 'IncidentResponder',
    session_seconds: 3_600,
    sealed: 1,
    killable: 1,
    requestable: 0,
  })
  expect(await all('select 1 from permission_sets where policy_hash is null')).toEqual([])
  expect(await members(dataLeads!.id)).toEqual([owner!.principalId, ssoAdmin!.principalId])
})

test('a place is kept where the tags are not told, and tags that are not read are said to be', async () => {
  await sandbox.fault({
    operation: 'ListTagsForResource',
    kind: 'error',
    times: 999,
    reason: 'AccessDeniedException',
  })
  for (let n = 0; n < 40; n += 1) await once()
  expect(await all('select 1 from accounts where ou_path is null')).toEqual([])
  expect(await all('select distinct tags_read from accounts')).toEqual([{ tags_read: 0 }])
  await sandbox.calmDown()
  sandbox.pass(60_000)
  await refreshed()
  expect(await all('select distinct tags_read from accounts')).toEqual([{ tags_read: 1 }])
  expect(
    await all("select tags ->> 'jit:sensitive' as mark from accounts where name = 'prod-payments'"),
  ).toEqual([{ mark: 'true' }])
})

test('never more than eight calls to AWS a second', async () => {
  let wakeAt = 0
  for (let n = 0; n < 6; n += 1) {
    const began = sandbox.config.now()
    const second = parts()
    wakeAt = await refreshCatalog(second)
    expect(second.callsMade()).toBeLessThanOrEqual(8)
    expect(wakeAt - began).toBeGreaterThanOrEqual(second.callsMade() * 125)
    sandbox.pass(wakeAt - began)
  }
})

test('goes on where a crash stopped it', async () => {
  await only('sets')
  await refreshed()
  await db.execute("update cursors set finished_at = 1 where job = 'sets'")
  const listed = await sandbox.callsTo('ListPermissionSets')
  // The names of the second page never come: the process ends there.
  await sandbox.fault({ operation: 'DescribePermissionSet', kind: 'lost', times: 99 })
  await once()
  expect(await cursor('sets')).toMatchObject({ run: 1 })
  await sandbox.calmDown()
  sandbox.pass(60_000)
  await once()
  const half = await cursor('sets')
  expect(half).toMatchObject({ run: 2, finished_at: null, token: expect.any(String) as string })
  await refreshed()
  expect(await cursor('sets')).toMatchObject({ run: 2, token: null })
  expect(await sandbox.callsTo('ListPermissionSets')).toBe(listed + 3)
})

test('a page and its place are written together or not at all', async () => {
  await only('accounts')
  await db.execute(
    "create trigger broken before insert on cursors begin select raise(abort, 'disk full'); end",
  )
  await once()
  expect(await all('select * from accounts')).toEqual([])
  await db.execute('drop trigger broken')
  await refreshed()
  expect(await all('select * from accounts')).toHaveLength(12)
})

test('leaves what an Admin decided, and a row without news as it is', async () => {
  await only('accounts', 'sets', 'policies')
  await refreshed()
  await db.batch(
    [
      'update accounts set requestable = 1, sensitive = 1, max_seconds = 60',
      'update permission_sets set requestable = 1, max_seconds = 60',
    ],
    'write',
  )
  const before = await all('select id, requestable, sensitive, max_seconds, version from accounts')
  await everythingAnew()
  const after = await all('select id, requestable, sensitive, max_seconds, version from accounts')
  const managing = { id: organisation.managementAccountId }
  expect(after.filter(({ id }) => id !== managing.id)).toEqual(before.filter(({ id }) => id !== managing.id))
  const open = await all('select name, max_seconds from permission_sets where requestable = 1')
  expect(open).toHaveLength(organisation.permissionSets.length - 1)
  expect(open).toContainEqual({ name: 'ReadOnly', max_seconds: 60 })
})

test('nobody may ask for the account that manages the organisation, nor for a protected set', async () => {
  await only('accounts', 'sets', 'policies')
  await refreshed()
  await db.batch(
    ['update accounts set requestable = 1', 'update permission_sets set requestable = 1'],
    'write',
  )
  await everythingAnew()
  const closed = await all(
    'select id from accounts where requestable = 0 union select arn from permission_sets where requestable = 0',
  )
  expect(closed).toEqual([{ id: organisation.managementAccountId }, { id: administrator.arn }])
})

test('marks what AWS does not list any more, and takes its hash', async () => {
  await only('accounts', 'sets')
  await refreshed()
  const gone = responder.arn.replace('ps-1', 'ps-9')
  await db.batch(
    [
      `insert into permission_sets (arn, name, session_seconds, policy_hash, requestable, seen_run)
        values ('${gone}', 'Gone', 3600, 'hash', 1, 1)`,
      "insert into accounts (id, name, requestable, seen_run) values ('999999999999', 'left', 1, 1)",
    ],
    'write',
  )
  await everythingAnew()
  expect(
    await all(`select requestable, policy_hash, seen_run from permission_sets where arn = '${gone}'`),
  ).toEqual([{ requestable: 0, policy_hash: null, seen_run: -2 }])
  expect(await all("select status from accounts where id = '999999999999'")).toEqual([{ status: 'GONE' }])
})

test('a set made anew under an old name takes the name', async () => {
  await only('sets')
  const old = responder.arn.replace('ps-1', 'ps-9')
  await db.execute(
    `insert into permission_sets (arn, name, session_seconds, seen_run) values ('${old}', 'IncidentResponder', 3600, 1)`,
  )
  await refreshed()
  expect(await all("select arn from permission_sets where name = 'IncidentResponder'")).toEqual([
    { arn: responder.arn },
  ])
})

test('a clone of ours is never open to requests, and collected once no live session needs it', async () => {
  await only('sets', 'policies')
  const key = '111122223333/jit-abcdefghij-Operator'
  const clone = await made({ 'jit:made-by': 'hallpass', 'jit:key': key })
  await made({ 'jit:key': key }, 'Somebodys')
  await live(key)
  await refreshed()
  await db.execute('update permission_sets set requestable = 1')
  expect(collected).toEqual([])
  await db.execute('update requests set live = 0')
  await everythingAnew()
  expect(collected).toEqual([['jit-abcdefghij-Operator', clone]])
  expect(await all(`select requestable from permission_sets where arn = '${clone}'`)).toEqual([
    { requestable: 0 },
  ])
})

test('the number of sets is watched near the limit of AWS, and no longer once it is not', async () => {
  await only('sets')
  const rows = `with recursive n(n) as (values (1) union all select n + 1 from n where n < 3300)`
  await db.execute(`${rows} insert into permission_sets (arn, name, session_seconds, seen_run)
    select 'arn:' || n, 'Set' || n, 3600, 99 from n`)
  expect(await watchQuota(db)).toBe(3_300)
  expect(await all("select value from settings where name = 'quota'")).toEqual([{ value: '3300' }])
  await db.execute("delete from permission_sets where arn = 'arn:1'")
  expect(await watchQuota(db)).toBeNull()
  expect(await all("select value from settings where name = 'quota'")).toEqual([])
})

test('owners are people: a group counts as its members, and a version moves only with a change', async () => {
  await only('accounts', 'groups')
  await db.batch(
    [
      `insert into people (id, name, principal_id) values ('v', 'V', '${viewer!.principalId}'), ('s', 'S', '${ssoAdmin!.principalId}')`,
      "insert into owner_rules (account_id, kind, subject_id, at) values ('111122223333', 'person', 'v', 1)",
      `insert into owner_rules (account_id, kind, subject_id, at) values ('333344445555', 'group', '${dataLeads!.id}', 1)`,
      "insert into owners (person_id, account_id) values ('v', '333344445555')",
    ],
    'write',
  )
  await refreshed()
  expect(await all('select person_id, account_id from owners order by account_id')).toEqual([
    { person_id: 'v', account_id: '111122223333' },
    { person_id: 's', account_id: '333344445555' },
  ])
  const versions = 'select id, owners_version from accounts'
  const before = await all(versions)
  await everythingAnew()
  expect(await all(versions)).toEqual(before)
})

test('a member or a group that left goes', async () => {
  await only('groups')
  await db.batch(
    [
      `insert into groups (id, name, seen_run) values ('old', 'old', 0)`,
      `insert into group_members (group_id, principal_id) values ('old', 'p'), ('${dataLeads!.id}', 'p')`,
    ],
    'write',
  )
  await refreshed()
  expect(await members('old')).toEqual([])
  expect(await members(dataLeads!.id)).toEqual([owner!.principalId, ssoAdmin!.principalId])
  expect(await all('select name from groups order by name')).toEqual([
    { name: 'data-leads' },
    { name: 'engineers' },
  ])
})

test('a job that fails rests for a minute while the others go on', async () => {
  await only('accounts', 'sets')
  await sandbox.fault({ operation: 'ListAccounts', kind: 'error' })
  for (let n = 0; n < 5; n += 1) await once()
  expect(await all('select 1 from permission_sets')).toHaveLength(8)
  expect(await all('select 1 from accounts')).toEqual([])
  expect(await sandbox.callsTo('ListAccounts')).toBe(1)
  await sandbox.calmDown()
  sandbox.pass(60_000)
  await refreshed()
  expect(await all('select 1 from accounts')).toHaveLength(12)
})

test('a throttled job goes on after a second', async () => {
  await only('sets')
  await sandbox.fault({ operation: 'DescribePermissionSet', kind: 'throttle', times: 1 })
  for (let n = 0; n < 5; n += 1) await once()
  expect(await all('select 1 from permission_sets')).toHaveLength(8)
})

test('is quiet for a quarter of an hour once everything is fresh', async () => {
  await only('sets')
  await refreshed()
  const wakeAt = await refreshCatalog(parts())
  const minutes = (wakeAt - sandbox.config.now()) / 60_000
  expect(minutes).toBeGreaterThan(13)
  expect(minutes).toBeLessThanOrEqual(15)
})

test('a set that appears between two walks gets its hash at once', async () => {
  await only('sets')
  await refreshed()
  await db.execute(`update permission_sets set policy_hash = null where arn = '${responder.arn}'`)
  await once()
  expect(await all('select 1 from permission_sets where policy_hash is null')).toEqual([])
})

function parts(askedAt: number | null = null): CatalogParts {
  const collect = async (...told: [string, string]) => void collected.push(told)
  return catalogParts({ db, askedAt, resting, collect }, sandbox.config)
}

/** One wake-up, and the second after it. */
async function once(askedAt: number | null = null): Promise<number> {
  const wakeAt = await refreshCatalog(parts(askedAt))
  const wait = wakeAt - sandbox.config.now()
  sandbox.pass(Math.min(1_000, wait))
  return wait
}

async function refreshed(askedAt: number | null = null): Promise<void> {
  for (let n = 0; n < 100; n += 1) if ((await once(askedAt)) > 60_000) return
  throw new Error('the catalog was never fresh')
}

/** As an Admin asks for it. */
async function everythingAnew(): Promise<void> {
  sandbox.pass(1_000)
  await refreshed(sandbox.config.now())
}

/** Only these jobs have work to do, so that a test waits for no other. */
async function only(...jobs: string[]): Promise<void> {
  const others = ['accounts', 'sets', 'groups', 'policies', 'places'].filter((job) => !jobs.includes(job))
  const later = sandbox.config.now() + 365 * 24 * 60 * 60_000
  for (const job of others)
    await db.execute({ sql: 'insert into cursors values (?, 1, null, ?, ?)', args: [job, later, later] })
  if (!jobs.includes('places'))
    await db.execute(
      "create trigger placed after insert on accounts begin update accounts set ou_path = '', tags_read = 1 where id = new.id; end",
    )
  if (!jobs.includes('policies'))
    await db.execute(
      "create trigger hashed after insert on permission_sets begin update permission_sets set policy_hash = coalesce(policy_hash, 'hash') where arn = new.arn; end",
    )
}

async function all(sql: string): Promise<Record<string, unknown>[]> {
  const { rows, columns } = await db.execute(sql)
  return rows.map((row) => Object.fromEntries(columns.map((name) => [name, row[name]])))
}

async function members(groupId: string): Promise<unknown[]> {
  const found = await all(`select principal_id from group_members where group_id = '${groupId}' order by 1`)
  return found.map((row) => row['principal_id'])
}

async function cursor(job: string): Promise<Record<string, unknown>> {
  return (await all(`select * from cursors where job = '${job}'`))[0]!
}

async function made(tags: Record<string, string>, name = 'jit-abcdefghij-Operator'): Promise<string> {
  const spec = { name, description: 'a copy', sessionDuration: 'PT1H', relayState: '', tags }
  const created = await setWriting(sandbox.config).create(spec)
  return 'arn' in created ? created.arn : ''
}

async function live(key: string): Promise<void> {
  await db.execute(`insert into requests (id, kind, status, requester_id, requester_name, principal_id, account_id,
    account_name, set_arn, set_name, set_hash, session_seconds, duration_s, justification, digest, opened_at,
    window_ends_at, deciders, waits_for, keeper_key, live) values ('r', 'standard', 'approved', 'p', 'P', 'u', '1', 'prod',
    's', 'Operator', 'h', 3600, 3600, 'because', 'd', 1, 2, 1, 'any', '${key}', 1)`)
}
