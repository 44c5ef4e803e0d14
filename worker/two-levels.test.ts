import { beforeEach, describe, expect, test } from 'vitest'
import { account, set, stage, wish, type Stage, type Who } from '../test/stage.ts'

let s: Stage
beforeEach(async () => {
  s = await stage()
})

const approve = { decision: 'approve' }
const reject = { decision: 'reject', comment: 'A narrower set would do.' }
const inline = (action = 's3:GetObject') =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: action, Resource: 'arn:aws:s3:::orders/*' }],
  })
const custom = {
  label: 'Read the orders bucket',
  sessionDuration: 'PT2H',
  managedPolicyArns: ['arn:aws:iam::aws:policy/job-function/ViewOnlyAccess'],
  inlinePolicy: inline(),
}
const fields = (more: object = {}) => ({ permissionSetArn: undefined, custom: { ...custom, ...more } })
const ask = (more: object = {}, who: Who = 'viewer') => s.ask(who, fields(more))
const decide = (who: Who, id: string, body: object = approve) =>
  s.call(who, 'POST', `/v1/requests/${id}/decision`, body)
const read = async (id: string, who: Who = 'admin') => (await s.call(who, 'GET', `/v1/requests/${id}`)).body
const all = async (query: string, ...args: (string | number)[]) =>
  (await s.client.execute({ sql: query, args })).rows.map((row) => ({ ...row }))
const signIn = (...people: Who[]) => Promise.all(people.map((who) => s.token(who)))

describe('custom access is approved by people who signed in a moment ago', () => {
  const minute = 60_000
  const provedBefore = (ms: number | null, client = 'hallpass-extension') =>
    s.client.execute({
      sql: "update tokens set client_id = ?, proved_at = ? where kind = 'access'",
      args: [client, ms === null ? null : s.clock - ms],
    })
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
  const issue = async (headers: Record<string, string>, who: Who | null = null) =>
    bearer((await s.call(who, 'POST', '/v1/tokens', { name: 'mine' }, headers)).body.token)
  const saidTo = async (headers: Record<string, string>, id: string) => {
    const { status, body } = await s.call(null, 'POST', `/v1/requests/${id}/decision`, approve, headers)
    return status === 200 ? body.status : body.type.replace('/problems/', '')
  }
  const said = async (who: Who, id: string, body?: object) => {
    const { status, body: answer } = await decide(who, id, body)
    return status === 200 ? answer.status : answer.type.replace('/problems/', '')
  }

  test.each([
    ['more than ten minutes ago', 10 * minute + 1],
    ['at a time the provider does not say', null],
  ])('not %s, at either level; a no needs no sign-in', async (_, ago) => {
    const [{ body: one }, { body: other }] = [await ask(), await ask({ label: 'Another' })]
    await signIn('owner', 'ssoadmin')
    await provedBefore(ago)
    expect(await said('owner', one.id)).toBe('confirm-it-is-you')
    await provedBefore(10 * minute)
    expect(await said('owner', one.id)).toBe('pending_admin')
    await provedBefore(ago)
    expect(await said('ssoadmin', one.id)).toBe('confirm-it-is-you')
    expect(await said('owner', other.id, reject)).toBe('owner_rejected')
    expect((await all('select count(*) as n from decisions'))[0]).toEqual({ n: 2 })
  })

  test('a standard request needs none; a custom one does, whichever client asks', async () => {
    const [{ body: standard }, { body: made }] = [await s.ask('viewer'), await ask()]
    await signIn('owner')
    await provedBefore(null)
    expect(await said('owner', standard.id)).toBe('approved')
    for (const client of ['hallpass-extension', 'hallpass-cli', 'another']) {
      await provedBefore(11 * minute, client)
      expect(await said('owner', made.id)).toBe('confirm-it-is-you')
    }
  })

  test('a personal token is as old as the sign-in it goes back to, and so is one that it issues', async () => {
    const [{ body: one }, { body: other }] = [await ask(), await ask({ label: 'Another' })]
    await signIn('owner')
    await provedBefore(4 * minute)
    const first = await issue({}, 'owner')
    s.clock += 6 * minute
    const second = await issue(first)
    s.clock += 50 * minute
    expect([await saidTo(first, one.id), await saidTo(second, one.id)]).toEqual([
      'pending_admin',
      'second-person',
    ])
    s.clock += 1
    for (const token of [first, second]) expect(await saidTo(token, other.id)).toBe('confirm-it-is-you')
  })

  test('nobody is asked to sign in for what is refused anyway', async () => {
    const { id } = (await ask()).body
    await signIn('owner')
    await provedBefore(null)
    await s.client.execute("update accounts set requestable = 0 where name = 'prod-web'")
    expect(await said('owner', id)).toBe('account-hidden')
  })

  test('whoever just signed in and is not believed reads what the provider has to send', async () => {
    const { id } = (await ask()).body
    await signIn('owner')
    for (const ago of [null, 11 * minute]) {
      await provedBefore(ago)
      expect((await decide('owner', id)).body).toMatchObject({
        type: '/problems/confirm-it-is-you',
        variant: 'unproved',
        detail: expect.stringContaining('auth_time') as string,
      })
    }
    s.clock += 10 * minute + 1
    const later = (await decide('owner', id)).body
    expect([later.type, later.variant]).toEqual(['/problems/confirm-it-is-you', undefined])
  })
})

