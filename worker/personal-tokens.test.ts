import { beforeEach, describe, expect, test } from 'vitest'
import { stage, type Stage, type Who } from '../test/stage.ts'

let s: Stage
beforeEach(async () => {
  s = await stage()
})

const [minute, day] = [60_000, 24 * 60 * 60_000]
const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
const issue = (who: Who, body: object = { name: 'nightly' }) => s.call(who, 'POST', '/v1/tokens', body)
const listed = async (who: Who, query = '') => (await s.call(who, 'GET', `/v1/tokens${query}`)).body
const end = (who: Who, id: string) => s.call(who, 'POST', `/v1/tokens/${id}/end`)
const worksFor = async (token: string) =>
  (await s.call(null, 'GET', '/v1/me', undefined, bearer(token))).status
const issued = async (who: Who, name = 'nightly') => {
  const token = (await issue(who, { name })).body.token as string
  const { items } = await listed(who)
  return { token, id: items.find((item: { name: string }) => item.name === name).id as string }
}
const events = async () =>
  (await s.call('admin', 'GET', '/v1/audit?kind=person&id=p-viewer')).body.items.map(
    ({ event, actor, detail }: { event: string; actor: { id: string }; detail: unknown }) => ({
      event,
      by: actor.id,
      detail,
    }),
  )

describe('issuing a personal token', () => {
  test('is told by an event: whose, which, and until when; the token itself is kept nowhere', async () => {
    const { body } = await issue('viewer', { name: 'nightly', expiresInSeconds: 3600, scopes: ['read'] })
    const { id } = (await listed('viewer')).items[0]
    const detail = { token: id, name: 'nightly', scopes: 'read', until: '2026-11-23T03:14:00Z' }
    expect(await events()).toEqual([{ event: 'issue_token', by: 'p-viewer', detail }])
    expect(JSON.stringify(await listed('viewer'))).not.toContain(body.token)
  })

  test.each([
    ['more than 10 minutes ago', 10 * minute + 1],
    ['at a time nobody knows', null],
  ])('needs a sign-in, and gives nothing for one %s', async (_, ago) => {
    const tokens = async () => (await s.client.execute('select count(*) as n from tokens')).rows[0]!['n']
    await s.token('viewer')
    s.clock += 11 * minute
    await s.client.execute({
      sql: 'update tokens set proved_at = ?',
      args: [ago === null ? null : s.clock - ago],
    })
    const before = await tokens()
    expect((await issue('viewer')).body).toMatchObject({
      type: '/problems/confirm-it-is-you',
      variant: 'issuing',
      detail: 'Issuing a token needs a sign-in from the last 10 minutes.',
    })
    expect([await tokens(), (await s.client.execute('select * from events')).rows]).toEqual([before, []])
    await s.client.execute({ sql: 'update tokens set proved_at = ?', args: [s.clock - 10 * minute] })
    expect((await issue('viewer')).status).toBe(201)
  })
})

describe('one’s own personal tokens', () => {
  test('are listed with their names and times, soonest end first, while they count', async () => {
    for (const [name, days] of [
      ['month', 30],
      ['week', 7],
      ['gone', 1],
    ] as const)
      await issue('viewer', {
        name,
        expiresInSeconds: (days * day) / 1000,
        ...(days === 7 ? { scopes: ['read'] } : {}),
      })
    await issue('owner')
    const issuedAt = new Date(s.clock).toISOString()
    const until = (days: number) => new Date(Date.parse(issuedAt) + days * day).toISOString()
    s.clock += day
    const id: unknown = expect.stringMatching(/^[\w-]{20,}$/)
    expect(await listed('viewer')).toEqual({
      items: [
        { id, name: 'week', scopes: ['read'], issuedAt, expiresAt: until(7) },
        { id, name: 'month', scopes: ['read', 'write'], issuedAt, expiresAt: until(30) },
      ],
      next: null,
    })
  })

  test('come in pages, each once', async () => {
    for (let n = 0; n < 30; n += 1) await issue('viewer', { name: `token ${n}` })
    const first = await listed('viewer')
    const second = await listed('viewer', `?after=${first.next}`)
    const ids = [...first.items, ...second.items].map(({ id }) => id)
    expect([first.items.length, new Set(ids).size, second.next]).toEqual([25, 30, null])
  })
})

describe('ending a personal token', () => {
  test('stops it at once, with all that it issued, and is told by an event', async () => {
    const { token, id } = await issued('viewer')
    const next = (await s.call(null, 'POST', '/v1/tokens', { name: 'next' }, bearer(token))).body.token
    const other = await issued('viewer', 'another')
    expect([await worksFor(token), await worksFor(next)]).toEqual([200, 200])
    expect((await end('viewer', id)).body).toMatchObject({ id, name: 'nightly' })
    expect([await worksFor(token), await worksFor(next), await worksFor(other.token)]).toEqual([
      401, 401, 200,
    ])
    expect((await listed('viewer')).items).toHaveLength(1)
    expect((await events())[0]).toEqual({
      event: 'end_token',
      by: 'p-viewer',
      detail: { token: id, name: 'nightly' },
    })
    expect((await end('viewer', id)).status).toBe(404)
  })

  test('leaves the one that issued it', async () => {
    const { token } = await issued('viewer')
    s.clock += 1
    await s.call(null, 'POST', '/v1/tokens', { name: 'next' }, bearer(token))
    const { items } = await listed('viewer')
    expect((await end('viewer', items.find(({ name }: { name: string }) => name === 'next').id)).status).toBe(
      200,
    )
    expect([await worksFor(token), (await listed('viewer')).items.length]).toEqual([200, 1])
  })

  test('is for whose it is, and for an Admin; to others it is not there', async () => {
    const { token, id } = await issued('viewer')
    for (const who of ['owner', 'ssoadmin'] as const) expect((await end(who, id)).status).toBe(404)
    await s.client.execute("update people set auditor = 1 where id = 'p-admin'")
    expect([(await end('admin', id)).status, await worksFor(token)]).toEqual([404, 200])
    await s.client.execute("update people set auditor = 0 where id = 'p-admin'")
    expect([(await end('admin', id)).status, await worksFor(token)]).toEqual([200, 401])
    expect((await events())[0]).toMatchObject({ event: 'end_token', by: 'p-admin' })
  })

  test('is not done by an Admin who is none any more when it is written', async () => {
    const { token, id } = await issued('viewer')
    s.between = () => s.client.execute("update people set level = 0 where id = 'p-admin'")
    expect([(await end('admin', id)).status, await worksFor(token)]).toEqual([412, 200])
  })
})
