import { beforeEach, describe, expect, test } from 'vitest'
import { account, set, stage, wish, type Answer, type Stage, type Who } from '../test/stage.ts'

let s: Stage
beforeEach(async () => {
  s = await stage()
})

const hour = 3_600_000
const decide = (
  who: 'viewer' | 'owner' | 'ssoadmin' | 'admin',
  id: string,
  body: object = { decision: 'approve' },
  headers = {},
) => s.call(who, 'POST', `/v1/requests/${id}/decision`, body, headers)
const one = async (query: string, ...args: (string | number)[]) =>
  (await s.client.execute({ sql: query, args })).rows[0]!
const stored = async () => Number((await one('select count(*) as n from requests'))['n'])

describe('open', () => {
  test('a request waits for everybody who may decide but its requester', async () => {
    const { status, body } = await s.ask('viewer')
    expect(status).toBe(201)
    expect(body).toMatchObject({
      status: 'pending',
      version: 1,
      deciders: 3,
      requester: { name: 'Viewer One' },
    })
    expect(s.told.toSorted()).toEqual(['p-admin', 'p-owner', 'p-ssoadmin', 'p-viewer'])
  })

  const refused: [string, object, number, string][] = [
    ['a duration of 0', { durationSeconds: 0 }, 422, 'invalid'],
    ['a negative duration', { durationSeconds: -1 }, 422, 'invalid'],
    ['a duration that is text', { durationSeconds: '1e9' }, 422, 'invalid'],
    ['a duration that is null (as JSON has NaN)', { durationSeconds: null }, 422, 'invalid'],
    ['half a second', { durationSeconds: 900.5 }, 422, 'invalid'],
    ['a duration below the shortest', { durationSeconds: 10 }, 422, 'invalid'],
    ['a duration over the limit of the set', { durationSeconds: 86_401 }, 422, 'too-long'],
    ['a justification under 10 characters', { justification: 'too short' }, 422, 'reason-short'],
    ['a justification of blanks', { justification: '             ' }, 422, 'reason-short'],
    ['an unknown key', { accessLevel: 'root' }, 400, 'malformed'],
    ['an account id that is none', { accountId: '1234' }, 422, 'invalid'],
    ['an account that does not exist', { accountId: '000000000001' }, 422, 'account-unknown'],
    ['the management account', { accountId: account('management') }, 422, 'account-hidden'],
    ['a set that does not exist', { permissionSetArn: set('PowerUser').replace(/.$/, '9') }, 422, 'no-sets'],
    ['a protected set', { permissionSetArn: set('AdministratorAccess') }, 422, 'no-sets'],
    [
      'a custom set, not built yet',
      { custom: { label: 'x', sessionDuration: 'PT1H', managedPolicyArns: [] } },
      422,
      'invalid',
    ],
  ]
  test.each(refused)('%s is refused and nothing is stored', async (_, fields, status, key) => {
    const answer = await s.ask('viewer', { ...fields })
    expect([answer.status, answer.body.type]).toEqual([status, `/problems/${key}`])
    expect(answer.body.detail).not.toMatch(/[{}]/)
    expect(await stored()).toBe(0)
  })

  test('a second request for the same waits behind the first', async () => {
    const first = await s.ask('viewer')
    const second = await s.ask('viewer')
    expect([second.status, second.body.type, second.body.requestId]).toEqual([
      409,
      '/problems/already-asked',
      first.body.id,
    ])
  })

  test('two equal requests at the same moment make one', async () => {
    const answers = await Promise.all([s.ask('viewer'), s.ask('viewer')])
    expect(answers.map((a) => a.status).toSorted((a, b) => a - b)).toEqual([201, 409])
    expect(await stored()).toBe(1)
  })

  test('access that exists without us is refused as held', async () => {
    s.holders = {
      users: new Set([
        (await one("select principal_id as p from people where id = 'p-viewer'"))['p'] as string,
      ]),
      groups: new Set(),
    }
    const answer = await s.ask('viewer')
    expect([answer.status, answer.body.type, answer.body.variant]).toEqual([
      409,
      '/problems/already-held',
      'standing',
    ])
    expect(await stored()).toBe(0)
  })

  test('when AWS does not answer the request is taken', async () => {
    s.holders = null
    expect((await s.ask('viewer')).status).toBe(201)
  })

  test('a session of ours that ends no earlier refuses a shorter ask and takes a longer one', async () => {
    await decide('owner', (await s.ask('viewer')).body.id)
    s.clock += 60_000
    expect((await s.ask('viewer', { durationSeconds: 1800 })).body.type).toBe('/problems/already-held')
    expect((await s.ask('viewer', { durationSeconds: 7200 })).status).toBe(201)
  })

  test('a set whose policies nobody has read yet is not asked for: its change could not be told', async () => {
    await s.client.execute('update permission_sets set policy_hash = null')
    expect((await s.ask('viewer')).status).toBe(503)
    expect(await stored()).toBe(0)
  })

  test('who has no Identity Center user may not ask', async () => {
    await s.client.execute("update people set principal_id = null where id = 'p-viewer'")
    expect((await s.ask('viewer')).body.type).toBe('/problems/not-linked')
  })

  test('a request that nobody could decide is refused with whom to ask', async () => {
    await s.client.execute('update people set level = 0 where level = 2')
    await s.client.execute('delete from owners')
    const answer = await s.ask('admin')
    expect([answer.status, answer.body.type]).toEqual([422, '/problems/nobody-decides'])
  })

  test('the same Idempotency-Key makes one request; another body under it is refused', async () => {
    const key = { 'idempotency-key': 'key-1234-5678' }
    const first = await s.call('viewer', 'POST', '/v1/requests', wish, key)
    const again = await s.call('viewer', 'POST', '/v1/requests', wish, key)
    expect([again.status, again.body.id]).toEqual([201, first.body.id])
    const other = await s.call('viewer', 'POST', '/v1/requests', { ...wish, durationSeconds: 7200 }, key)
    expect([other.status, other.body.type]).toEqual([422, '/problems/key-reused'])
  })

  test('a body over 64 KiB is refused before it is read', async () => {
    const answer = await s.call('viewer', 'POST', '/v1/requests', `{"justification":"${'x'.repeat(66_000)}"}`)
    expect(answer.status).toBe(413)
  })

  test('a body that is not JSON is refused', async () => {
    expect((await s.call('viewer', 'POST', '/v1/requests', '{"a":')).status).toBe(400)
    expect((await s.call('viewer', 'POST', '/v1/requests', '[1]')).status).toBe(400)
  })
})

