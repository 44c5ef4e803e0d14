import { beforeEach, describe, expect, test } from 'vitest'
import { stage, set, type Stage, type Who } from '../test/stage.ts'
import { movesUpAt, remindsNext } from './windows.ts'

let s: Stage
beforeEach(async () => {
  s = await stage()
})

const minute = 60_000
const hour = 60 * minute
const run = (query: string, ...args: (string | number)[]) => s.client.execute({ sql: query, args })
const all = async (query: string) => (await run(query)).rows.map((row) => ({ ...row }))
const decide = (who: Who, id: string) =>
  s.call(who, 'POST', `/v1/requests/${id}/decision`, { decision: 'approve' })
const remind = (id: string, who: Who = 'viewer', headers: Record<string, string> = {}) =>
  s.call(who, 'POST', `/v1/requests/${id}/remind`, undefined, headers)
const urgent = { urgent: true, ticket: 'INC-1' }
const custom = {
  label: 'Anything',
  sessionDuration: 'PT1H',
  managedPolicyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
}
const reminders = () => all("select actor_kind, at from events where subject_kind = 'reminder' order by seq")

test('a window is as long as it is set to; 24 hours, unless it is', async () => {
  const day = (await s.ask('viewer')).body
  expect(Date.parse(day.windowEndsAt) - s.clock).toBe(24 * hour)
  await run("insert into settings (name, value) values ('window_seconds', '7200')")
  const short = (await s.ask('viewer', { permissionSetArn: set('ReadOnly') })).body
  expect(Date.parse(short.windowEndsAt) - s.clock).toBe(2 * hour)
})

test.each([
  [-1, 200],
  [0, 410],
  [1, 410],
])('the second of two decisions, %i ms from the end of the window: %i', async (ms, status) => {
  const { id, windowEndsAt } = (await s.ask('viewer', { permissionSetArn: undefined, custom })).body
  await decide('owner', id)
  s.clock = Date.parse(windowEndsAt) + ms
  expect((await decide('admin', id)).status).toBe(status)
})

test('a second decision nobody makes lapses with the window', async () => {
  const { id, windowEndsAt } = (await s.ask('viewer', { permissionSetArn: undefined, custom })).body
  await decide('owner', id)
  s.clock = Date.parse(windowEndsAt)
  await s.sweep()
  expect((await s.call('viewer', 'GET', `/v1/requests/${id}`)).body).toMatchObject({
    status: 'lapsed',
    session: null,
  })
})

describe('when they are reminded', () => {
  const window = { openedAt: 1000, windowEndsAt: 1000 + 24 * hour, urgent: 0 }
  const allOf = (of: typeof window) => {
    const found: number[] = []
    for (let at = remindsNext(of, of.openedAt); at !== null; at = remindsNext(of, at))
      found.push(at - of.openedAt)
    return found
  }
  test('at a quarter and three quarters of the window', () => {
    expect(allOf(window)).toEqual([6 * hour, 18 * hour])
    expect(movesUpAt(window)).toBe(1000 + 6 * hour)
  })
  test('of an urgent one after 5 and 15 minutes, too', () => {
    expect(allOf({ ...window, urgent: 1 })).toEqual([5 * minute, 15 * minute, 6 * hour, 18 * hour])
  })
  test('never after the window', () => {
    expect(allOf({ openedAt: 0, windowEndsAt: 10 * minute, urgent: 1 })).toEqual(
      [2.5, 5, 7.5].map((m) => m * minute),
    )
  })
})

test('the sweep reminds whoever may decide, once each time, and a decision ends it', async () => {
  const { id, openedAt } = (await s.ask('viewer')).body
  const opened = Date.parse(openedAt)
  await run('delete from outbox')
  s.clock = opened + 6 * hour
  await s.sweep()
  await s.sweep()
  s.clock = opened + 18 * hour + 5000
  await s.sweep()
  expect(await reminders()).toEqual([
    { actor_kind: 'clock', at: opened + 6 * hour },
    { actor_kind: 'clock', at: opened + 18 * hour },
  ])
  expect(await all('select remind_at from requests')).toEqual([{ remind_at: null }])
  const toOwner = s.messages.filter(({ person }) => person === 'p-owner').map(({ message }) => message)
  expect(toOwner).toEqual(
    [opened + 6 * hour, opened + 18 * hour + 5000].map((at) => ({ kind: 'reminder', requestId: id, at })),
  )
  expect((await decide('owner', id)).status).toBe(200)
})

