import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { Rule } from '../../schema/contract/rules.ts'
import { account, set, stage, wish, type Stage, type Who } from '../../test/stage.ts'

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

  test('no more by changes, some at a time, than all at once', async () => {
    const rule = (n: number) => allow({ name: `Rule ${n}` })
    const kept = Array.from({ length: 200 }, (_, n) => rule(n))
    await s.client.execute({
      sql: "insert into rule_books values (1, ?, 'x', 'X', 0)",
      args: [
        JSON.stringify(
          kept.map((each) => ({ ...each, times: null, maxSeconds: null, approval: null, levels: null })),
        ),
      ],
    })
    const change = (n: number, from: object | null, to: object | null) => ({
      what: 'rule',
      key: `Rule ${n}`,
      from,
      to,
    })
    const apply = (...changes: object[]) => s.call('admin', 'POST', '/v1/config', { changes })
    const { status, body } = await apply(change(200, null, rule(200)))
    expect([status, body.field, body.detail]).toEqual([422, 'changes.0', 'At most 200 rules.'])
    expect((await apply(change(200, null, rule(200)), change(7, rule(7), null))).status).toBe(200)
    expect((await s.call('admin', 'GET', '/v1/rules')).body.rules).toHaveLength(200)
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
    [
      'hours that end as they begin',
      { times: { zone: 'UTC', weekly: [{ days: ['mon'], from: '09:00', to: '09:00' }] } },
      'rules.1.times.weekly.0.to',
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

  const unread: [string, string, string][] = [
    ['tags', 'update accounts set tags_read = 0', 'tag:env=prod'],
    ['place', 'update accounts set ou_path = null', 'ou:Root/Workloads'],
  ]
  test.each(unread)(
    'an account without its %s read is not asked for, nor given, past a rule about it',
    async (_, change, where) => {
      const { id } = (await s.ask('viewer', { permissionSetArn: set('ReadOnly') })).body
      await saved(deny({ name: 'Production', where: [where] }))
      await s.client.execute(change)
      const { status, body } = await s.ask('viewer')
      expect([status, body.type]).toEqual([503, '/problems/unreachable'])
      const yes = await s.call('owner', 'POST', `/v1/requests/${id}/decision`, { decision: 'approve' })
      expect(yes.body.type).toBe('/problems/unreachable')
      await saved(deny({ name: 'Elsewhere', where: [account('stage-web')] }))
      expect(await said('viewer')).toBe('pending')
    },
  )

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

test('the catalog looks at the hours of a rule once an account, however many sets there are', async () => {
  const times = { zone: 'Europe/Berlin', weekly: [{ days: ['mon'], from: '09:00', to: '17:00' }] }
  await saved(allow(), deny({ name: 'At work', times }))
  const looked = vi.spyOn(Intl.DateTimeFormat.prototype, 'formatToParts')
  const { accounts } = (await s.call('viewer', 'GET', '/v1/catalog')).body
  expect(accounts[0].permissionSets.length).toBeGreaterThan(1)
  expect(looked).toHaveBeenCalledTimes(accounts.length)
  looked.mockRestore()
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

  test('of one call that came twice at once, one grant and one answer', async () => {
    await saved(onCall)
    const sent = () =>
      s.call('viewer', 'POST', '/v1/requests', wish, { 'idempotency-key': 'one-and-the-same' })
    await s.token('viewer')
    let first = ''
    s.between = async () => {
      first = (await sent()).body.id
      await s.call('viewer', 'POST', `/v1/sessions/${first}/release`, {})
    }
    const { status, body } = await sent()
    expect([status, body.id]).toEqual([201, first])
    expect(await all('select status from requests')).toEqual([{ status: 'withdrawn' }])
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

  test('by the hours in which it starts, not those of a moment before', async () => {
    const day = { days: ['mon'], from: '03:00', to: '03:14' }
    await saved(allow({ approval: 'automatic', times: { zone: 'Europe/Berlin', weekly: [day] } }))
    const startsAt = new Date(s.clock - 30_000).toISOString()
    expect(await said('viewer', { startsAt })).toBe('account-hidden')
    s.clock -= 60_000
    expect(await said('viewer', { startsAt: new Date(s.clock - 30_000).toISOString() })).toBe('approved')
  })

  test('not where somebody has to decide: it is confirmed in the portal, and nothing is made', async () => {
    await saved(allow(), onCall)
    expect(await said('viewer', { attended: true })).toBe('confirm-in-portal')
    expect(await all('select id from requests')).toEqual([])
    expect(await said('viewer', { attended: true, durationSeconds: 3601 })).toBe('pending')
    expect(await said('viewer', { attended: false, permissionSetArn: set('ReadOnly') })).toBe('approved')
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
    const { id } = (await s.ask('viewer')).body
    await s.call('owner', 'POST', `/v1/requests/${id}/decision`, { decision: 'approve' })
    await saved(onCall)
    await s.client.execute(`update requests set status = 'active', version = version + 1 where id = '${id}'`)
    s.between = () => s.client.execute(`update requests set version = version + 1 where id = '${id}'`)
    expect(await said('viewer', { extends: id })).toBe('changed')
    expect(await said('viewer', { extends: id })).toBe('scheduled')
  })

  test('and is asked again, not tried again, where AWS failed', async () => {
    await saved(onCall)
    const { id } = (await s.ask('viewer')).body
    await s.client.execute(
      "update requests set status = 'failed', live = 0, failure = 'x', version = version + 1",
    )
    expect((await s.call('viewer', 'GET', `/v1/requests/${id}`)).body.mine.retry).toBe(false)
    expect((await s.call('viewer', 'POST', `/v1/requests/${id}/retry`)).status).toBe(409)
    expect(await said('viewer')).toBe('approved')
  })
})

describe('what a rule gave once, a person gives next', () => {
  const hour = 3_600_000
  const later = (hours: number) => ({ startsAt: new Date(s.clock + hours * hour).toISOString() })
  const preview = async () => (await s.call('viewer', 'POST', '/v1/requests/preview', wish)).body
  const revoke = (id: string) =>
    s.call('owner', 'POST', `/v1/sessions/${id}/revoke`, { reason: 'An incident' })
  let id: string
  beforeEach(async () => {
    await saved(allow({ name: 'On call', approval: 'automatic', maxSeconds: 3600 }))
    ;({ id } = (await s.ask('viewer')).body)
    s.clock += 60_000
  })

  test('while it runs: longer, after it, later', async () => {
    const asked = [{}, { extends: id }]
    for (const fields of asked) expect(await said('viewer', fields)).toBe('pending')
    expect(await said('owner', later(5))).toBe('scheduled')
    expect(await said('owner', later(9))).toBe('pending')
  })

  test('another set, another account and another person are not it', async () => {
    expect(await said('viewer', { permissionSetArn: set('ReadOnly') })).toBe('approved')
    expect(await said('viewer', { accountId: account('stage-web') })).toBe('approved')
    expect(await said('owner')).toBe('approved')
  })

  test('two at once are one', async () => {
    await s.token('owner')
    let other = ''
    s.between = async () => void (other = await said('owner'))
    expect([await said('owner'), other]).toEqual(['changed', 'approved'])
  })

  test('when it is over, or was given back, the rule gives it again', async () => {
    s.clock += hour
    const again = await s.ask('viewer')
    expect(again.body.status).toBe('approved')
    await s.call('viewer', 'POST', `/v1/sessions/${again.body.id}/release`, {})
    expect(await said('viewer')).toBe('approved')
  })

  test('once it was taken away a person is asked for 12 hours, and the preview says why', async () => {
    expect((await preview()).instead).toEqual({ rule: 'On call', why: 'held' })
    await revoke(id)
    expect(await preview()).toMatchObject({
      levels: 1,
      automatic: null,
      because: ['On call'],
      instead: { rule: 'On call', why: 'revoked' },
    })
    s.clock += 12 * hour - 60_000
    expect((await preview()).levels).toBe(1)
    s.clock += 120_000
    expect(await preview()).toMatchObject({ levels: 0, automatic: 'On call', instead: null })
  })

  test('taken away while AWS still has it counts as well', async () => {
    await s.client.execute("update requests set status = 'provisioning', version = version + 1")
    await s.client.execute("update requests set status = 'active', version = version + 1")
    expect((await revoke(id)).body.status).toBe('ending')
    expect((await preview()).instead).toEqual({ rule: 'On call', why: 'revoked' })
  })

  test('taken away on the way: nothing is given', async () => {
    s.clock += hour
    s.between = () => revoke(id)
    expect(await said('viewer')).toBe('changed')
  })
})

describe('a yes is held to the rules as they are', () => {
  const approve = async (id: string, fields: object = {}) =>
    s.call('owner', 'POST', `/v1/requests/${id}/decision`, { decision: 'approve', ...fields })
  const weekday = { zone: 'UTC', weekly: [{ days: ['mon'], from: '02:00', to: '03:00' }] }
  let id: string
  beforeEach(async () => {
    ;({ id } = (await s.ask('viewer')).body)
    await s.token('owner')
  })

  const refusing: [string, object, string][] = [
    [
      'a rule denies it now',
      deny({ name: 'Incident' }),
      'Rule "Incident" keeps PowerUser on prod-web from Viewer One; reject it, or let it lapse.',
    ],
    [
      'no rule allows it any more',
      allow({ sets: ['ReadOnly'] }),
      'No rule lets Viewer One have PowerUser on prod-web at that time; reject it, or let it lapse.',
    ],
    [
      'it would start outside their hours',
      allow({ times: { ...weekday, weekly: [{ ...weekday.weekly[0], from: '03:00', to: '04:00' }] } }),
      'No rule lets Viewer One have PowerUser on prod-web at that time; reject it, or let it lapse.',
    ],
    [
      'two have to decide it',
      allow({ levels: 2 }),
      'The rules ask for two decisions on it now; Viewer One can send it again.',
    ],
  ]
  test.each(refusing)('not where %s', async (_, rule, detail) => {
    await saved(rule)
    const shown = (await s.call('owner', 'GET', `/v1/requests/${id}`)).body.obstacle
    const { status, body } = await approve(id)
    expect([status, body.type, body.detail]).toEqual([409, '/problems/rules-refuse', detail])
    const { type, title, params, variant } = body
    expect(shown).toEqual({ type, title, detail, params, ...(variant && { variant }) })
    expect(s.held).toEqual([])
    const no = { decision: 'reject', comment: 'The rules say no.' }
    expect((await s.call('owner', 'POST', `/v1/requests/${id}/decision`, no)).status).toBe(200)
  })

  test('only who may decide is told before, and nobody where nothing stands against it', async () => {
    const obstacleFor = async (who: Who) => {
      const { status, body } = await s.call(who, 'GET', `/v1/requests/${id}`)
      return status === 200 ? (body.obstacle?.type ?? null) : status
    }
    expect(await obstacleFor('owner')).toBeNull()
    await saved(deny({ name: 'Incident' }))
    expect(await obstacleFor('owner')).toBe('/problems/rules-refuse')
    expect(await obstacleFor('viewer')).toBeNull()
    await s.client.execute("update permission_sets set policy_hash = 'another'")
    expect(await obstacleFor('owner')).toBe('/problems/set-changed')
    await s.client.execute("update people set active = 0 where id = 'p-viewer'")
    expect(await obstacleFor('owner')).toBe('/problems/requester-left')
    await s.client.execute('delete from owners')
    await s.client.execute("update people set auditor = 1 where id = 'p-owner'")
    expect(await obstacleFor('owner')).toBeNull()
  })

  test('not while AWS has not said what they speak of, which stands against nothing: Approve says it', async () => {
    await saved(allow({ name: 'Any' }), deny({ name: 'Secret', where: ['tag:env=secret'] }))
    await s.client.execute('update accounts set tags_read = 0')
    const { mine, obstacle } = (await s.call('owner', 'GET', `/v1/requests/${id}`)).body
    expect([mine.decide, obstacle]).toEqual([true, null])
    expect((await approve(id)).body.type).toBe('/problems/unreachable')
  })

  test('for as long as they allow: a shorter time is given', async () => {
    await saved(allow({ name: 'Production', maxSeconds: 1800, times: weekday }))
    const { obstacle } = (await s.call('owner', 'GET', `/v1/requests/${id}`)).body
    expect([obstacle.type, obstacle.maxSeconds]).toEqual(['/problems/too-long', 1800])
    const { status, body } = await approve(id)
    expect([status, body.detail, body.maxSeconds]).toEqual([
      422,
      'At most 30 min here: rule "Production".',
      1800,
    ])
    expect((await approve(id, { durationSeconds: 1800 })).body.status).toBe('approved')
  })

  test('the first of two as well, and a custom set by the rules for those', async () => {
    const custom = {
      label: 'Orders',
      sessionDuration: 'PT1H',
      managedPolicyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
    }
    const asked = (await s.ask('viewer', { permissionSetArn: undefined, custom })).body
    await saved(deny({ name: 'No custom', sets: ['(custom)'] }))
    expect((await approve(asked.id)).body.rule).toBe('No custom')
    expect((await approve(id)).body.status).toBe('approved')
  })

  const meanwhile: [string, string][] = [
    ['the first rule', "insert into rule_books values (1, '[]', 'x', 'X', 0)"],
    ['another rule', "insert into rule_books values (2, '[]', 'x', 'X', 0)"],
    [
      "the requester's groups",
      "insert into group_members values ('g', '90678a1b-1111-4c2d-8e3f-000000000001')",
    ],
    [
      "the account's OU",
      "update accounts set ou_path = 'Root', version = version + 1 where name = 'prod-web'",
    ],
  ]
  test.each(meanwhile)('%s changed on the way: nothing is given', async (what, change) => {
    if (what !== 'the first rule') await saved(allow())
    s.between = () => s.client.execute(change)
    expect((await approve(id)).body.type).toBe('/problems/changed')
    expect([await all('select status from requests'), s.held]).toEqual([[{ status: 'pending' }], []])
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
