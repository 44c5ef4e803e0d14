import { beforeEach, describe, expect, test } from 'vitest'
import type { Rule } from '../../schema/contract/rules.ts'
import { account, set, stage, type Stage, type Who } from '../../test/stage.ts'

let s: Stage
beforeEach(async () => {
  s = await stage()
})

const allow = (fields: object = {}): object => ({
  name: 'Everything',
  effect: 'allow',
  who: [],
  where: [],
  sets: [],
  ...fields,
})
const deny = (fields: object = {}): object => ({ ...allow(fields), effect: 'deny' })
const save = (rules: object[], headers: Record<string, string> = {}) =>
  s.call('admin', 'PUT', '/v1/rules', { rules }, headers)
const saved = async (...rules: object[]) => expect((await save(rules)).status).toBe(200)
const all = async (query: string) => (await s.client.execute(query)).rows.map((row) => ({ ...row }))
const said = async (who: Who, fields = {}) => {
  const { status, body } = await s.ask(who, fields)
  return status === 201 ? body.status : body.type.replace('/problems/', '')
}

describe('rules are kept as an Admin writes them', () => {
  const rules = [
    allow({
      name: 'On call',
      who: ['group:engineers', 'viewer@example.com'],
      where: ['ou:Root/Workloads', account('prod-web'), 'tag:env=prod'],
      sets: ['(custom)', 'ReadOnly'],
      times: { zone: 'Europe/Berlin', weekly: [{ days: ['mon', 'sun'], from: '09:00', to: '17:30' }] },
      maxSeconds: 3600,
      approval: 'automatic',
      levels: 1,
    }),
    deny({ name: 'Never', sets: ['DatabaseAdmin'] }),
  ]

  test('what was saved is what is shown, and each change is an event', async () => {
    await s.client.execute("insert into groups (id, name) values ('g-1', 'engineers')")
    const { body } = await save(rules)
    expect(body).toMatchObject({ version: 1, savedBy: { id: 'p-admin' } })
    const sorted = (rule: object) => ({
      ...rule,
      who: (rule as Rule).who.toSorted(),
      where: (rule as Rule).where.toSorted(),
    })
    expect(body.rules.map(sorted)).toEqual(rules.map(sorted))
    expect((await s.call('admin', 'GET', '/v1/rules')).body).toEqual(body)
    await saved(rules[1]!)
    expect(
      await all("select version, event, actor_id as by from events where subject_kind = 'rules'"),
    ).toEqual([1, 2, 3].map((version) => ({ version, event: 'set_rules', by: 'p-admin' })))
  })

  test('the same again is no change', async () => {
    await saved(rules[1]!)
    expect((await save([{ ...rules[1] }])).body.version).toBe(1)
    expect(await all('select version from rule_books')).toEqual([{ version: 1 }])
  })

  test('who saw another version saves nothing', async () => {
    await saved(rules[1]!)
    expect((await save([], { 'if-match': '"0"' })).status).toBe(412)
    await s.token('admin')
    s.between = () => s.client.execute("insert into rule_books values (2, '[]', 'x', 'X', 0)")
    expect((await save([])).status).toBe(412)
  })

  const wrong: [string, object, string][] = [
    ['nobody', { who: ['who@example.com'] }, 'rules.1.who.0'],
    ['no group', { who: ['group:none'] }, 'rules.1.who.0'],
    ['no account', { where: ['000000000001'] }, 'rules.1.where.0'],
    ['no set', { sets: ['Root'] }, 'rules.1.sets.0'],
    ['the name of another rule', { name: 'First' }, 'rules.1.name'],
    [
      'no time zone',
      { times: { zone: 'Mars/One', weekly: [{ days: ['mon'], from: '09:00', to: '17:00' }] } },
      'rules.1.times.zone',
    ],
    [
      'no hour',
      { times: { zone: 'UTC', weekly: [{ days: ['mon'], from: '25:00', to: '17:00' }] } },
      'rules.1.times.weekly.0.from',
    ],
  ]
  test.each(wrong)('a rule that names %s is refused, and says where', async (_, fields, field) => {
    const { status, body } = await save([allow({ name: 'First' }), allow(fields)])
    expect([status, body.field]).toEqual([422, field])
    expect(await all('select 1 from rule_books')).toEqual([])
  })
})

