import { beforeEach, describe, expect, test } from 'vitest'
import { account, set, stage, wish, type Stage, type Who } from '../test/stage.ts'

let s: Stage
beforeEach(async () => {
  s = await stage()
})

const all = async (query: string) => (await s.client.execute(query)).rows.map((row) => ({ ...row }))
const note = (who: Who, id: string, text = 'Which database?', headers: Record<string, string> = {}) =>
  s.call(who, 'POST', `/v1/requests/${id}/notes`, { text }, headers)
const decide = (who: Who, id: string, body: object) =>
  s.call(who, 'POST', `/v1/requests/${id}/decision`, body)
const timeline = async (id: string) =>
  (await s.call('viewer', 'GET', `/v1/requests/${id}`)).body.timeline.map(
    ({ event, actor, comment }: { event: string; actor: { id: string } | null; comment?: string }) => [
      event,
      actor?.id,
      comment,
    ],
  )

describe('a question and its answer', () => {
  test('stand in the timeline, and the request stays as it was sent', async () => {
    const asked = (await s.ask('viewer')).body
    s.told.length = 0
    s.clock += 60_000
    const answer = await note('owner', asked.id)
    expect(answer.status).toBe(201)
    expect(s.told.toSorted()).toEqual(['p-admin', 'p-ssoadmin', 'p-viewer'])
    await note('viewer', asked.id, 'The replica.')
    await decide('owner', asked.id, { decision: 'approve', digest: asked.digest })
    expect(await timeline(asked.id)).toEqual([
      ['open', 'p-viewer', undefined],
      ['note', 'p-owner', 'Which database?'],
      ['note', 'p-viewer', 'The replica.'],
      ['approve', 'p-owner', undefined],
    ])
    const { version, digest, ...sent } = answer.body
    expect([version, digest]).toEqual([asked.version, asked.digest])
    expect(sent).toMatchObject({ justification: asked.justification, status: 'pending' })
    expect(await all("select count(*) as n from outbox where payload <> ''")).not.toEqual([{ n: 0 }])
  })

  test('not by who may not see it, nor by who is no part of it', async () => {
    const { id } = (await s.ask('owner', { accountId: account('network-hub') })).body
    expect((await note('viewer', id)).status).toBe(404)
    await s.client.execute("update people set auditor = 1 where id = 'p-viewer'")
    expect((await note('viewer', id)).status).toBe(403)
    expect(await all("select 1 from events where event = 'note'")).toEqual([])
  })

  test('not after the decision, nor after the window', async () => {
    const { id } = (await s.ask('viewer')).body
    await decide('owner', id, { decision: 'approve' })
    expect((await note('viewer', id)).body.type).toBe('/problems/decided-already')
    const other = (await s.ask('viewer', { permissionSetArn: set('ReadOnly') })).body
    s.clock = Date.parse(other.windowEndsAt)
    expect((await note('viewer', other.id)).status).toBe(410)
  })

  const meanwhile: [string, string][] = [
    ['decided', "update requests set waits_for = null where id = '{id}'"],
    ['signed out', "delete from tokens where person_id = 'p-owner'"],
    ['no owner any more', "delete from owners where person_id = 'p-owner'"],
  ]
  test.each(meanwhile)('%s on the way: nothing is said', async (_, change) => {
    const { id } = (await s.ask('viewer')).body
    await s.token('owner')
    s.between = () => s.client.execute(change.replace('{id}', id))
    expect((await note('owner', id)).status).toBeGreaterThanOrEqual(400)
    expect(await all("select 1 from events where event = 'note'")).toEqual([])
  })

  test('said once, however often it is sent', async () => {
    const { id } = (await s.ask('viewer')).body
    const key = { 'idempotency-key': 'once' }
    expect([
      (await note('viewer', id, 'Again', key)).status,
      (await note('viewer', id, 'Again', key)).status,
    ]).toEqual([201, 201])
    expect(await all("select comment from events where event = 'note'")).toEqual([{ comment: 'Again' }])
    expect((await note('viewer', id, 'Other', key)).body.type).toBe('/problems/key-reused')
  })

  test('said once where it came twice at once', async () => {
    const { id } = (await s.ask('viewer')).body
    const sent = () => note('viewer', id, 'Again', { 'idempotency-key': 'once' })
    s.between = sent
    expect((await sent()).status).toBe(201)
    expect(await all("select comment from events where event = 'note'")).toEqual([{ comment: 'Again' }])
  })

  test('at most 100 a request', async () => {
    const { id } = (await s.ask('viewer')).body
    await s.client.execute(`with recursive n(i) as (select 1 union all select i + 1 from n where i < 100)
      insert into events (subject_kind, subject_id, version, event, actor_kind, at, recorded_at, op) select 'note', '${id}', i, 'note', 'person', 0, 0, 'x' from n`)
    expect((await note('viewer', id)).body.detail).toBe('A request takes at most 100 notes.')
  })
})

