import { beforeEach, describe, expect, test } from 'vitest'
import { set, stage, type Stage, type Who } from '../test/stage.ts'

// A decision of yesterday does not give back what was taken or denied since.

let s: Stage
beforeEach(async () => {
  s = await stage()
})

const minute = 60_000
const approve = { decision: 'approve' }
const retry = (id: string) => s.call('viewer', 'POST', `/v1/requests/${id}/retry`)
const run = (query: string, ...args: (string | number)[]) => s.client.execute({ sql: query, args })
const revoke = (id: string) =>
  s.call('owner', 'POST', `/v1/sessions/${id}/revoke`, { reason: 'An incident is looked into.' })

async function approved(fields: object = {}, who: Who = 'viewer'): Promise<string> {
  const { id } = (await s.ask(who, { ...fields })).body
  await s.call(who === 'owner' ? 'admin' : 'owner', 'POST', `/v1/requests/${id}/decision`, approve)
  s.clock += minute
  return id as string
}

async function move(id: string, status: string): Promise<void> {
  const moved = "update requests set status = ?, live = ? <> 'failed', version = version + 1 where id = ?"
  await run(moved, status, status, id)
}

async function failed(fields: object = {}): Promise<string> {
  const id = await approved(fields)
  await move(id, 'failed')
  return id
}

async function running(fields: object = {}, who: Who = 'viewer'): Promise<string> {
  const id = await approved(fields, who)
  await move(id, 'provisioning')
  await move(id, 'active')
  return id
}

async function revoked(fields: object = {}, who: Who = 'viewer'): Promise<void> {
  const { status } = await s.call('admin', 'POST', `/v1/sessions/${await running(fields, who)}/revoke`, {
    reason: 'An incident is looked into.',
  })
  expect(status).toBe(200)
  s.clock += minute
}

/** A rule about everything, as the newest book. */
async function saved(fields: object): Promise<void> {
  const every = { who: [], where: [], sets: [], times: null, maxSeconds: null, approval: 'needed', levels: 1 }
  const rules = JSON.stringify([{ id: 'r-1', name: 'Freeze', ...every, ...fields }])
  await run("insert into rule_books select count(*) + 1, ?, 'p-admin', 'Admin One', 0 from rule_books", rules)
}

async function refused(id: string): Promise<string> {
  const { status, body } = await retry(id)
  const row = (await run('select status from requests where id = ?', id)).rows[0]!
  expect([status >= 400, row['status']]).toEqual([true, 'failed'])
  return [body.type.slice('/problems/'.length), ...(body.variant ? [body.variant] : [])].join(' ')
}

describe('a failed grant is not tried again', () => {
  test('once the same access was taken away since it was decided', async () => {
    const id = await failed()
    await revoked()
    s.held.length = 0
    expect(await refused(id)).toBe('nothing-to-do taken')
    expect(s.held).toEqual([])
  })

  test('once the session that it was to extend was taken away', async () => {
    const first = await running()
    const id = await failed({ extends: first })
    await revoke(first)
    expect(await refused(id)).toBe('nothing-to-do taken')
  })

  test('once its set is marked sealed', async () => {
    const id = await failed()
    await run('update permission_sets set sealed = 1')
    expect((await retry(id)).body.type).toBe('/problems/set-changed')
  })

  test('once a rule denies it', async () => {
    const id = await failed()
    await saved({ effect: 'deny' })
    expect(await refused(id)).toBe('account-hidden denied')
  })

  test('once rules allow less, or ask for a second decision', async () => {
    const id = await failed()
    await saved({ effect: 'allow', maxSeconds: 1800 })
    expect(await refused(id)).toBe('too-long')
    await saved({ effect: 'allow', levels: 2 })
    expect(await refused(id)).toBe('rules-refuse second')
  })

  test('once somebody who approved it has left', async () => {
    const id = await failed()
    await run("update people set active = 0 where id = 'p-owner'")
    expect(await refused(id)).toBe('nothing-to-do left')
  })
})

describe('nor where that comes between its reading and its writing', () => {
  test.each([
    ['the same access is taken away', () => revoked()],
    ['a rule denies it', () => saved({ effect: 'deny' })],
    ['who approved it leaves', () => run("update people set active = 0 where id = 'p-owner'")],
    ['the set becomes another', () => run("update permission_sets set policy_hash = 'another'")],
    ['the account is closed', () => run('update accounts set requestable = 0')],
  ])('%s', async (_, meanwhile) => {
    const id = await failed()
    s.between = meanwhile
    expect(await refused(id)).toBe('changed')
  })
})

describe('and is, where nothing of it has come', () => {
  const again = async (id: string) => expect((await retry(id)).body.status).toBe('provisioning')

  test('what was taken away before was known to who decided', async () => {
    await revoked()
    await again(await failed())
  })

  test('another set, another account and another person are not it', async () => {
    const id = await failed()
    await revoked({ permissionSetArn: set('ReadOnly') })
    await revoked({}, 'owner')
    await again(id)
  })

  test('given back is not taken away', async () => {
    const id = await failed()
    await s.call('viewer', 'POST', `/v1/sessions/${await running()}/release`, {})
    await again(id)
  })

  test('two decisions were made where the rules ask for two', async () => {
    await saved({ effect: 'allow', levels: 2 })
    const { id } = (await s.ask('viewer')).body
    for (const who of ['owner', 'ssoadmin'] as const)
      await s.call(who, 'POST', `/v1/requests/${id}/decision`, approve)
    await move(id, 'failed')
    await again(id)
  })
})
