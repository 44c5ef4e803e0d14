import { beforeEach, describe, expect, test } from 'vitest'
import { account, set, stage, type Stage, type Who } from '../test/stage.ts'
import { queue } from './db/lists.ts'
import { raiseOrphans } from './db/reminders.ts'
import { rendered } from './db/render.ts'

let s: Stage
beforeEach(async () => {
  s = await stage()
})

const hour = 3_600_000
const run = (query: string, ...args: (string | number)[]) => s.client.execute({ sql: query, args })
const custom = {
  label: 'Anything',
  sessionDuration: 'PT1H',
  managedPolicyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
}
let made = 0
/** One of many, each a minute after the one before. */
async function ask(where: string, more: object = {}, who: Who = 'viewer'): Promise<string> {
  s.clock += 60_000
  const fields = { accountId: account(where), permissionSetArn: set('ReadOnly'), durationSeconds: 3600 }
  const { status, body } = await s.ask(who, { ...fields, ...more })
  expect(status, JSON.stringify(body)).toBe(201)
  made += 1
  return body.id
}
const part = async (who: Who, which: 'first' | 'more' | null, after?: string) => {
  const query = `${which ? `&part=${which}` : ''}${after ? `&after=${after}` : ''}`
  return (await s.call(who, 'GET', `/v1/requests?scope=to-decide${query}`)).body
}
const ids = async (who: Who, which: 'first' | 'more' | null) =>
  (await part(who, which)).items.map(({ id }: { id: string }) => id)
const badge = async (who: Who) => (await s.call(who, 'GET', '/v1/summary')).body
const urgent = { urgent: true, ticket: 'INC-1' }

test('for an owner: everything of their accounts first, urgent ones before the soonest deadline', async () => {
  const a = await ask('prod-web')
  const b = await ask('dev-web')
  const c = await ask('stage-web', urgent)
  await ask('shared-services')
  expect(await ids('owner', 'first')).toEqual([c, a, b])
  expect(await ids('owner', 'more')).toEqual([])
  expect(await badge('owner')).toMatchObject({ badge: 3, pendingApprovals: 3 })
})

test('for who decides by role: their own accounts, urgent, nobody there, second decisions; the rest is more', async () => {
  const others = await ask('prod-web')
  const own = await ask('shared-services')
  const orphan = await ask('sandbox-one')
  const now = await ask('dev-web', urgent)
  const second = await ask('stage-web', { permissionSetArn: undefined, custom })
  expect(await ids('admin', 'first')).toEqual([now, own, orphan])
  await s.call('owner', 'POST', `/v1/requests/${second}/decision`, { decision: 'approve' })
  expect(await ids('admin', 'first')).toEqual([now, own, orphan, second])
  expect(await ids('admin', 'more')).toEqual([others])
  expect(await ids('ssoadmin', 'first')).toEqual([now, orphan, second])
  expect(await ids('ssoadmin', 'more')).toEqual([others, own])
  expect(await ids('admin', null)).toEqual([now, others, own, orphan, second])
  expect(await badge('admin')).toMatchObject({ badge: 4, pendingApprovals: 5 })
  expect(await badge('ssoadmin')).toMatchObject({ badge: 3, pendingApprovals: 5 })
})

test('what waits for an owner alone is shown to no role', async () => {
  const id = await ask('stage-web', { permissionSetArn: undefined, custom, ...urgent })
  expect(await ids('owner', 'first')).toEqual([id])
  expect(await ids('admin', null)).toEqual([])
})

test('moves up after a quarter of its window, and not a moment before', async () => {
  const id = await ask('prod-web')
  s.clock += 6 * hour - 1
  await s.sweep()
  expect([await ids('admin', 'first'), await ids('admin', 'more')]).toEqual([[], [id]])
  s.clock += 1
  s.told.length = 0
  await s.sweep()
  expect([await ids('admin', 'first'), await ids('admin', 'more')]).toEqual([[id], []])
  expect(new Set(s.told)).toEqual(new Set(['p-owner', 'p-ssoadmin', 'p-admin']))
  expect((await badge('admin')).badge).toBe(1)
})

describe('where no owner is there', () => {
  const away = (days: number) =>
    run(
      'insert into absences (person_id, stand_in_id, until, at) values (?, ?, ?, ?)',
      'p-owner',
      'p-viewer',
      s.clock + days * 24 * hour,
      s.clock,
    )

  test('because the only one is away and the requester stands in', async () => {
    await away(1)
    const id = await ask('prod-web')
    expect(await ids('admin', 'first')).toEqual([id])
  })

  test('looking for it writes nothing where somebody is there', async () => {
    await ask('prod-web')
    s.trips.writes = 0
    expect([await raiseOrphans(s.deps.db, s.clock), s.trips.writes]).toEqual([[], 0])
    await away(1)
    expect(await raiseOrphans(s.deps.db, s.clock)).toContain('p-admin')
    expect(s.trips.writes).toBe(1)
  })

  test('since it was asked: the sweep finds it', async () => {
    const id = await ask('prod-web')
    await s.sweep()
    expect(await ids('admin', 'first')).toEqual([])
    await away(1)
    await run('delete from outbox')
    s.told.length = 0
    await s.sweep()
    expect(await ids('admin', 'first')).toEqual([id])
    expect(s.told.toSorted()).toEqual(['p-admin', 'p-ssoadmin'])
    await s.sweep()
    expect(s.told).toHaveLength(2)
  })

  test('a stand-in who is somebody else is there', async () => {
    await run("insert into people (id, name, level) values ('p-other', 'Other', 0)")
    await away(1)
    await run("update absences set stand_in_id = 'p-other'")
    const id = await ask('prod-web')
    await s.sweep()
    expect(await ids('admin', 'more')).toEqual([id])
  })
})

