import { beforeEach, describe, expect, test } from 'vitest'
import { account, set, stage, type Stage, type Who } from '../../test/stage.ts'
import { principal, group } from '../../test/drift-stage.ts'

let s: Stage
beforeEach(async () => {
  s = await stage()
  s.holders = { users: new Set([viewer]), groups: new Set() }
})

const viewer = principal('viewer')
const hour = 3_600
const key = { 'idempotency-key': 'one-and-the-same' }
const because = { reason: 'Given by hand during the outage' }
const run = (query: string, ...args: (string | number)[]) => s.client.execute({ sql: query, args })
const one = async (query: string) => (await run(query)).rows[0] ?? null
const count = async (table: string) => Number((await one(`select count(*) as n from ${table}`))!['n'])

/** A finding as two looks left it, about the viewer's PowerUser on prod-web unless said. */
async function found(part: Readonly<Record<string, string | number | null>> = {}): Promise<string> {
  const row = {
    id: `f-${await count('findings')}`,
    kind: 'unknown',
    status: 'open',
    version: 2,
    account_id: account('prod-web'),
    account_name: 'prod-web',
    set_arn: set('PowerUser'),
    set_name: 'PowerUser',
    principal_type: 'USER',
    principal_id: viewer,
    principal_name: 'Viewer One',
    first_seen_at: s.clock - 120_000,
    last_seen_at: s.clock - 60_000,
    request_id: null,
    ...part,
  }
  const names = Object.keys(row)
  await s.client.execute({
    sql: `insert into findings (${names.join()}) values (${names.map(() => '?').join()})`,
    args: Object.values(row),
  })
  return row.id
}
const list = (who: Who, query = '') => s.call(who, 'GET', `/v1/findings${query}`)
const act = (
  who: Who,
  name: string,
  id: string,
  body: object = because,
  headers: Record<string, string> = {},
) => s.call(who, 'POST', `/v1/findings/${id}/${name}`, body, headers)
const adopt = (who: Who, id: string, body: object = { ...because, durationSeconds: hour }, headers = {}) =>
  act(who, 'adopt', id, body, headers)
const all = ['adopt', 'remove', 'ignore'] as const
const bodyOf = (name: string) => (name === 'adopt' ? { ...because, durationSeconds: hour } : because)
const kindOf = (answer: { status: number; body: { type?: string } }) => [answer.status, answer.body.type]

describe('the list', () => {
  test('who, where, since when, and what one may do; newest first', async () => {
    await found({ first_seen_at: s.clock - 600_000, set_name: 'Older', set_arn: set('ReadOnly') })
    await found()
    await run("insert into settings (name, value) values ('last_full_look_at', ?)", String(s.clock))
    const { status, body } = await list('owner')
    expect(status).toBe(200)
    expect(body.items.map((each: { permissionSetName: string }) => each.permissionSetName)).toEqual([
      'PowerUser',
      'Older',
    ])
    expect(body.items[0]).toMatchObject({
      kind: 'unknown',
      status: 'open',
      accountName: 'prod-web',
      principal: { kind: 'user', id: viewer, name: 'Viewer One' },
      since: new Date(s.clock - 120_000).toISOString(),
      mine: { adopt: true, remove: true, ignore: true },
    })
    expect([body.lastFullLookAt, body.next]).toEqual([new Date(s.clock).toISOString(), null])
  })

  test('before the first full look it says that there was none', async () => {
    expect((await list('owner')).body).toEqual({ items: [], next: null, lastFullLookAt: null, missed: 0 })
  })

  test('a page at a time', async () => {
    for (let n = 0; n < 30; n += 1) await found({ principal_id: `u-${n}`, first_seen_at: s.clock - n })
    const first = (await list('admin')).body
    const second = (await list('admin', `?after=${first.next}`)).body
    expect([first.items.length, second.items.length, second.next]).toEqual([25, 5, null])
  })

  test('owners see their accounts, level 2 and auditors everything, others nothing', async () => {
    await found()
    await found({ account_id: account('network-hub'), account_name: 'network-hub' })
    const names = async (who: Who) =>
      (await list(who)).body.items.map((each: { accountName: string }) => each.accountName).toSorted()
    expect(await names('viewer')).toEqual([])
    expect(await names('owner')).toEqual(['prod-web'])
    expect(await names('admin')).toEqual(['network-hub', 'prod-web'])
    await run("update people set auditor = 1 where id = 'p-viewer'")
    expect(await names('viewer')).toEqual(['network-hub', 'prod-web'])
  })

  test('what is only suspected is nobody’s to see', async () => {
    const id = await found({ status: 'suspected' })
    expect((await list('admin')).body.items).toEqual([])
    for (const name of all) expect((await act('admin', name, id, bodyOf(name))).status).toBe(404)
  })
})