describe('a request is made by the rules as they are', () => {
  test('without a rule all is as it was', async () => {
    expect(await said('viewer')).toBe('pending')
  })

  test('what no rule allows is not open; who is named may ask', async () => {
    await saved(allow({ who: ['owner@example.com'] }))
    expect(await said('viewer')).toBe('account-hidden')
    expect(await said('owner')).toBe('pending')
  })

  test('what a rule denies is refused in its name', async () => {
    await saved(allow(), deny({ name: 'No power', sets: ['PowerUser'] }))
    const { body } = await s.ask('viewer')
    expect([body.type, body.rule, body.variant]).toEqual(['/problems/account-hidden', 'No power', 'denied'])
    expect(body.detail).toBe('Rule "No power" keeps PowerUser on prod-web from you; ask Admin One.')
  })

  test('the rule that bounds the duration is named', async () => {
    await saved(allow({ name: 'Production', maxSeconds: 1800 }))
    const { body } = await s.ask('viewer')
    expect([body.detail, body.maxSeconds]).toEqual(['At most 30 min here: rule "Production".', 1800])
  })

  test('a tag of the account counts', async () => {
    await saved(allow({ where: ['tag:env=prod'] }))
    expect(await said('viewer')).toBe('account-hidden')
    await s.client.execute(`update accounts set tags = '{"env":"prod"}' where name = 'prod-web'`)
    expect(await said('viewer')).toBe('pending')
  })

  test('two decisions on a standard set where a rule says so', async () => {
    await saved(allow({ levels: 2 }))
    const { body } = await s.ask('viewer')
    expect([body.kind, body.status]).toEqual(['standard', 'pending_owner'])
    const decide = (who: Who) =>
      s.call(who, 'POST', `/v1/requests/${body.id}/decision`, { decision: 'approve' })
    expect((await decide('ssoadmin')).status).toBe(403)
    expect((await decide('owner')).body.status).toBe('pending_admin')
    expect((await decide('ssoadmin')).body.status).toBe('admin_approved')
    expect(s.held.map(({ session }) => session.id)).toEqual([body.id])
  })

  test('two decisions by one person: refused with who is missing', async () => {
    await saved(allow({ levels: 2 }))
    await s.client.execute("update people set active = 0 where id = 'p-owner'")
    expect(await said('viewer')).toBe('nobody-decides')
  })

  const meanwhile: [string, string][] = [
    ['a rule', "insert into rule_books values (2, '[]', 'x', 'X', 0)"],
    ["the caller's groups", "insert into group_members values ('g', '90678a1b-1111-4c2d-8e3f-000000000001')"],
    [
      "the account's OU",
      "update accounts set ou_path = 'Root', version = version + 1 where name = 'prod-web'",
    ],
  ]
  test.each(meanwhile)('%s changed on the way: nothing is made', async (_, change) => {
    await saved(allow())
    await s.token('viewer')
    s.between = () => s.client.execute(change)
    expect(await said('viewer')).toBe('changed')
    expect(await all('select 1 from requests')).toEqual([])
  })

  test('the first rule of all counts on the way as well', async () => {
    await s.token('viewer')
    s.between = () => s.client.execute("insert into rule_books values (1, '[]', 'x', 'X', 0)")
    expect(await said('viewer')).toBe('changed')
  })
})

test('the catalog shows what the rules let one ask for, and for how long', async () => {
  await saved(allow({ where: ['ou:Root/Workloads'], sets: ['ReadOnly', 'PowerUser'], maxSeconds: 1800 }))
  const { accounts } = (await s.call('viewer', 'GET', '/v1/catalog')).body
  const places = new Set(accounts.map((each: { ouPath: string }) => each.ouPath))
  expect([...places]).toEqual(['Root/Workloads/Dev', 'Root/Workloads/Prod'])
  const shown = accounts[0].permissionSets.map((each: { name: string; maxSeconds: number }) => [
    each.name,
    each.maxSeconds,
  ])
  expect(shown).toEqual([
    ['PowerUser', 1800],
    ['ReadOnly', 1800],
  ])
})