describe('decide', () => {
  test('an owner approves: the end is written once, and the keeper is told', async () => {
    const { body: asked } = await s.ask('viewer')
    const { status, body } = await decide('owner', asked.id)
    expect([status, body.status, body.version]).toEqual([200, 'approved', 2])
    expect(Date.parse(body.session.endsAt) - Date.parse(body.session.startsAt)).toBe(hour)
    expect(s.held).toMatchObject([
      {
        key: `${wish.accountId}/${wish.permissionSetArn}`,
        session: { id: asked.id, endsAt: s.clock + hour },
      },
    ])
    await expect(
      s.client.execute(`update requests set ends_at = ends_at + 1 where id = '${asked.id}'`),
    ).rejects.toThrow(/once/)
  })

  test('the approver may shorten, never lengthen', async () => {
    const { body: asked } = await s.ask('viewer')
    expect((await decide('owner', asked.id, { decision: 'approve', durationSeconds: 3601 })).body.type).toBe(
      '/problems/too-long',
    )
    const { body } = await decide('owner', asked.id, { decision: 'approve', durationSeconds: 900 })
    expect([body.grantedSeconds, body.durationSeconds]).toEqual([900, 3600])
  })

  test('the request of somebody who left is rejected, never approved', async () => {
    const { body: asked } = await s.ask('viewer')
    await s.client.execute("update people set active = 0 where id = 'p-viewer'")
    expect((await decide('owner', asked.id)).body.type).toBe('/problems/requester-left')
    const no = { decision: 'reject', comment: 'You have left us, I see.' }
    expect((await decide('owner', asked.id, no)).body.status).toBe('rejected')
  })

  test('nobody decides on their own request, whatever their roles', async () => {
    for (const who of ['owner', 'ssoadmin', 'admin'] as const) {
      const { body: asked } = await s.ask(who)
      expect((await decide(who, asked.id)).body.type).toBe('/problems/own-request')
    }
  })

  test('a rejection needs a reason the requester will read', async () => {
    const { body: asked } = await s.ask('viewer')
    expect((await decide('owner', asked.id, { decision: 'reject', comment: 'no' })).body.type).toBe(
      '/problems/reason-short',
    )
    const { body } = await decide('owner', asked.id, {
      decision: 'reject',
      comment: 'Which ticket is this for?',
    })
    expect([body.status, body.decision.comment]).toEqual(['rejected', 'Which ticket is this for?'])
    expect(s.held).toEqual([])
  })

  test('what was shown is what is granted: another digest or version is a conflict', async () => {
    const { body: asked } = await s.ask('viewer')
    expect((await decide('owner', asked.id, { decision: 'approve', digest: 'sha-256:other' })).status).toBe(
      409,
    )
    expect((await decide('owner', asked.id, { decision: 'approve' }, { 'if-match': '"7"' })).status).toBe(412)
    expect(
      (await decide('owner', asked.id, { decision: 'approve', digest: asked.digest }, { 'if-match': '"1"' }))
        .status,
    ).toBe(200)
  })

  test('a viewer may not decide, and does not see what is not theirs', async () => {
    const { body: asked } = await s.ask('owner')
    expect((await decide('viewer', asked.id)).status).toBe(404)
  })

  test('deciding is refused from the very millisecond the window ends', async () => {
    const { body: late } = await s.ask('viewer')
    const { body: asked } = await s.ask('viewer', { permissionSetArn: set('ReadOnly') })
    s.clock += 24 * hour - 1
    expect((await decide('owner', asked.id)).status).toBe(200)
    s.clock += 1
    expect((await decide('owner', late.id)).status).toBe(410)
  })

  test('a decision in time that is still on its way is void once somebody was told that it is too late', async () => {
    const { body: asked } = await s.ask('viewer')
    s.clock += 24 * hour - 1
    await s.token('admin')
    let late: Answer | undefined
    s.between = async () => {
      s.clock += 1
      late = await decide('admin', asked.id)
    }
    expect([(await decide('owner', asked.id)).status, late?.status]).toEqual([410, 410])
    expect((await s.call('viewer', 'GET', `/v1/requests/${asked.id}`)).body.status).toBe('lapsed')
  })

  test('20 deciders at once: one approval, nineteen conflicts that name the winner, one event', async () => {
    const { body: asked } = await s.ask('viewer')
    const who = ['owner', 'ssoadmin', 'admin'] as const
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => decide(who[i % 3]!, asked.id)))
    const lost = answers.filter((a) => a.status === 409)
    expect([answers.filter((a) => a.status === 200).length, lost.length]).toEqual([1, 19])
    const winner = answers.find((a) => a.status === 200)!.body.decision.by
    expect(lost.every((a) => a.body.decidedBy.id === winner.id)).toBe(true)
    expect(Number((await one("select count(*) as n from events where event = 'approve'"))['n'])).toBe(1)
  })

  test('the same key approves once and answers the same', async () => {
    const { body: asked } = await s.ask('viewer')
    const key = { 'idempotency-key': 'approve-once-1' }
    expect((await decide('owner', asked.id, { decision: 'approve' }, key)).status).toBe(200)
    expect((await decide('owner', asked.id, { decision: 'approve' }, key)).status).toBe(200)
    expect((await decide('owner', asked.id)).status).toBe(409)
  })
})