describe('a custom request', () => {
  test('goes through both levels to a set of its own, named for the request and nothing else', async () => {
    const asked = await ask()
    expect([asked.status, asked.body.kind, asked.body.status]).toEqual([201, 'custom', 'pending_owner'])
    expect([asked.body.permissionSetArn, asked.body.permissionSetName]).toEqual([null, custom.label])
    const { id } = asked.body
    const first = await decide('owner', id)
    expect([first.status, first.body.status, first.body.session]).toEqual([200, 'pending_admin', null])
    expect(s.held).toEqual([])
    const second = await decide('ssoadmin', id)
    expect([second.status, second.body.status]).toEqual([200, 'admin_approved'])
    const name = `jit-${id.slice(0, 20)}`
    const rows = await all('select set_arn as base, set_hash as "baseHash" from requests')
    const { base, baseHash } = rows[0]!
    expect(base).toMatch(/^custom:[\w-]{43}$/)
    expect(s.held).toMatchObject([
      {
        key: `${account('prod-web')}/${name}`,
        session: { id, clone: { name, base, baseHash }, kill: 'never' },
      },
    ])
    expect(second.body.session.roleName).toBe(name)
    expect((await read(id)).timeline).toMatchObject([
      { event: 'open', status: 'pending_owner' },
      { event: 'approve', status: 'pending_admin', through: 'owner_approved', actor: { id: 'p-owner' } },
      { event: 'approve', status: 'admin_approved', actor: { id: 'p-ssoadmin' } },
    ])
    expect(await all('select level, person_id, verdict from decisions order by level')).toEqual([
      { level: 1, person_id: 'p-owner', verdict: 'approve' },
      { level: 2, person_id: 'p-ssoadmin', verdict: 'approve' },
    ])
  })

  test('starts when it was asked to, after the second decision', async () => {
    const startsAt = new Date(s.clock + 3_600_000).toISOString()
    const { body } = await s.ask('viewer', { ...fields(), startsAt })
    await decide('owner', body.id)
    expect((await decide('admin', body.id)).body).toMatchObject({
      status: 'scheduled',
      session: { startsAt },
    })
  })

  test('that failed is tried again on the same set, without a new decision', async () => {
    const { id } = (await ask()).body
    await decide('owner', id)
    await decide('admin', id)
    await s.client.execute("update requests set status = 'failed', live = 0, version = version + 1")
    const again = await s.call('viewer', 'POST', `/v1/requests/${id}/retry`)
    expect([again.status, again.body.status]).toEqual([200, 'provisioning'])
    expect(s.held[1]).toMatchObject({ key: s.held[0]!.key, session: { clone: s.held[0]!.session.clone } })
  })

  test('is refused by the owner, or at the second step', async () => {
    const one = (await ask()).body
    expect((await decide('owner', one.id, reject)).body).toMatchObject({ status: 'owner_rejected' })
    const two = (await ask()).body
    await decide('owner', two.id)
    const refused = (await decide('admin', two.id, reject)).body
    expect(refused).toMatchObject({ status: 'admin_rejected', grantedSeconds: null, session: null })
    expect((await decide('ssoadmin', two.id)).body).toMatchObject({
      type: '/problems/decided-already',
      decidedBy: { id: 'p-admin' },
    })
  })

  test('is not decided at the first level by who owns nothing, nor at the second by an owner alone', async () => {
    const { id } = (await ask()).body
    expect((await decide('admin', id)).body.type).toBe('/problems/not-allowed')
    await s.client.execute("insert into people (id, name, level) values ('p-other', 'Other Owner', 0)")
    await decide('owner', id)
    const again = await decide('owner', id)
    expect([again.status, again.body.type]).toEqual([409, '/problems/second-person'])
    expect(again.body).toMatchObject({ decidedBy: { id: 'p-owner' }, decision: 'approve' })
  })

  test('shortened by the owner, is never longer at the second step', async () => {
    const { id } = (await ask()).body
    expect((await decide('owner', id, { ...approve, durationSeconds: 1800 })).body.grantedSeconds).toBe(1800)
    const longer = await decide('admin', id, { ...approve, durationSeconds: 1801 })
    expect([longer.status, longer.body.maxSeconds]).toEqual([422, 1800])
    expect((await decide('admin', id)).body).toMatchObject({ grantedSeconds: 1800, durationSeconds: 3600 })
  })

  test('tells whoever may make the second decision once the first is made', async () => {
    const { id } = (await ask()).body
    expect(s.told).toEqual(['p-owner', 'p-viewer'])
    s.told.length = 0
    await decide('owner', id)
    expect(s.told).toEqual(expect.arrayContaining(['p-viewer', 'p-ssoadmin', 'p-admin']))
  })

  test('tells somebody once who owns the account and may make the second decision, too', async () => {
    await s.client.execute({ sql: "insert into owners values ('p-admin', ?)", args: [account('prod-web')] })
    const { id } = (await ask()).body
    expect((await decide('owner', id)).status).toBe(200)
    const told = await all(
      'select receiver, count(*) as n from outbox where payload = ? group by receiver, id',
      id,
    )
    expect(told.every(({ n }) => n === 1)).toBe(true)
  })

  test('is shown with the very document that is going to be created, to whoever may see it', async () => {
    const { id } = (await ask()).body
    expect((await read(id, 'owner')).custom).toEqual(custom)
    const standard = (await s.ask('viewer')).body
    expect((await read(standard.id, 'owner')).custom).toBe(null)
  })

  test('carries the hash of its definition in its digest', async () => {
    const one = (await ask()).body
    await s.call('viewer', 'POST', `/v1/requests/${one.id}/withdraw`)
    const same = (await ask()).body
    expect(same.digest).toBe(one.digest)
    const other = (await ask({ sessionDuration: 'PT1H' })).body
    expect(other.digest).not.toBe(one.digest)
    expect(await all('select count(*) as n from custom_sets')).toEqual([{ n: 2 }])
  })

  test('of the same definition is asked for once, and is extended by the same', async () => {
    const { id } = (await ask()).body
    expect((await ask()).body).toMatchObject({ type: '/problems/already-asked', requestId: id })
    await decide('owner', id)
    await decide('admin', id)
    await s.client.execute("update requests set status = 'active', version = version + 1")
    const longer = await s.ask('viewer', { ...fields(), extends: id, durationSeconds: 3600 })
    expect(longer.status).toBe(201)
    await decide('owner', longer.body.id)
    await decide('admin', longer.body.id)
    expect(s.held.map(({ key }) => key)).toEqual([s.held[0]!.key, s.held[0]!.key])
    const another = await s.ask('viewer', { ...fields({ label: 'Else' }), extends: id })
    expect(another.body.field).toBe('extends')
  })

  test('nobody could decide at both levels is refused when it is made', async () => {
    await s.client.execute(
      "delete from owners where account_id in (select id from accounts where name = 'prod-web')",
    )
    expect((await ask()).body.type).toBe('/problems/nobody-decides')
    expect((await s.ask('viewer')).status).toBe(201)
    await s.client.execute({
      sql: "insert into owners values ('p-ssoadmin', ?)",
      args: [account('prod-web')],
    })
    expect((await ask()).status).toBe(201)
    await s.client.execute("update people set level = 0 where id = 'p-admin'")
    expect((await ask({ label: 'By one person alone' })).body.type).toBe('/problems/nobody-decides')
  })

  test('names a set or defines one, never both or none', async () => {
    for (const both of [{ permissionSetArn: set('ReadOnly'), custom }, { permissionSetArn: undefined }])
      expect((await s.ask('viewer', both)).body.field).toBe('permissionSetArn')
  })
})