describe('who may act', () => {
  test.each(all)('%s: an owner or level 2; for others it does not exist', async (name) => {
    const id = await found({ principal_id: 'somebody' })
    expect((await act('viewer', name, id, bodyOf(name))).status).toBe(404)
    await run("delete from owners where person_id = 'p-owner'")
    expect((await act('owner', name, id, bodyOf(name))).status).toBe(404)
  })

  test.each(all)('%s: an auditor sees it and may not', async (name) => {
    await run("update people set auditor = 1, principal_id = 'else' where id = 'p-viewer'")
    const id = await found()
    expect(kindOf(await act('viewer', name, id, bodyOf(name)))).toEqual([403, '/problems/not-allowed'])
    expect((await list('viewer')).body.items[0].mine).toEqual({ adopt: false, remove: false, ignore: false })
  })

  test.each(all)('%s: nobody about access of their own, whatever their roles', async (name) => {
    const id = await found({ principal_id: principal('admin') })
    expect(kindOf(await act('admin', name, id, bodyOf(name)))).toEqual([403, '/problems/own-access'])
    expect((await list('admin')).body.items[0].mine).toEqual({ adopt: false, remove: false, ignore: false })
  })

  test('nor through a group they are in', async () => {
    await run(
      'insert into group_members (group_id, principal_id) values (?, ?)',
      group('data-leads'),
      principal('owner'),
    )
    const id = await found({ principal_type: 'GROUP', principal_id: group('data-leads') })
    expect(kindOf(await act('owner', 'ignore', id))).toEqual([403, '/problems/own-access'])
  })

  test.each(all)('%s: a reason is required', async (name) => {
    const id = await found()
    expect((await act('owner', name, id, { ...bodyOf(name), reason: '  ' })).status).toBe(422)
  })
})

describe('adopt', () => {
  test('makes a session that is ours: active, with an end, counted and told to its keeper', async () => {
    const id = await found()
    const { status, body } = await adopt('owner', id)
    expect([status, body.status, body.act.by.name]).toEqual([200, 'adopted', 'Owner One'])
    const session = await one(`select * from requests where id = '${body.requestId}'`)
    expect(session).toMatchObject({
      status: 'active',
      version: 2,
      owned: 1,
      live: 1,
      requester_id: 'p-viewer',
      starts_at: s.clock,
      active_at: s.clock,
      ends_at: s.clock + hour * 1000,
      due_at: s.clock + hour * 1000,
    })
    expect(s.held).toMatchObject([{ session: { id: body.requestId, principal: viewer, owned: true } }])
    expect(s.ended).toEqual([])
    expect((await s.call('viewer', 'GET', '/v1/summary')).body.activeSessions).toBe(1)
    const shown = (await s.call('owner', 'GET', '/v1/sessions?scope=managed')).body.items
    expect(shown).toMatchObject([{ id: body.requestId, status: 'active', requester: { name: 'Viewer One' } }])
    const { timeline } = (await s.call('viewer', 'GET', `/v1/requests/${body.requestId}`)).body
    expect(timeline).toMatchObject([
      { event: 'find', status: 'approved', actor: null },
      { event: 'adopt', status: 'active', actor: { name: 'Owner One' }, comment: because.reason },
    ])
    const events = (
      await run("select event, status, actor_id, comment from events where subject_kind = 'finding'")
    ).rows
    expect(events).toMatchObject([
      { event: 'adopt', status: 'adopted', actor_id: 'p-owner', comment: because.reason },
    ])
  })

  const refused: [string, Record<string, string | null>, string | null, string][] = [
    ['a group', { principal_type: 'GROUP', principal_id: group('engineers') }, null, 'group'],
    ['somebody nobody here is linked to', { principal_id: 'u-unknown' }, null, 'unlinked'],
    ['a set that is not open here', { set_arn: set('AdministratorAccess') }, null, 'closed'],
    ['an account that is not open here', {}, 'update accounts set requestable = 0', 'closed'],
    ['somebody who left', {}, "update people set active = 0 where id = 'p-viewer'", 'left'],
    ['a session that is lost', { kind: 'lost' }, null, 'lost'],
  ]
  test.each(refused)(
    '%s is not adopted, and the answer says who has to see to it',
    async (_, part, change, variant) => {
      const id = await found(part)
      if (change) await run(change)
      const answer = await adopt('owner', id)
      expect([...kindOf(answer), answer.body.variant]).toEqual([409, '/problems/not-through-us', variant])
      expect(answer.body.detail).not.toMatch(/[{}]/)
      expect((await list('owner')).body.items[0]?.mine.adopt).toBe(false)
      expect([await count('requests'), s.held]).toEqual([0, []])
    },
  )

  test('no longer than account and set let anybody ask for, no shorter than asked for', async () => {
    const id = await found()
    const long = await adopt('owner', id, { ...because, durationSeconds: 86_401 })
    const short = await adopt('owner', id, { ...because, durationSeconds: 10 })
    expect([kindOf(long), kindOf(short)]).toEqual([
      [422, '/problems/too-long'],
      [422, '/problems/invalid'],
    ])
  })

  test('what AWS has no longer is nobody’s to adopt', async () => {
    s.holders = { users: new Set(), groups: new Set() }
    expect(kindOf(await adopt('owner', await found()))).toEqual([409, '/problems/finding-changed'])
    s.holders = null
    expect((await adopt('owner', await found({ set_arn: set('ReadOnly') }))).status).toBe(200)
  })

  test('twice with one key is once', async () => {
    const id = await found()
    const first = await adopt('owner', id, undefined, key)
    const second = await adopt('owner', id, undefined, key)
    expect([first.status, second.status, second.body.requestId]).toEqual([200, 200, first.body.requestId])
    expect(await count('requests')).toBe(1)
    expect(kindOf(await adopt('owner', id, { ...because, durationSeconds: 1800 }, key))).toEqual([
      422,
      '/problems/key-reused',
    ])
  })

  test('what was ignored may still be adopted', async () => {
    expect((await adopt('owner', await found({ status: 'ignored' }))).status).toBe(200)
  })
})

