import { beforeEach, expect, test } from 'vitest'
import { explain } from '../schema/contract/lifecycle.ts'
import { set, stage, type Stage } from '../test/stage.ts'

let s: Stage
beforeEach(async () => {
  s = await stage()
})

const run = (query: string, ...args: (string | number)[]) => s.client.execute({ sql: query, args })
const rowOf = async (id: string) => ({ ...(await run('select * from requests where id = ?', id)).rows[0]! })
const statusOf = async (id: string) => (await rowOf(id))['status']
const leave = (active = 0) =>
  run("update people set active = ?, version = version + 1 where id = 'p-viewer'", active)

const tomorrow = () => ({ startsAt: new Date(s.clock + 24 * 3_600_000).toISOString() })

async function approved(who: 'viewer' | 'ssoadmin', fields: Record<string, unknown> = {}): Promise<string> {
  const { id } = (await s.ask(who, fields)).body
  await s.call('owner', 'POST', `/v1/requests/${id}/decision`, { decision: 'approve' })
  return id as string
}

async function running(who: 'viewer' | 'ssoadmin' = 'viewer'): Promise<string> {
  const id = await approved(who)
  for (const status of ['provisioning', 'active'])
    await run('update requests set status = ?, version = version + 1, live = 1 where id = ?', status, id)
  return id
}

test('whoever left loses what runs within a minute, and with it what would go on from it', async () => {
  const id = await running()
  const { id: pending } = (await s.ask('viewer', { extends: id })).body
  const others = await running('ssoadmin')
  await leave()
  s.ended.length = 0
  await s.sweep()
  const reason = 'The requester is no longer active.'
  expect(await rowOf(id)).toMatchObject({
    status: 'ending',
    end_cause: 'revoke',
    end_by_id: null,
    end_reason: reason,
  })
  expect([await statusOf(pending), await statusOf(others)]).toEqual(['withdrawn', 'active'])
  expect(s.ended).toMatchObject([{ id, cause: 'revoke' }])
  const { body } = await s.call('admin', 'GET', `/v1/requests/${id}`)
  expect(body.ending).toMatchObject({ by: null, reason })
  const { params } = explain({ ...body, status: 'revoked' }, s.clock)
  expect(params).toMatchObject({ name: 'Hallpass', reason })
})

test('an extension that was approved goes with it, and its keeper is told', async () => {
  const id = await running()
  const { id: longer } = (await s.ask('viewer', { extends: id })).body
  await s.call('owner', 'POST', `/v1/requests/${longer}/decision`, { decision: 'approve' })
  await leave()
  s.ended.length = 0
  await s.sweep()
  expect([await statusOf(id), await statusOf(longer)]).toEqual(['ending', 'withdrawn'])
  expect(new Set(s.ended.map((each) => each.id))).toEqual(new Set([id, longer]))
})

test('what ends or starts just now is left to its keeper', async () => {
  const over = await running()
  const due = await approved('viewer', { permissionSetArn: set('ReadOnly'), durationSeconds: 7_200 })
  await leave()
  s.clock += 3_600_000
  await s.sweep()
  expect(await Promise.all([over, due].map(statusOf))).toEqual(['active', 'approved'])
})

test('it is nobody’s word against the access: who is back may try again what failed', async () => {
  const failed = await approved('viewer')
  await run("update requests set status = 'failed', live = 0, version = version + 1 where id = ?", failed)
  await running()
  await leave()
  await s.sweep()
  await run("update requests set status = 'revoked', live = 0, version = version + 1 where status = 'ending'")
  await leave(1)
  expect((await s.call('viewer', 'POST', `/v1/requests/${failed}/retry`)).status).toBe(200)
})

test('what was approved for them does not start', async () => {
  const id = await approved('viewer', tomorrow())
  await leave()
  await s.sweep()
  expect(await rowOf(id)).toMatchObject({ status: 'revoked', live: 0 })
})

test('once is enough: the next sweep has nothing to do', async () => {
  const id = await running()
  await leave()
  await s.sweep()
  const { version } = await rowOf(id)
  await s.sweep()
  expect((await rowOf(id))['version']).toBe(version)
})

test('who is back before it is written keeps it', async () => {
  const id = await running()
  await leave()
  s.between = () => leave(1)
  await s.sweep()
  expect(await statusOf(id)).toBe('active')
})

test('a keeper that cannot be told stops no other', async () => {
  const ids = [
    await running(),
    await approved('viewer', { permissionSetArn: set('ReadOnly'), ...tomorrow() }),
  ]
  await leave()
  s.deps.keepers.end = () => Promise.reject(new Error('not there'))
  await s.sweep()
  expect(await Promise.all(ids.map(statusOf))).toEqual(['ending', 'revoked'])
})