describe('a rule grants without a person', () => {
  const onCall = allow({ name: 'On call', approval: 'automatic', maxSeconds: 3600 })

  test('at once, in one write, and the event names the rule', async () => {
    await saved(allow(), onCall)
    await s.token('viewer')
    s.trips.reads = s.trips.writes = 0
    const { status, body } = await s.ask('viewer')
    expect([status, body.status, body.rule, body.decision]).toEqual([201, 'approved', 'On call', null])
    expect(s.trips).toEqual({ reads: 1, writes: 1 })
    expect(body.grantedSeconds).toBe(3600)
    expect(s.held.map(({ session }) => session.id)).toEqual([body.id])
    const { timeline } = (await s.call('viewer', 'GET', `/v1/requests/${body.id}`)).body
    expect(
      timeline.map(({ event, rule, actor }: never) => [event, rule, (actor as { id: string } | null)?.id]),
    ).toEqual([
      ['open', undefined, 'p-viewer'],
      ['approve', 'On call', undefined],
    ])
    expect(await all("select detail from events where event = 'approve'")).toEqual([
      { detail: '{"rule":"On call","rules":1}' },
    ])
    expect(await all('select 1 from decisions')).toEqual([])
  })

  test('longer than it allows: a person decides', async () => {
    await saved(allow(), onCall)
    expect(await said('viewer', { durationSeconds: 7200 })).toBe('pending')
  })

  test('a later start is scheduled', async () => {
    await saved(onCall)
    const startsAt = new Date(s.clock + 3_600_000).toISOString()
    expect(await said('viewer', { startsAt })).toBe('scheduled')
  })

  test('nobody need be there to decide', async () => {
    await saved(onCall)
    await s.client.execute("update people set active = 0 where id in ('p-owner', 'p-ssoadmin', 'p-admin')")
    expect(await said('viewer')).toBe('approved')
  })

  test('never on a sensitive account', async () => {
    await saved(onCall)
    expect(await said('viewer', { accountId: account('prod-payments') })).toBe('pending')
  })

  test('never a custom set', async () => {
    await saved(onCall)
    const custom = {
      label: 'Orders',
      sessionDuration: 'PT1H',
      managedPolicyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
    }
    const answer = await s.ask('viewer', { permissionSetArn: undefined, custom })
    expect(answer.body.status).toBe('pending_owner')
  })

  test('not when the rule changed on the way', async () => {
    await saved(onCall)
    await s.token('viewer')
    s.between = () => s.client.execute("insert into rule_books values (2, '[]', 'x', 'X', 0)")
    expect(await said('viewer')).toBe('changed')
    expect([await all('select 1 from requests'), s.held]).toEqual([[], []])
  })

  test('not when the session it goes on from ended on the way', async () => {
    await saved(onCall)
    const { id } = (await s.ask('viewer')).body
    await s.client.execute(`update requests set status = 'active', version = version + 1 where id = '${id}'`)
    s.between = () => s.client.execute(`update requests set version = version + 1 where id = '${id}'`)
    expect(await said('viewer', { extends: id })).toBe('changed')
    expect(await said('viewer', { extends: id })).toBe('scheduled')
  })
})

describe('before saving', () => {
  test('which requests would have gone differently, and how', async () => {
    await s.ask('viewer')
    s.clock += 60_000
    await s.ask('viewer', { permissionSetArn: set('ReadOnly') })
    const rules = [allow({ name: 'Reading', sets: ['ReadOnly'] })]
    const { status, body } = await s.call('admin', 'POST', '/v1/rules/preview', { rules })
    expect([status, body.looked, body.more, body.count]).toEqual([200, 2, false, 1])
    expect(body.items[0]).toMatchObject({
      request: { permissionSetName: 'PowerUser', requester: { id: 'p-viewer' } },
      before: { outcome: 'needs-decision', because: [] },
      after: { outcome: 'refused', because: [] },
    })
    expect(await all('select 1 from rule_books')).toEqual([])
  })

  test('the last 30 days, and no longer', async () => {
    await s.ask('viewer')
    s.clock += 30 * 86_400_000 + 1
    const { body } = await s.call('admin', 'POST', '/v1/rules/preview', { rules: [deny()] })
    expect([body.looked, body.count]).toEqual([0, 0])
  })

  test('who is in a group counts as they are now', async () => {
    await s.client.execute("insert into groups (id, name) values ('g-1', 'engineers')")
    await s.ask('viewer')
    const rules = [deny({ who: ['group:engineers'] })]
    const count = async () => (await s.call('admin', 'POST', '/v1/rules/preview', { rules })).body.count
    expect(await count()).toBe(0)
    await s.client.execute("insert into group_members values ('g-1', '90678a1b-1111-4c2d-8e3f-000000000001')")
    expect(await count()).toBe(1)
  })
})