describe('what changes between reading and writing makes the write void', () => {
  const changes: [string, string][] = [
    ['the owner was removed', "delete from owners where person_id = 'p-owner'"],
    ['the decider lost their role', "update people set level = 0 where id = 'p-owner'"],
    ['the decider was deactivated', "update people set active = 0 where id = 'p-owner'"],
    ['the decider signed out', "delete from tokens where person_id = 'p-owner'"],
    ['the requester was deactivated', "update people set active = 0 where id = 'p-viewer'"],
  ]
  test.each(changes)('approval: %s', async (_, change) => {
    const { body: asked } = await s.ask('viewer')
    await s.token('owner')
    s.between = () => s.client.execute(change)
    expect((await decide('owner', asked.id)).status).toBeGreaterThanOrEqual(400)
    expect(await one('select status, (select count(*) from decisions) as made from requests')).toMatchObject({
      status: 'pending',
      made: 0,
    })
    expect(s.held).toEqual([])
  })

  test('approval: the window ended while the facts were read', async () => {
    const { body: asked } = await s.ask('viewer')
    s.clock += 24 * hour - 1
    await s.token('owner')
    s.afterReading = () => {
      s.clock += 1
    }
    expect((await decide('owner', asked.id)).status).toBe(410)
  })

  const openings: [string, string][] = [
    [
      'the account was closed to requests',
      `update accounts set requestable = 0, version = version + 1 where id = '${wish.accountId}'`,
    ],
    ['the set changed', 'update permission_sets set version = version + 1'],
    ['the last owner left', `delete from owners where account_id = '${wish.accountId}'`],
    ['the requester was unlinked', "update people set principal_id = null where id = 'p-viewer'"],
  ]
  test.each(openings)('asking: %s', async (_, change) => {
    await s.token('viewer')
    s.between = () => s.client.execute(change)
    expect((await s.ask('viewer')).status).toBeGreaterThanOrEqual(400)
    expect(await stored()).toBe(0)
  })

  test('asking: the twentieth request fits, the twenty-first does not', async () => {
    await s.client.execute("insert into settings (name, value) values ('max_open', '2')")
    await s.ask('viewer', { permissionSetArn: set('ReadOnly') })
    await s.token('viewer')
    s.between = () => s.ask('viewer', { permissionSetArn: set('ViewOnly') })
    expect((await s.ask('viewer')).status).toBeGreaterThanOrEqual(400)
    expect(await stored()).toBe(2)
  })
})