describe('something narrower', () => {
  const rejected = { decision: 'reject', comment: 'A narrower set would do: DatabaseOperator.' }
  const offer = { permissionSetArn: set('DatabaseOperator'), durationSeconds: 1800 }

  test('goes with the rejection, and is a request ready to be sent', async () => {
    const { id } = (await s.ask('viewer', { ticket: 'INC-4412' })).body
    const { body } = await decide('owner', id, { ...rejected, narrower: offer })
    expect(body.narrower).toEqual({
      permissionSetName: 'DatabaseOperator',
      asked: { ...offer, accountId: wish.accountId, justification: wish.justification, ticket: 'INC-4412' },
    })
    const sent = await s.call('viewer', 'POST', '/v1/requests', body.narrower.asked)
    expect([sent.status, sent.body.permissionSetName]).toEqual([201, 'DatabaseOperator'])
  })

  test('a custom set as well', async () => {
    const { id } = (await s.ask('viewer')).body
    const custom = {
      label: 'Reboot',
      sessionDuration: 'PT1H',
      managedPolicyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
    }
    const { body } = await decide('owner', id, { ...rejected, narrower: { custom } })
    expect(body.narrower.permissionSetName).toBe('Reboot')
    expect((await s.call('viewer', 'POST', '/v1/requests', body.narrower.asked)).body.kind).toBe('custom')
  })

  const wrong: [string, object, string][] = [
    ['with an approval', { decision: 'approve', narrower: offer }, 'narrower'],
    ['no set at all', { narrower: { durationSeconds: 60 } }, 'narrower.permissionSetArn'],
    [
      'a protected set',
      { narrower: { permissionSetArn: set('AdministratorAccess') } },
      'narrower.permissionSetArn',
    ],
    [
      'longer than was asked for',
      { narrower: { ...offer, durationSeconds: 3601 } },
      'narrower.durationSeconds',
    ],
    [
      'a custom set AWS would not take',
      { narrower: { custom: { label: 'x', sessionDuration: 'PT1H', managedPolicyArns: [] } } },
      'custom.managedPolicyArns',
    ],
  ]
  test.each(wrong)('%s is refused', async (_, fields, field) => {
    const { id } = (await s.ask('viewer')).body
    const { status, body } = await decide('owner', id, { ...rejected, ...fields })
    expect([status, body.field]).toEqual([422, field])
    expect(await all('select status from requests')).toEqual([{ status: 'pending' }])
  })
})

describe('a sensitive account', () => {
  const asked = async () => (await s.ask('viewer', { accountId: account('prod-payments') })).body.id

  test('is approved by who types its name', async () => {
    const id = await asked()
    const none = await decide('owner', id, { decision: 'approve' })
    expect([none.status, none.body.field, none.body.detail]).toEqual([
      422,
      'accountName',
      'Type the name of the account to approve.',
    ])
    expect((await decide('owner', id, { decision: 'approve', accountName: 'prod-web' })).status).toBe(422)
    expect((await decide('owner', id, { decision: 'approve', accountName: 'prod-payments' })).status).toBe(
      200,
    )
  })

  test('is rejected without', async () => {
    expect(
      (await decide('owner', await asked(), { decision: 'reject', comment: 'Which ticket is this?' })).status,
    ).toBe(200)
  })

  test('also where it becomes sensitive while the approval is on its way', async () => {
    const { id } = (await s.ask('viewer')).body
    await s.token('owner')
    s.between = () => s.client.execute("update accounts set sensitive = 1 where name = 'prod-web'")
    expect((await decide('owner', id, { decision: 'approve' })).status).toBe(403)
    expect(await all('select status from requests')).toEqual([{ status: 'pending' }])
  })

  test('also where it became sensitive after the request', async () => {
    const { id } = (await s.ask('viewer')).body
    await s.client.execute("update accounts set sensitive = 1 where name = 'prod-web'")
    expect((await decide('owner', id, { decision: 'approve' })).body.field).toBe('accountName')
  })
})