describe('between reading and writing', () => {
  const changes: [string, () => Promise<unknown>][] = [
    ['somebody else was first', () => act('admin', 'ignore', 'f-0')],
    ['it was ignored and is open again', () => run('update findings set version = version + 2')],
    [
      'the caller is whose access it is',
      async () => {
        await run("update people set principal_id = null where id = 'p-viewer'")
        await run("update people set principal_id = ? where id = 'p-owner'", viewer)
      },
    ],
    ['AWS no longer has it', () => run("update findings set status = 'over', version = version + 1")],
    ['the caller lost the account', () => run("delete from owners where person_id = 'p-owner'")],
    ['the caller is signed out', () => run("delete from tokens where person_id = 'p-owner'")],
    ['the caller’s role changed', () => run("update people set level = 0, auditor = 1 where id = 'p-owner'")],
  ]
  describe.each(changes)('%s', (_, change) => {
    test.each(all)('%s writes nothing', async (name) => {
      await found()
      await s.token('owner')
      await s.token('admin')
      s.between = change
      const { status } = await act('owner', name, 'f-0', bodyOf(name))
      expect([409, 412]).toContain(status)
      expect([await count('requests'), s.held, s.ended]).toEqual([0, [], []])
      expect(
        (await run("select * from events where subject_kind = 'finding' and actor_id = 'p-owner'")).rows,
      ).toEqual([])
    })
  })

  const closing: [string, string][] = [
    ['the account was closed', 'update accounts set requestable = 0, version = version + 1'],
    ['the set was closed', 'update permission_sets set requestable = 0, version = version + 1'],
    ['the holder is somebody else', "update people set principal_id = 'else' where id = 'p-viewer'"],
  ]
  test.each(closing)('%s: nothing is taken over', async (_, change) => {
    await found()
    s.between = () => run(change)
    expect((await adopt('owner', 'f-0')).status).toBe(412)
    expect([await count('requests'), s.held]).toEqual([0, []])
  })

  test('of two at the same moment one wins, and the other is told so', async () => {
    await found()
    const answers = await Promise.all([
      adopt('owner', 'f-0'),
      adopt('admin', 'f-0'),
      act('ssoadmin', 'remove', 'f-0'),
    ])
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409, 409])
    expect([await count('requests'), s.held.length]).toEqual([1, 1])
  })
})

