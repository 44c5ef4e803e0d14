import { beforeEach, expect, test } from 'vitest'
import { stage, type Stage, type Who } from '../../test/stage.ts'

let s: Stage
beforeEach(async () => {
  s = await stage()
})

const audit = (query = '', who: Who = 'admin') => s.call(who, 'GET', `/v1/audit${query}`)
const events = async (query = '') =>
  (await audit(query)).body.items.map(({ event, actor }: { event: string; actor: { id: string } }) => [
    event,
    actor.id,
  ])

test('what happened, newest first, and about one thing or by one person alone', async () => {
  const { id } = (await s.ask('viewer')).body
  await s.call('owner', 'POST', `/v1/requests/${id}/decision`, { decision: 'approve', comment: 'Go on.' })
  await s.call('admin', 'PUT', '/v1/people/p-viewer/role', { role: 'approver' })
  expect(await events()).toEqual([
    ['set_role', 'p-admin'],
    ['approve', 'p-owner'],
    ['open', 'p-viewer'],
  ])
  expect(await events(`?kind=request&id=${id}`)).toEqual([
    ['approve', 'p-owner'],
    ['open', 'p-viewer'],
  ])
  expect(await events('?actorId=p-owner')).toEqual([['approve', 'p-owner']])
  expect(await events(`?kind=request&id=${id}&actorId=p-admin`)).toEqual([])
  const [first] = (await audit()).body.items
  expect(first).toMatchObject({
    about: { kind: 'person', id: 'p-viewer' },
    actor: { kind: 'person', name: 'Admin One' },
    detail: { from: { role: 'viewer' }, to: { role: 'approver' } },
  })
})

test('what was set for everywhere can be asked for too', async () => {
  const changes = [
    { what: 'settings', key: 'everywhere', from: { windowSeconds: 86_400 }, to: { windowSeconds: 7200 } },
  ]
  await s.call('admin', 'POST', '/v1/config', { changes })
  expect(await events('?kind=settings&id=everywhere')).toEqual([['configure', 'p-admin']])
})

test('of one time alone, to the millisecond, also of one person or thing', async () => {
  const { id } = (await s.ask('viewer')).body
  const [first] = (await audit()).body.items
  s.clock += 60_000
  await s.call('owner', 'POST', `/v1/requests/${id}/decision`, { decision: 'approve' })
  const at = (ms: number) => new Date(Date.parse(first.recordedAt) + ms).toISOString()
  expect(await events(`?until=${at(0)}`)).toEqual([['open', 'p-viewer']])
  expect(await events(`?until=${at(-1)}`)).toEqual([])
  expect(await events(`?from=${at(1)}`)).toEqual([['approve', 'p-owner']])
  expect(await events(`?from=${at(60_000)}&until=${at(60_000)}`)).toEqual([['approve', 'p-owner']])
  expect(await events(`?from=${at(1)}&actorId=p-viewer`)).toEqual([])
  expect(await events(`?until=${at(0)}&kind=request&id=${id}`)).toEqual([['open', 'p-viewer']])
})

test('an Auditor reads it, whatever their role; others do not', async () => {
  for (const who of ['viewer', 'owner', 'ssoadmin'] as const) expect((await audit('', who)).status).toBe(403)
  await s.client.execute("update people set auditor = 1 where id = 'p-viewer'")
  expect((await audit('', 'viewer')).status).toBe(200)
})

test('page after page, each record once', async () => {
  await s.client.execute(`with recursive n(i) as (select 1 union all select i + 1 from n where i < 60)
    insert into events (subject_kind, subject_id, version, event, actor_kind, actor_id, at, recorded_at, op)
    select 'rules', 'rules', i, 'set_rules', 'person', 'p-admin', 0, 0, 'x' from n`)
  const times = 'from=1970-01-01T00:00:00Z&until=2026-01-01T00:00:00Z&'
  for (const query of [
    '?',
    '?actorId=p-admin&',
    '?kind=rules&id=rules&',
    `?${times}`,
    `?actorId=p-admin&${times}`,
  ]) {
    const seen: number[] = []
    let after = ''
    do {
      const { body } = await audit(`${query}${after}`)
      seen.push(...body.items.map(({ seq }: { seq: number }) => seq))
      after = body.next === null ? '' : `after=${body.next}`
    } while (after !== '')
    expect(seen).toEqual(Array.from({ length: 60 }, (_, i) => 60 - i))
  }
})

test('a kind without an id is refused', async () => {
  expect((await audit('?kind=request')).body.field).toBe('id')
})