describe('a start that is not now', () => {
  const at = (seconds: number) => new Date(s.clock + seconds * 1000).toISOString()

  test('approved, it is scheduled; the end follows from the start that was asked for', async () => {
    const { body: asked } = await s.ask('viewer', { startsAt: at(7200) })
    expect(asked.startsAt).toBe(at(7200))
    const { body } = await decide('owner', asked.id)
    expect([body.status, body.session.startsAt, body.session.endsAt]).toEqual([
      'scheduled',
      at(7200),
      at(10_800),
    ])
    const { timeline } = (await s.call('viewer', 'GET', `/v1/requests/${asked.id}`)).body
    expect(timeline.at(-1)).toMatchObject({ event: 'approve', status: 'scheduled', through: 'approved' })
    expect(s.held).toMatchObject([{ session: { startsAt: Date.parse(at(7200)) } }])
  })

  test('it may be withdrawn until it starts', async () => {
    const { body: asked } = await s.ask('viewer', { startsAt: at(7200) })
    await decide('owner', asked.id)
    expect((await s.call('viewer', 'POST', `/v1/requests/${asked.id}/withdraw`)).body.status).toBe(
      'withdrawn',
    )
    expect(s.ended).toMatchObject([{ id: asked.id }])
  })

  test('an offset without minutes, which no clock of ours reads, is refused', async () => {
    const { status, body } = await s.ask('viewer', { startsAt: '2026-11-25T10:00:00+01' })
    expect([status, body.field]).toEqual([422, 'startsAt'])
  })

  test('decided after its start, it begins now', async () => {
    const { body: asked } = await s.ask('viewer', { startsAt: at(60) })
    s.clock += 3_600_000
    expect((await decide('owner', asked.id)).body).toMatchObject({
      status: 'approved',
      session: { startsAt: at(0) },
    })
  })

  test.each([
    ['in the past', -120],
    ['over 30 days ahead', 30 * 86_400 + 1],
  ])('a start %s is refused', async (_, seconds) => {
    expect((await s.ask('viewer', { startsAt: at(seconds) })).status).toBe(422)
    expect(await stored()).toBe(0)
  })
})