test('a reminder makes no decision void that is on its way', async () => {
  const { id } = (await s.ask('viewer')).body
  await s.token('owner')
  s.clock += 6 * hour
  s.between = () => s.sweep()
  expect((await decide('owner', id)).status).toBe(200)
  expect(await reminders()).toHaveLength(1)
})

test('nobody is reminded of what is decided', async () => {
  const { id } = (await s.ask('viewer')).body
  await decide('owner', id)
  expect(await all('select remind_at from requests')).toEqual([{ remind_at: null }])
  s.clock += 6 * hour
  await s.sweep()
  expect(await reminders()).toEqual([])
})

test('at the second level those who may make the second decision are reminded', async () => {
  const { id } = (await s.ask('viewer', { permissionSetArn: undefined, custom })).body
  await decide('owner', id)
  await run('delete from outbox')
  s.told.length = 0
  s.clock += 6 * hour
  await s.sweep()
  expect(new Set(s.told)).toEqual(new Set(['p-ssoadmin', 'p-admin']))
})

describe('an urgent request', () => {
  test('asks SSO Admins at once, also where an owner decides first', async () => {
    await s.ask('viewer', { permissionSetArn: undefined, custom, ...urgent })
    expect(new Set(s.told)).toEqual(new Set(['p-owner', 'p-ssoadmin', 'p-admin', 'p-viewer']))
  })

  test('is marked, and reminds after 5 minutes', async () => {
    const { body } = await s.ask('viewer', urgent)
    expect(body).toMatchObject({ urgent: true, ticket: 'INC-1' })
    s.clock += 5 * minute - 1
    await s.sweep()
    expect(await reminders()).toEqual([])
    s.clock += 1
    await s.sweep()
    expect(await reminders()).toHaveLength(1)
  })

  test('is refused without a ticket', async () => {
    for (const ticket of [undefined, '', '  '])
      expect((await s.ask('viewer', { urgent: true, ticket })).body).toMatchObject({
        field: 'ticket',
        status: 422,
      })
  })

  test('is sent three times in 24 hours, and by nobody else', async () => {
    const sets = ['PowerUser', 'ReadOnly', 'ViewOnly', 'SupportUser'].map(set)
    const sent = async (who: Who, permissionSetArn: string) =>
      (await s.ask(who, { ...urgent, permissionSetArn })).status
    const answers = []
    for (const arn of sets) answers.push(await sent('viewer', arn))
    expect(answers).toEqual([201, 201, 201, 429])
    expect(await sent('owner', sets[3]!)).toBe(201)
    expect((await s.ask('viewer', { permissionSetArn: sets[3]! })).status).toBe(201)
    s.clock += 24 * hour
    expect(await sent('viewer', set('DatabaseOperator'))).toBe(201)
  })

  test('is sent three times by twenty at once', async () => {
    await run("insert into settings (name, value) values ('max_open', '100')")
    await s.token('viewer')
    const sets = ['PowerUser', 'ReadOnly', 'ViewOnly', 'SupportUser', 'DatabaseOperator'].map(set)
    const answers = await Promise.all(
      sets.map(async (permissionSetArn) => (await s.ask('viewer', { ...urgent, permissionSetArn })).status),
    )
    expect(answers.filter((status) => status === 201)).toHaveLength(3)
  })
})

