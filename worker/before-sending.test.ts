import { beforeEach, expect, test } from 'vitest'
import { account, set, stage, wish, type Stage, type Who } from '../test/stage.ts'

let s: Stage
beforeEach(async () => {
  s = await stage()
})

const { justification: _, ...body } = wish
const preview = (who: Who = 'viewer', fields: object = {}) =>
  s.call(who, 'POST', '/v1/requests/preview', { ...body, ...fields })
const decide = (who: Who, id: string, decision: object = { decision: 'approve' }) =>
  s.call(who, 'POST', `/v1/requests/${id}/decision`, decision)
const save = (rules: object[]) => s.call('admin', 'PUT', '/v1/rules', { rules })
const everything = { name: 'Everything', effect: 'allow', who: [], where: [], sets: [] }

test('who would be asked, without the requester, who is online first; nothing is stored', async () => {
  s.online = new Set(['p-admin', 'p-viewer'])
  const { status, body: said } = await preview()
  expect([status, said]).toEqual([
    200,
    {
      levels: 1,
      automatic: null,
      instead: null,
      because: [],
      asked: [
        { id: 'p-admin', name: 'Admin One', online: true },
        { id: 'p-owner', name: 'Owner One', online: false },
        { id: 'p-ssoadmin', name: 'SSO Admin One', online: false },
      ],
      askedCount: 3,
      onlineCount: 1,
      second: null,
      usual: null,
      windowEndsAt: new Date(s.clock + 24 * 3_600_000).toISOString(),
      longest: { seconds: 86_400, rule: 'the limit of PowerUser' },
      unread: ['PowerUser'],
    },
  ])
  expect((await s.client.execute('select 1 from requests')).rows).toEqual([])
  expect((await preview('owner')).body.asked.map(({ id }: { id: string }) => id)).toEqual([
    'p-admin',
    'p-ssoadmin',
  ])
})

test('inboxes that do not answer are not guessed at', async () => {
  s.online = null
  expect((await preview()).body).toMatchObject({ askedCount: 3, onlineCount: null })
})

test('both levels of a custom request', async () => {
  const custom = {
    label: 'x',
    sessionDuration: 'PT1H',
    managedPolicyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
  }
  const { body: said } = await preview('viewer', { permissionSetArn: undefined, custom })
  expect([said.levels, said.askedCount, said.second]).toEqual([
    2,
    1,
    {
      asked: [
        { id: 'p-ssoadmin', name: 'SSO Admin One' },
        { id: 'p-admin', name: 'Admin One' },
      ],
      askedCount: 2,
    },
  ])
})

test('the rule that bounds it, and the one that grants it without a person', async () => {
  await save([
    { ...everything, name: 'Production', maxSeconds: 7200 },
    { ...everything, name: 'On call', maxSeconds: 3600, approval: 'automatic' },
  ])
  expect((await preview()).body).toMatchObject({
    levels: 0,
    automatic: 'On call',
    because: ['On call', 'Production'],
    askedCount: 0,
    longest: { seconds: 7200, rule: 'rule "Production"' },
  })
  expect((await preview('viewer', { durationSeconds: 7200 })).body).toMatchObject({
    levels: 1,
    automatic: null,
  })
})

test('how long decisions take around this time of day', async () => {
  const took = async (seconds: number) => {
    const { id } = (await s.ask('viewer')).body
    s.clock += seconds * 1000
    await decide('owner', id, { decision: 'reject', comment: 'Not this time, sorry.' })
    s.clock -= seconds * 1000
  }
  const sets = [60, 120, 600]
  for (const seconds of sets) {
    await took(seconds)
    s.clock += 24 * 3_600_000
  }
  expect((await preview()).body.usual).toEqual({ medianSeconds: 120, count: 3 })
  await took(10)
  s.clock += 1000
  expect((await preview()).body.usual).toEqual({ medianSeconds: 90, count: 4 })
  s.clock += 12 * 3_600_000
  expect((await preview()).body.usual).toBeNull()
})

const refused: [string, Who, Record<string, unknown>, string][] = [
  ['nobody could decide', 'ssoadmin', { accountId: account('sandbox-one') }, 'nobody-decides'],
  ['it is too long', 'viewer', { durationSeconds: 86_401 }, 'too-long'],
  ['nobody may ask for the set', 'viewer', { permissionSetArn: set('AdministratorAccess') }, 'no-sets'],
  ['the account manages the organisation', 'viewer', { accountId: account('management') }, 'account-hidden'],
]
test.each(refused)('refused as the request would be where %s', async (_, who, fields, key) => {
  await s.client.execute("update people set active = 0 where id = 'p-admin'")
  const { body: said } = await preview(who, fields)
  expect(said.type).toBe(`/problems/${key}`)
  const { body: sent } = await s.ask(who, fields)
  expect([sent.type, sent.detail]).toEqual([said.type, said.detail])
})

test('names the policies of the set that nobody has read; none of a custom one, which is read in full', async () => {
  const policies = (customer: string[]) =>
    s.client.execute({
      sql: "insert or replace into set_policies values (?, '', ?, ?, '')",
      args: [
        wish.permissionSetArn,
        JSON.stringify(['arn:aws:iam::aws:policy/PowerUserAccess', 'arn:aws:iam::aws:policy/FromTomorrow']),
        JSON.stringify(customer),
      ],
    })
  await policies(['/ops/BreakGlass'])
  expect((await preview()).body.unread).toEqual(['/ops/BreakGlass', 'arn:aws:iam::aws:policy/FromTomorrow'])
  const custom = {
    label: 'Read',
    sessionDuration: 'PT1H',
    managedPolicyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
  }
  expect((await preview('viewer', { permissionSetArn: undefined, custom })).body.unread).toEqual([])
})

test('how many of them are online is told to whoever waits, in the same trip, and to nobody else', async () => {
  const { id } = (await s.ask('viewer')).body
  const told = async (who: Parameters<Stage['call']>[0]) =>
    (await s.call(who, 'GET', `/v1/requests/${id}`)).body.online
  s.online = new Set(['p-admin', 'p-owner', 'p-viewer'])
  await s.token('viewer')
  const before = s.trips.reads
  expect(await told('viewer')).toBe(2)
  expect(s.trips.reads - before).toBe(1)
  expect(await told('owner')).toBeNull()
  s.online = null
  expect(await told('viewer')).toBeNull()
  s.online = new Set(['p-admin'])
  await s.call('viewer', 'POST', `/v1/requests/${id}/withdraw`)
  expect(await told('viewer')).toBeNull()
})