test('one is never asked to decide one’s own, in neither part', async () => {
  await ask('shared-services', urgent, 'admin')
  expect(await ids('admin', null)).toEqual([])
  expect(await badge('admin')).toMatchObject({ badge: 0, pendingApprovals: 0 })
})

describe('page by page', () => {
  async function many(n: number, where: string): Promise<void> {
    const id = await ask(where, { ticket: 'INC-2' })
    const { columns } = await s.client.execute('select * from requests limit 1')
    const names = columns.filter((name) => name !== 'queue_at')
    const filled: Record<string, string> = {
      id: "'q' || n.value",
      requester_id: "'p-nobody'",
      window_ends_at: 'r.window_ends_at + (n.value * 7919) % 1000',
      urgent: 'n.value % 3 = 0',
      up: 'n.value % 3 = 0',
    }
    await run(
      `insert into requests (${names.join()}) select ${names.map((name) => filled[name] ?? `r.${name}`).join()}
        from requests r, json_each(?) n where r.id = ?`,
      JSON.stringify(Array.from({ length: n }, (_, i) => i)),
      id,
    )
    await run(
      "update requests set waits_for = null, status = 'withdrawn', version = version + 1 where id = ?",
      id,
    )
  }
  async function pages(who: Who, which: 'first' | 'more' | null) {
    const found: { id: string; urgent: boolean; windowEndsAt: string }[] = []
    let next: string | undefined
    do {
      const page = await part(who, which, next)
      found.push(...page.items)
      next = page.next ?? undefined
    } while (next)
    return found
  }

  test.each([
    ['owner', 'first', 130],
    ['owner', 'more', 0],
    ['admin', 'first', 44],
    ['admin', 'more', 86],
    ['admin', null, 130],
  ] as const)('%s, %s: each once, in order', async (who, which, n) => {
    await many(130, 'prod-web')
    const found = await pages(who, which)
    expect(new Set(found.map(({ id }) => id)).size).toBe(n)
    expect(found).toHaveLength(n)
    const key = (r: (typeof found)[number]) => `${r.urgent ? 0 : 1} ${r.windowEndsAt}`
    expect(found.map(key)).toEqual(found.map(key).toSorted())
  })

  test('a page of more that skips one’s own accounts goes on, however many there are', async () => {
    await many(600, 'shared-services')
    const last = await ask('prod-web')
    expect((await pages('admin', 'more')).map(({ id }) => id)).toEqual([last])
    expect((await badge('admin')).badge).toBe(100)
  })
})

test.each(['first', 'more', undefined] as const)(
  'part %s walks its indexes in order and scans no table',
  async (which) => {
    const question = { credential: { hash: 'x' }, now: s.clock, cursor: { at: 5, id: 'x' }, part: which }
    const { sql, params } = rendered(queue(question, 26))
    const { rows } = await s.client.execute({ sql: `explain query plan ${sql}`, args: params as never[] })
    const steps = rows
      .map((row) => row['detail'] as string)
      .filter((step) => step.startsWith('SEARCH requests'))
    expect(steps.length).toBeGreaterThan(0)
    for (const step of steps) expect(step).toMatch(/USING INDEX r_wait_\w+ \(.*\(queue_at,id\)>\(\?,\?\)\)/)
    expect(rows.map((row) => row['detail'])).not.toContain('SCAN r')
  },
)

describe('looked for by status', () => {
  const found = async (query: string) => {
    const { status, body } = await s.call('admin', 'GET', `/v1/requests?scope=to-decide&${query}`)
    return status === 200 ? body.items.map(({ id }: { id: string }) => id) : [status, body.field]
  }

  test('the queue holds what waits in one of these, in either part', async () => {
    const other = await ask('prod-web')
    const orphan = await ask('sandbox-one')
    const second = await ask('stage-web', { permissionSetArn: undefined, custom })
    await s.call('owner', 'POST', `/v1/requests/${second}/decision`, { decision: 'approve' })
    expect(await found('status=pending')).toEqual([other, orphan])
    expect(await found('status=pending_admin')).toEqual([second])
    expect(await found('status=pending_admin&status=pending')).toEqual([other, orphan, second])
    expect(await found('part=first&status=pending')).toEqual([orphan])
    expect(await found('part=more&status=pending')).toEqual([other])
    expect(await found('part=more&status=pending_admin')).toEqual([])
    expect(await found('status=active')).toEqual([])
  })

  test.each([
    ['accountId', '111122223333'],
    ['requesterId', 'p-viewer'],
    ['deciderId', 'p-viewer'],
    ['from', '2026-01-01T00:00:00Z'],
    ['to', '2026-01-01T00:00:00Z'],
  ])('%s is no filter of the queue, and is not passed over', async (name, value) => {
    expect(await found(`${name}=${value}`)).toEqual([422, name])
  })
})
