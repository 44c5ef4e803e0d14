import { beforeEach, expect, test } from 'vitest'
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
})

test('what was approved for them does not start', async () => {
  const id = await approved('viewer', { startsAt: new Date(s.clock + 3_600_000).toISOString() })
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
  const ids = [await running(), await approved('viewer', { permissionSetArn: set('ReadOnly') })]
  await leave()
  s.deps.keepers.end = () => Promise.reject(new Error('not there'))
  await s.sweep()
  expect(await Promise.all(ids.map(statusOf))).toEqual(['ending', 'revoked'])
})