describe('what AWS would not take is refused when it is asked for', () => {
  const arn = 'arn:aws:iam::aws:policy/ReadOnlyAccess'
  const many = Array.from({ length: 11 }, (_, i) => `${arn}${i}`)
  const long = (characters: number) => {
    const of = (n: number) => inline('s3:GetObject').replace('orders', 'o'.repeat(n))
    return of(characters - of(0).length)
  }
  test.each([
    ['no policy at all', { managedPolicyArns: [], inlinePolicy: undefined }, 'custom.managedPolicyArns'],
    [
      'an empty inline policy counts as none',
      { managedPolicyArns: [], inlinePolicy: ' ' },
      'custom.managedPolicyArns',
    ],
    ['eleven managed policies', { managedPolicyArns: many }, 'custom.managedPolicyArns'],
    ['one twice', { managedPolicyArns: [arn, arn] }, 'custom.managedPolicyArns.1'],
    [
      "an account's own policy",
      { managedPolicyArns: ['arn:aws:iam::111122223333:policy/x'] },
      'custom.managedPolicyArns.0',
    ],
    ['a session of 13 hours', { sessionDuration: 'PT13H' }, 'custom.sessionDuration'],
    ['a session in minutes', { sessionDuration: 'PT90M' }, 'custom.sessionDuration'],
    ['no label', { label: ' ' }, 'custom.label'],
    ['what is not JSON', { inlinePolicy: '{"Version":' }, 'custom.inlinePolicy'],
    ['a list', { inlinePolicy: '[]' }, 'custom.inlinePolicy'],
    ['characters AWS does not take', { inlinePolicy: inline('s3:Get\u2010Object') }, 'custom.inlinePolicy'],
    ['over 10,240 characters', { inlinePolicy: long(10_241) }, 'custom.inlinePolicy'],
    ['no room for the end', { inlinePolicy: long(10_200) }, 'custom.inlinePolicy'],
    ...[
      '{"Sid":"HallpassSeal","Effect":"Deny","Action":"*","Resource":"*"}',
      '{"Sid":"HallpassSeal","Effect":"Allow","Action":"s3:GetObject","Resource":"*"}',
      '{"Sid":"hALLPASS","Effect":"Allow","Action":"s3:GetObject","Resource":"*"}',
      '[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"},{"Sid":"\\u0048allpassKill1","Effect":"Deny","Action":"*","Resource":"*"}]',
    ].map((ours): [string, object, string] => [
      `in our name: ${ours}`,
      { inlinePolicy: `{"Version":"2012-10-17","Statement":${ours}}` },
      'custom.inlinePolicy',
    ]),
  ])('%s', async (_, more, field) => {
    const { status, body } = await ask(more)
    expect([status, body.field]).toEqual([422, field])
    expect(await all('select count(*) as n from requests')).toEqual([{ n: 0 }])
    expect(await all('select count(*) as n from custom_sets')).toEqual([{ n: 0 }])
  })

  test('spaces do not count', async () => {
    const sound = inline().replace('orders/*', `orders/${'a'.repeat(9_700)}`)
    const spaced = JSON.stringify(JSON.parse(sound), null, 8) + ' '.repeat(12_000)
    expect((await ask({ inlinePolicy: spaced })).status).toBe(201)
  })
})

