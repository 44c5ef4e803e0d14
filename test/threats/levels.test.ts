import { beforeEach, describe, expect, test } from 'vitest'
import type { Key } from '../../worker/engine/ports.ts'
import { sessionsOf } from '../../worker/db/ledger.ts'
import { account, stage, type Stage, type Who } from '../stage.ts'

// The threats on two levels of decision, each by its id; those on one level are beside this file.

let s: Stage
beforeEach(async () => {
  s = await stage()
})

const hour = 3_600_000
const approve = { decision: 'approve' }
const reject = { decision: 'reject', comment: 'Which ticket is this for?' }
const custom = {
  label: 'Read the orders bucket',
  sessionDuration: 'PT1H',
  managedPolicyArns: [],
  inlinePolicy: JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::orders/*' }],
  }),
}
const run = (query: string, ...args: (string | number)[]) => s.client.execute({ sql: query, args })
const all = async (query: string, ...args: (string | number)[]) =>
  (await run(query, ...args)).rows.map((row) => ({ ...row }))
const decide = (who: Who, id: string, body: object = approve) =>
  s.call(who, 'POST', `/v1/requests/${id}/decision`, body)
const asked = async (who: Who = 'viewer'): Promise<string> => {
  const { status, body } = await s.ask(who, { permissionSetArn: undefined, custom })
  expect(status, JSON.stringify(body)).toBe(201)
  return body.id
}
const statuses = async () => (await all('select status from requests')).map((row) => row['status'])
const owns = (...people: Who[]) =>
  Promise.all(
    people.map((who) => run('insert or ignore into owners values (?, ?)', `p-${who}`, account('prod-web'))),
  )

describe('A5: nobody makes both decisions of a custom request', () => {
  test.each(['ssoadmin', 'admin'] as const)(
    'A5: %s, who owns the account: 409 at the second step',
    async (who) => {
      await owns(who)
      const id = await asked()
      expect((await decide(who, id)).body.status).toBe('pending_admin')
      for (const body of [approve, reject]) {
        const again = await decide(who, id, body)
        expect([again.status, again.body.type]).toEqual([409, '/problems/second-person'])
      }
      expect(await statuses()).toEqual(['pending_admin'])
      const { mine, mayDecide } = (await s.call(who, 'GET', `/v1/requests/${id}`)).body
      expect(mine.decide).toBe(false)
      expect(mayDecide.map((person: { id: string }) => person.id)).not.toContain(`p-${who}`)
      expect((await s.call(who, 'GET', '/v1/summary')).body.badge).toBe(0)
      expect((await s.call(who, 'GET', '/v1/requests?scope=to-decide')).body.items).toEqual([])
    },
  )

  test('A5: fifty clicks of one person at both levels are one decision', async () => {
    await owns('admin')
    const id = await asked()
    await s.token('admin')
    const answers = await Promise.all(Array.from({ length: 50 }, () => decide('admin', id)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(49)
    expect(await statuses()).toEqual(['pending_admin'])
  })

  test('A5: the requester makes neither, whatever they own or are', async () => {
    await owns('admin', 'ssoadmin')
    const id = await asked('admin')
    expect((await decide('admin', id)).body.type).toBe('/problems/own-request')
    await decide('ssoadmin', id)
    expect((await decide('admin', id)).body.type).toBe('/problems/own-request')
    expect(await statuses()).toEqual(['pending_admin'])
  })

  test('A5: the database keeps one decision of a person, whatever the code does', async () => {
    const id = await asked()
    await decide('owner', id)
    const again =
      'insert into decisions select request_id, 2, person_id, person_name, verdict, comment, granted_s, digest, at from decisions'
    await expect(run(again)).rejects.toThrow(/UNIQUE/)
  })
})

describe('A8: the first decider loses their rights before the second decision', () => {
  test('A8: an owner no more: their decision stands, because it was theirs to make', async () => {
    const id = await asked()
    await decide('owner', id)
    await s.call('admin', 'PUT', `/v1/accounts/${account('prod-web')}/owners`, {
      owners: ['ssoadmin@example.com'],
    })
    expect((await decide('admin', id)).body.status).toBe('admin_approved')
  })

  test('A8: deactivated: it goes back, and an owner decides anew', async () => {
    await owns('ssoadmin')
    const id = await asked()
    await decide('owner', id, { ...approve, durationSeconds: 1800 })
    await run("update people set active = 0 where id = 'p-owner'")
    const second = await decide('admin', id)
    expect([second.status, second.body.type]).toEqual([409, '/problems/nothing-to-do'])
    const { body } = await s.call('admin', 'GET', `/v1/requests/${id}`)
    expect(body).toMatchObject({ status: 'pending_owner', grantedSeconds: null, session: null })
    expect(body.timeline.at(-1)).toMatchObject({ event: 'reopen', status: 'pending_owner', actor: null })
    expect((await decide('ssoadmin', id)).body.status).toBe('pending_admin')
    expect((await decide('admin', id)).body).toMatchObject({ status: 'admin_approved', grantedSeconds: 3600 })
    expect(await all('select level, person_id from decisions order by level')).toEqual([
      { level: 1, person_id: 'p-owner' },
      { level: 2, person_id: 'p-ssoadmin' },
      { level: 3, person_id: 'p-admin' },
    ])
  })

  test('A8: decided anew it starts, and not when one of those who did leaves as well', async () => {
    await owns('ssoadmin')
    const id = await asked()
    await decide('owner', id)
    await run("update people set active = 0 where id = 'p-owner'")
    for (const who of ['admin', 'ssoadmin', 'admin'] as const) await decide(who, id)
    const [row] = await all('select keeper_key from requests')
    const key = row?.['keeper_key'] as Key
    const refused = async () => (await sessionsOf(s.client, key)).rows.map(({ startRefused }) => startRefused)
    expect(await refused()).toEqual([null])
    await run("update people set active = 0 where id = 'p-ssoadmin'")
    expect(await refused()).toEqual(['Somebody who approved it is no longer active.'])
  })

  test.each(['the next who comes', 'the sweep'])(
    'A8: %s sends it back: whoever decides anew hears of it, a stand-in too, and is reminded',
    async (by) => {
      const id = await asked()
      await decide('owner', id)
      s.clock += 20 * hour
      await s.sweep()
      await run("update people set active = 0 where id = 'p-owner'")
      for (const who of ['new', 'stand-in'])
        await run('insert into people (id, name, level) values (?, ?, 0)', `p-${who}`, who)
      await run("insert into owners values ('p-new', ?)", account('prod-web'))
      await run("insert into absences values ('p-new', 'p-stand-in', ?, 0, 1)", s.clock + hour)
      s.told.length = 0
      await (by === 'the sweep' ? s.sweep() : decide('admin', id))
      for (const who of ['p-viewer', 'p-new', 'p-stand-in', 'p-admin']) expect(s.told).toContain(who)
      expect(await statuses()).toEqual(['pending_owner'])
      await s.sweep()
      const last = await all('select event from events order by seq desc limit 2')
      expect(last).toEqual([{ event: 'remind' }, { event: 'reopen' }])
    },
  )

  test('A8: the sweep sends it back where nobody comes to decide', async () => {
    const id = await asked()
    await decide('owner', id)
    await run("update people set active = 0 where id = 'p-owner'")
    s.told.length = 0
    await s.sweep()
    expect(await statuses()).toEqual(['pending_owner'])
    expect(s.told).toContain('p-viewer')
    expect((await s.call('admin', 'GET', `/v1/requests/${id}`)).body.status).toBe('pending_owner')
  })

  test('A8: who was deactivated and is back decides nothing of it again', async () => {
    const id = await asked()
    await decide('owner', id)
    await run("update people set active = 0 where id = 'p-owner'")
    await s.sweep()
    await run("update people set active = 1 where id = 'p-owner'")
    expect((await decide('owner', id)).body.type).toBe('/problems/second-person')
  })

  test('A8: deactivated while the second decision is on its way: not granted', async () => {
    const id = await asked()
    await decide('owner', id)
    await s.token('admin')
    s.between = () => run("update people set active = 0 where id = 'p-owner'")
    expect((await decide('admin', id)).status).toBe(403)
    expect(await statuses()).toEqual(['pending_admin'])
    expect(s.held).toEqual([])
  })

  test('A8: going back moves no window', async () => {
    const id = await asked()
    await decide('owner', id)
    s.clock += 23 * hour
    await run("update people set active = 0 where id = 'p-owner'")
    await s.sweep()
    s.clock += hour
    await s.sweep()
    expect(await statuses()).toEqual(['lapsed'])
  })
})