describe('extend', () => {
  const running = async () => {
    const { body } = await s.ask('viewer')
    await decide('owner', body.id)
    return body.id as string
  }

  test('the extension starts where the session ends, without a gap', async () => {
    const id = await running()
    const first = (await s.call('viewer', 'GET', `/v1/requests/${id}`)).body.session
    s.clock += 1_800_000
    const { status, body: asked } = await s.ask('viewer', { extends: id, durationSeconds: 900 })
    expect([status, asked.extends]).toEqual([201, id])
    const { body } = await decide('owner', asked.id)
    expect([body.status, body.session.startsAt]).toEqual(['scheduled', first.endsAt])
    expect(Date.parse(body.session.endsAt) - Date.parse(first.endsAt)).toBe(900_000)
    expect(s.held.at(-1)).toMatchObject({ session: { id: asked.id, extendsId: id } })
  })

  test('decided when the session is over, it starts now', async () => {
    const id = await running()
    const { body: asked } = await s.ask('viewer', { extends: id })
    s.clock += 2 * hour
    expect((await decide('owner', asked.id)).body.session.startsAt).toBe(new Date(s.clock).toISOString())
  })

  test("only a running session of one's own, for the same account and set, is extended", async () => {
    const id = await running()
    const refused = [
      await s.ask('viewer', { extends: id, permissionSetArn: set('ReadOnly') }),
      await s.ask('ssoadmin', { extends: id }),
      await s.ask('viewer', { extends: 'nosuchsession' }),
    ]
    expect(refused.map((answer) => answer.status)).toEqual([422, 422, 422])
    s.clock += hour
    expect((await s.ask('viewer', { extends: id })).status).toBe(422)
  })

  test('a session ended while its extension is being approved: nothing to go on from', async () => {
    const id = await running()
    const { body: asked } = await s.ask('viewer', { extends: id })
    await s.token('owner')
    s.between = () =>
      s.client.execute({
        sql: "update requests set status = 'revoked', live = 0, version = version + 1 where id = ?",
        args: [id],
      })
    expect((await decide('owner', asked.id)).status).toBe(412)
    expect((await one('select status from requests where id = ?', asked.id))['status']).toBe('pending')
  })

  test('the session given back takes its approved extension along', async () => {
    const id = await running()
    const { body: asked } = await s.ask('viewer', { extends: id })
    await decide('owner', asked.id)
    await s.client.execute({
      sql: "update requests set status = 'provisioning', version = version + 1 where id = ?",
      args: [id],
    })
    await s.call('viewer', 'POST', `/v1/sessions/${id}/release`)
    expect((await one('select status from requests where id = ?', asked.id))['status']).toBe('withdrawn')
    expect(s.ended.map((end) => end.id)).toEqual([id, asked.id])
  })

  test('the session taken away takes along whatever would go on from it, however far', async () => {
    const chain = [await running()]
    for (const _ of [1, 2]) {
      const { body } = await s.ask('viewer', { extends: chain.at(-1) })
      await decide('owner', body.id)
      chain.push(body.id)
    }
    const { body: waiting } = await s.ask('viewer', { extends: chain.at(-1) })
    const revoke = { reason: 'Not theirs any more' }
    expect((await s.call('owner', 'POST', `/v1/sessions/${chain[0]}/revoke`, revoke)).status).toBe(200)
    const rows = (await s.client.execute('select status from requests order by rowid')).rows
    expect(rows.map(({ status }) => status)).toEqual(['revoked', 'withdrawn', 'withdrawn', 'withdrawn'])
    expect(s.ended.map((end) => end.id).toSorted()).toEqual(chain.toSorted())
    expect((await decide('owner', waiting.id)).status).toBe(409)
  })
})