describe('held to by the write itself', () => {
  test('who asked does not decide, whoever they were when it was read', async () => {
    const { id } = (await ask()).body
    await signIn('owner')
    s.between = async () => {
      await s.client.execute('drop trigger sent_is_sent')
      await s.client.execute("update requests set requester_id = 'p-owner'")
    }
    expect((await decide('owner', id)).status).toBe(403)
    expect((await all('select status from requests'))[0]).toEqual({ status: 'pending_owner' })
  })

  test('who decided before does not decide again', async () => {
    const { id } = (await ask()).body
    await decide('owner', id)
    await signIn('admin')
    s.between = () =>
      s.client.execute({
        sql: "insert into decisions (request_id, level, person_id, person_name, verdict, digest, at) values (?, 9, 'p-admin', 'A', 'approve', 'd', 1)",
        args: [id],
      })
    expect((await decide('admin', id)).status).toBe(403)
    expect((await all('select status from requests'))[0]).toEqual({ status: 'pending_admin' })
  })

  test('who made the first decision is still here at the second', async () => {
    const { id } = (await ask()).body
    await decide('owner', id)
    await s.client.execute('delete from owners')
    await signIn('admin')
    s.between = () => s.client.execute("update people set active = 0 where id = 'p-owner'")
    expect((await decide('admin', id)).status).toBe(403)
    expect((await all('select status from requests'))[0]).toEqual({ status: 'pending_admin' })
  })
})

test('a standard request is decided by one, as ever', async () => {
  const { id } = (await s.ask('viewer', wish)).body
  expect((await decide('admin', id)).body.status).toBe('approved')
})

test.each(['Read\nthe orders', 'Read\u2028x', 'Read\tx'])(
  'a label is one line: %j is refused',
  async (label) => {
    const { status, body } = await ask({ label })
    expect([status, body.errors?.[0]?.field ?? body.field]).toEqual([422, 'custom.label'])
  },
)

test('the address of whoever asks stands with the request', async () => {
  const { body } = await ask()
  expect((await read(body.id, 'owner')).requesterEmail).toBe('viewer@example.com')
})