describe('remove', () => {
  test('is a session that ends now: the keeper takes it away, and it is said by whom and why', async () => {
    const { status, body } = await act('owner', 'remove', await found())
    expect([status, body.status]).toEqual([200, 'removed'])
    const shown = (await s.call('viewer', 'GET', `/v1/requests/${body.requestId}`)).body
    expect(shown).toMatchObject({
      status: 'ending',
      ending: { by: { name: 'Owner One' }, reason: because.reason },
    })
    expect(shown.timeline.map(({ event }: { event: string }) => event)).toEqual(['find', 'adopt', 'revoke'])
    expect(await one('select owned, end_cause, end_asked_at, due_at from requests')).toMatchObject({
      owned: 1,
      end_cause: 'revoke',
      end_asked_at: s.clock,
      due_at: s.clock,
    })
    expect(s.held).toMatchObject([{ session: { owned: true } }])
    expect(s.ended).toMatchObject([{ id: body.requestId, cause: 'revoke' }])
  })

  test('of somebody who left, too', async () => {
    await run("update people set active = 0 where id = 'p-viewer'")
    expect((await act('owner', 'remove', await found())).status).toBe(200)
  })

  test('of a group, or of somebody nobody is linked to: not through us', async () => {
    const answers = [
      await act(
        'owner',
        'remove',
        await found({ principal_type: 'GROUP', principal_id: group('engineers') }),
      ),
      await act('owner', 'remove', await found({ principal_id: 'u-unknown' })),
    ]
    expect(answers.map(({ body }) => body.variant)).toEqual(['group', 'unlinked'])
    expect([await count('requests'), s.held, s.ended]).toEqual([0, [], []])
  })

  test('a lost session is ended, and said to be lost until then', async () => {
    s.holders = { users: new Set(), groups: new Set() }
    const { body: asked } = await s.ask('viewer')
    await s.call('owner', 'POST', `/v1/requests/${asked.id}/decision`, { decision: 'approve' })
    await run("update requests set status = 'provisioning', version = version + 1")
    await run("update requests set status = 'active', version = version + 1, lost_at = ?", s.clock)
    const id = await found({ kind: 'lost', request_id: asked.id })
    const [shown] = (await s.call('viewer', 'GET', '/v1/sessions?scope=mine')).body.items
    expect(shown.session.lostSince).toBe(new Date(s.clock).toISOString())
    expect((await list('owner')).body.items[0].mine).toEqual({ adopt: false, remove: true, ignore: true })
    const { body } = await act('owner', 'remove', id)
    expect([body.status, body.requestId]).toEqual(['removed', asked.id])
    expect((await s.call('viewer', 'GET', `/v1/requests/${asked.id}`)).body).toMatchObject({
      status: 'ending',
      ending: { by: { name: 'Owner One' }, reason: because.reason },
    })
    expect(s.ended).toMatchObject([{ id: asked.id, cause: 'revoke' }])
  })
})

describe('ignore', () => {
  const day = 86_400

  test('for 90 days, with a reason', async () => {
    const { status, body } = await act('owner', 'ignore', await found())
    expect([status, body.status, body.act.reason]).toEqual([200, 'ignored', because.reason])
    expect(Date.parse(body.ignoredUntil)).toBe(s.clock + 90 * day * 1000)
    expect((await list('owner')).body.items).toEqual([])
    expect((await list('owner', '?status=ignored')).body.items).toHaveLength(1)
  })

  test('for as long as is said, a day to a year', async () => {
    const id = await found()
    for (const durationSeconds of [day - 1, 367 * day])
      expect((await act('owner', 'ignore', id, { ...because, durationSeconds })).status).toBe(422)
    const { body } = await act('owner', 'ignore', id, { ...because, durationSeconds: 7 * day })
    expect(Date.parse(body.ignoredUntil)).toBe(s.clock + 7 * day * 1000)
  })

  test('a group, and somebody nobody is linked to, can be ignored', async () => {
    for (const part of [
      { principal_type: 'GROUP', principal_id: group('engineers') },
      { principal_id: 'u-unknown' },
    ])
      expect((await act('owner', 'ignore', await found(part))).status).toBe(200)
  })

  test('what is ignored already, adopted or over: nothing to do', async () => {
    for (const status of ['ignored', 'adopted', 'removed', 'over'])
      expect(kindOf(await act('owner', 'ignore', await found({ status })))).toEqual([
        409,
        '/problems/finding-changed',
      ])
  })

  test('not what was changed after it was opened', async () => {
    const id = await found()
    expect((await act('owner', 'ignore', id, because, { 'if-match': '"1"' })).status).toBe(412)
  })
})

describe('what no statement may do, whoever sends it', () => {
  const forbidden: [string, string, RegExp][] = [
    ['a finding is deleted', 'delete from findings', /immutable/],
    ['a finding is about somebody else', "update findings set principal_id = 'x'", /immutable/],
    ['a finding begins later', 'update findings set first_seen_at = 1', /immutable/],
    ['a status moves without its version', "update findings set status = 'over'", /version/],
  ]
  test.each(forbidden)('%s', async (_, statement, why) => {
    await found()
    await expect(run(statement)).rejects.toThrow(why)
  })
})