describe('withdraw, release, revoke, retry', () => {
  const approved = async () => {
    const { body } = await s.ask('viewer')
    await decide('owner', body.id)
    return body.id as string
  }
  const running = async () => {
    const id = await approved()
    await s.client.execute({
      sql: "update requests set status = 'provisioning', version = version + 1 where id = ?",
      args: [id],
    })
    await s.client.execute({
      sql: "update requests set status = 'active', version = version + 1 where id = ?",
      args: [id],
    })
    return id
  }

  test('only the requester takes a request back', async () => {
    const { body: asked } = await s.ask('viewer')
    expect((await s.call('owner', 'POST', `/v1/requests/${asked.id}/withdraw`)).status).toBe(403)
    expect((await s.call('viewer', 'POST', `/v1/requests/${asked.id}/withdraw`)).body.status).toBe(
      'withdrawn',
    )
    expect((await decide('owner', asked.id)).status).toBe(409)
  })

  test('the requester gives a running session back; the keeper ends it now', async () => {
    const id = await running()
    const { body } = await s.call('viewer', 'POST', `/v1/sessions/${id}/release`, { reason: 'done with it' })
    expect([body.status, body.ending.by.name]).toEqual(['ending', 'Viewer One'])
    expect(s.ended).toMatchObject([{ id, cause: 'release' }])
  })

  test('taking it away needs a reason and the right to', async () => {
    const id = await running()
    expect((await s.call('owner', 'POST', `/v1/sessions/${id}/revoke`, {})).status).toBe(422)
    const { body } = await s.call('owner', 'POST', `/v1/sessions/${id}/revoke`, {
      reason: 'Left the on-call rota',
    })
    expect([body.status, body.ending.reason]).toEqual(['ending', 'Left the on-call rota'])
    expect(
      (await s.call('owner', 'POST', `/v1/sessions/${id}/revoke`, { reason: 'Once more for safety' })).status,
    ).toBe(409)
  })

  test('a viewer does not revoke, not even what they asked for themselves', async () => {
    const id = await running()
    expect(
      (await s.call('viewer', 'POST', `/v1/sessions/${id}/revoke`, { reason: 'I am finished here' })).status,
    ).toBe(403)
  })

  test('from its end on a session reads ending, whatever the row says', async () => {
    const id = await running()
    s.clock += hour
    expect((await s.call('viewer', 'GET', `/v1/requests/${id}`)).body.status).toBe('ending')
    const found = await s.call('viewer', 'GET', '/v1/requests?scope=mine&status=ending')
    expect(found.body.items).toHaveLength(1)
    expect((await s.call('viewer', 'GET', '/v1/requests?scope=mine&status=active')).body.items).toHaveLength(
      0,
    )
    expect(
      (await s.call('owner', 'POST', `/v1/sessions/${id}/revoke`, { reason: 'It is over anyway' })).status,
    ).toBe(409)
  })

  test('a grant that failed because a decider left is not tried again', async () => {
    const id = await approved()
    const failure = 'Somebody who approved it is no longer active.'
    await s.client.execute({
      sql: "update requests set status = 'failed', live = 0, failure = ?, version = version + 1",
      args: [failure],
    })
    expect((await s.call('viewer', 'POST', `/v1/requests/${id}/retry`)).status).toBe(409)
  })

  test('a failed grant is tried again without a new decision, for a day', async () => {
    const id = await approved()
    await s.client.execute({
      sql: "update requests set status = 'failed', live = 0, failure = 'AWS said no', version = version + 1 where id = ?",
      args: [id],
    })
    s.clock += hour
    const { body } = await s.call('viewer', 'POST', `/v1/requests/${id}/retry`)
    expect([body.status, Date.parse(body.session.endsAt)]).toEqual(['provisioning', s.clock + hour])
    await s.client.execute({
      sql: "update requests set status = 'failed', live = 0, version = version + 1 where id = ?",
      args: [id],
    })
    s.clock += 24 * hour
    expect((await s.call('viewer', 'POST', `/v1/requests/${id}/retry`)).status).toBe(409)
  })
})

test('a signed-out call is refused without a word about what exists', async () => {
  const answer = await s.call(null, 'GET', '/v1/me')
  expect([answer.status, answer.body.type]).toEqual([401, '/problems/signed-out'])
})

test('the counters equal a full count', async () => {
  const { body } = await s.ask('viewer')
  await s.ask('viewer', { permissionSetArn: set('ReadOnly') })
  await decide('owner', body.id)
  const { body: summary } = await s.call('viewer', 'GET', '/v1/summary')
  expect(summary).toMatchObject({
    activeSessions: 1,
    pendingRequests: 1,
    totalRequests: 2,
    pendingApprovals: null,
  })
  expect((await s.call('owner', 'GET', '/v1/summary')).body).toMatchObject({ pendingApprovals: 1, badge: 1 })
})

test('what AWS called the grant and the removal stands with the request, for whoever may see it', async () => {
  const { body } = await s.ask('viewer')
  const operations = async (who: Who) => (await s.call(who, 'GET', `/v1/requests/${body.id}`)).body.operations
  expect(await operations('viewer')).toEqual({ grant: null, removal: null })
  await s.client.execute("update requests set grant_op = 'c-1', removal_op = 'd-1', version = version + 1")
  for (const who of ['viewer', 'owner', 'ssoadmin'] as const)
    expect(await operations(who)).toEqual({ grant: 'c-1', removal: 'd-1' })
})