describe('remind', () => {
  test('after five minutes, then every fifteen; too soon says from when', async () => {
    const { id, remindFrom } = (await s.ask('viewer')).body
    expect(Date.parse(remindFrom) - s.clock).toBe(5 * minute)
    const early = await remind(id)
    expect([early.status, early.body.type, early.headers.get('retry-after')]).toEqual([
      429,
      '/problems/too-fast',
      '300',
    ])
    s.clock += 5 * minute
    s.told.length = 0
    const { status, body } = await remind(id)
    expect([status, Date.parse(body.remindFrom) - s.clock]).toEqual([200, 15 * minute])
    expect(new Set(s.told)).toEqual(new Set(['p-owner', 'p-ssoadmin', 'p-admin']))
    expect(await all("select receiver from outbox where kind = 'reminder' order by receiver")).toEqual(
      ['p-admin', 'p-owner', 'p-ssoadmin'].map((receiver) => ({ receiver })),
    )
    s.clock += 15 * minute - 1
    expect((await remind(id)).headers.get('retry-after')).toBe('1')
    s.clock += 1
    expect((await remind(id)).status).toBe(200)
    expect(await reminders()).toHaveLength(2)
  })

  test('says which request to whoever may decide, at once and by the sweep as the same, and nothing of it', async () => {
    const { id } = (await s.ask('viewer')).body
    s.clock += 5 * minute
    const message = { kind: 'reminder', requestId: id, at: s.clock }
    const once = ['p-admin', 'p-owner', 'p-ssoadmin'].map((person) => ({ person, message }))
    const said = () => s.messages.toSorted((a, b) => a.person.localeCompare(b.person))
    await remind(id)
    expect(said()).toEqual(once)
    s.messages.length = 0
    s.clock += 30_000
    await s.sweep()
    await s.sweep()
    expect(said()).toEqual(once)
  })

  test('once, however often it is pressed at once', async () => {
    const { id } = (await s.ask('viewer')).body
    s.clock += 5 * minute
    const answers = await Promise.all(Array.from({ length: 20 }, () => remind(id)))
    const statuses = answers.map(({ status }) => status).toSorted((a, b) => a - b)
    expect(statuses).toEqual([200, ...Array.from({ length: 19 }, () => 429)])
    expect(await reminders()).toHaveLength(1)
  })

  test('sent while another is on its way, is the only one', async () => {
    const { id } = (await s.ask('viewer')).body
    s.clock += 5 * minute
    let first = 0
    s.between = async () => {
      first = (await remind(id)).status
    }
    const second = await remind(id)
    expect([first, second.status, second.headers.get('retry-after')]).toEqual([200, 429, '900'])
    expect(await reminders()).toHaveLength(1)
  })

  test('the same click twice is the same answer', async () => {
    const { id } = (await s.ask('viewer')).body
    s.clock += 5 * minute
    const key = { 'idempotency-key': 'k' }
    const answers = [await remind(id, 'viewer', key), await remind(id, 'viewer', key)]
    expect(answers.map(({ status }) => status)).toEqual([200, 200])
    expect(await reminders()).toHaveLength(1)
  })

  test('moves no version: whoever is looking at it may still decide', async () => {
    const { id, version } = (await s.ask('viewer')).body
    s.clock += 5 * minute
    expect((await remind(id)).body.version).toBe(version)
  })

  test('is the requester’s alone, and for what is undecided', async () => {
    const { id } = (await s.ask('viewer')).body
    s.clock += 5 * minute
    expect((await remind(id, 'owner')).status).toBe(403)
    await decide('owner', id)
    expect((await remind(id)).body.type).toBe('/problems/decided-already')
    const late = (await s.ask('viewer', { permissionSetArn: set('ReadOnly') })).body
    s.clock = Date.parse(late.windowEndsAt)
    expect((await remind(late.id)).status).toBe(410)
  })

  test('decided while it is on its way: nobody is reminded', async () => {
    const { id } = (await s.ask('viewer')).body
    await Promise.all([s.token('viewer'), s.token('owner')])
    s.clock += 5 * minute
    s.between = () => decide('owner', id)
    expect((await remind(id)).body).toMatchObject({
      type: '/problems/decided-already',
      decidedBy: { id: 'p-owner' },
    })
    expect(await reminders()).toEqual([])
  })
})
