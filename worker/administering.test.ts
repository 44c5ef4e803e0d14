import { beforeEach, describe, expect, test } from 'vitest'
import { account, set, stage, wish, type Stage, type Who } from '../test/stage.ts'

let s: Stage
beforeEach(async () => {
  s = await stage()
})

const hour = 3_600_000
const run = (query: string, ...args: (string | number)[]) => s.client.execute({ sql: query, args })
const all = async (query: string, ...args: (string | number)[]) =>
  (await run(query, ...args)).rows.map((row) => ({ ...row }))
const ownersOf = (name: string) => s.call('admin', 'GET', `/v1/accounts/${account(name)}/owners`)
const setOwners = (name: string, owners: string[], headers = {}) =>
  s.call('admin', 'PUT', `/v1/accounts/${account(name)}/owners`, { owners }, headers)
const setRole = (who: Who, id: string, body: object, headers = {}) =>
  s.call(who, 'PUT', `/v1/people/${id}/role`, body, headers)
const apply = (changes: object[], more: object = {}) =>
  s.call('admin', 'POST', '/v1/config', { changes, ...more })
const decide = (who: Who, id: string) =>
  s.call(who, 'POST', `/v1/requests/${id}/decision`, { decision: 'approve' })
const setAway = (who: Who, away: object | null, headers = {}) =>
  s.call(who, 'PUT', '/v1/away', { away }, headers)
const names = (list: { name: string }[]) => list.map(({ name }) => name)
const eventsOf = (kind: string, id: string) =>
  all(
    'select version, event, actor_name as by, detail from events where subject_kind = ? and subject_id = ? order by version',
    kind,
    id,
  )

async function group(name: string, ...members: string[]): Promise<void> {
  await run('insert into groups (id, name) values (?, ?)', `g-${name}`, name)
  for (const id of members)
    await run('insert into group_members select ?, principal_id from people where id = ?', `g-${name}`, id)
}

describe('owners', () => {
  test('an Admin names people and groups; groups are expanded to people, and it is audited', async () => {
    await group('web', 'p-viewer', 'p-ssoadmin')
    const { status, body } = await setOwners('prod-web', ['owner@example.com', 'group:web'])
    expect([status, body.owners, body.from]).toEqual([200, ['group:web', 'owner@example.com'], 'account'])
    expect(names(body.people)).toEqual(['Owner One', 'SSO Admin One', 'Viewer One'])
    expect(await eventsOf('account', account('prod-web'))).toEqual([
      {
        version: 1,
        event: 'set_owners',
        by: 'Admin One',
        detail: '{"from":["owner@example.com"],"to":["owner@example.com","group:web"]}',
      },
    ])
  })

  test('the most specific OU is the default; an account’s own owners replace it', async () => {
    const ou = (key: string, owners: string[]) => ({ what: 'ou', key, from: { owners: [] }, to: { owners } })
    await apply([ou('Root', ['admin@example.com']), ou('Root/Workloads/Dev', ['viewer@example.com'])])
    expect((await ownersOf('sandbox-one')).body).toMatchObject({
      owners: ['viewer@example.com'],
      from: 'Root/Workloads/Dev',
      people: [{ name: 'Viewer One' }],
    })
    expect((await ownersOf('dev-web')).body).toMatchObject({ owners: ['owner@example.com'], from: 'account' })
    await setOwners('prod-web', [])
    expect((await ownersOf('prod-web')).body).toMatchObject({ owners: ['admin@example.com'], from: 'Root' })
  })

  test('an OU whose name another one begins with is another OU', async () => {
    await run("update accounts set ou_path = 'Root/Workloads/Development' where name = 'sandbox-one'")
    await apply([
      { what: 'ou', key: 'Root/Workloads/Dev', from: { owners: [] }, to: { owners: ['viewer@example.com'] } },
    ])
    expect((await ownersOf('sandbox-one')).body).toMatchObject({ owners: [], from: null, people: [] })
  })

  test('a version that moved is refused, and so is an owner nobody knows', async () => {
    const { version } = (await ownersOf('prod-web')).body
    expect((await setOwners('prod-web', ['viewer@example.com'], { 'if-match': `"${version}"` })).status).toBe(
      200,
    )
    expect((await setOwners('prod-web', [], { 'if-match': `"${version}"` })).status).toBe(412)
    const { status, body } = await setOwners('prod-web', ['nobody@example.com'])
    expect([status, body.detail]).toEqual([
      422,
      'Nobody has the address nobody@example.com; name them under "people" first.',
    ])
    expect((await setOwners('prod-web', ['group:none'])).status).toBe(422)
  })

  test('the version that decisions rest on moves with every change of who decides', async () => {
    await group('web', 'p-viewer')
    const versions = async () =>
      Number(
        (await all('select owners_version as v from accounts where id = ?', account('prod-web')))[0]!['v'],
      )
    const changes: [string, () => Promise<unknown>][] = [
      ['owners', () => setOwners('prod-web', ['group:web', 'owner@example.com'])],
      ['a role', () => setRole('admin', 'p-ssoadmin', { role: 'viewer' })],
      ['a flag of an owner', () => setRole('admin', 'p-owner', { role: 'approver', auditor: true })],
      ['a stand-in', () => run("insert into absences values ('p-owner', 'p-viewer', 9999999999999, 0, 1)")],
      ['no stand-in', () => run("delete from absences where person_id = 'p-owner'")],
      ['an owner who left', () => run("update people set active = 0 where id = 'p-owner'")],
    ]
    for (const [what, change] of changes) {
      const before = await versions()
      await change()
      expect(await versions(), what).toBeGreaterThan(before)
    }
  })

  test('naming an owner twice, or who owns already, writes nothing twice', async () => {
    const { version } = (await ownersOf('prod-web')).body
    const { body } = await setOwners('prod-web', ['owner@example.com', 'OWNER@example.com'])
    expect([body.version, await eventsOf('account', account('prod-web'))]).toEqual([version, []])
  })
})

describe('roles', () => {
  test('an Admin sets them, and it is audited', async () => {
    const { status, body } = await setRole('admin', 'p-viewer', { role: 'sso_admin' })
    expect([status, body.role, body.version]).toEqual([200, 'sso_admin', 2])
    expect((await s.call('viewer', 'GET', '/v1/me')).body.level).toBe(2)
    expect(await eventsOf('person', 'p-viewer')).toMatchObject([{ event: 'set_role', by: 'Admin One' }])
    expect((await s.call('admin', 'GET', '/v1/people?q=view')).body.items).toMatchObject([
      { name: 'Viewer One', role: 'sso_admin', email: 'viewer@example.com' },
    ])
  })

  test('the last Admin stays one: neither demoted, nor made an Auditor who changes nothing', async () => {
    for (const body of [{ role: 'viewer' }, { role: 'admin', auditor: true }]) {
      const answer = await setRole('admin', 'p-admin', body)
      expect([answer.status, answer.body.type]).toEqual([409, '/problems/last-admin'])
    }
    await setRole('admin', 'p-viewer', { role: 'admin' })
    expect((await setRole('admin', 'p-admin', { role: 'viewer' })).status).toBe(200)
  })

  test('two Admins who demote each other at once: one of them stays', async () => {
    await setRole('admin', 'p-viewer', { role: 'admin' })
    await s.token('viewer')
    s.between = () => setRole('viewer', 'p-admin', { role: 'viewer' })
    expect((await setRole('admin', 'p-viewer', { role: 'viewer' })).status).toBe(412)
    expect(await all('select id from people where level = 3')).toEqual([{ id: 'p-viewer' }])
  })

  test('two Admins who step down at once: one of them stays', async () => {
    await setRole('admin', 'p-viewer', { role: 'admin' })
    await s.token('viewer')
    s.between = () => setRole('viewer', 'p-viewer', { role: 'viewer' })
    expect((await setRole('admin', 'p-admin', { role: 'viewer' })).status).toBe(412)
    expect(await all('select id from people where level = 3')).toEqual([{ id: 'p-admin' }])
  })
})

describe('somebody who left', () => {
  const reason = 'They left the company today.'
  const setActive = (who: Who, id: string, active: boolean, headers = {}) =>
    s.call(who, 'PUT', `/v1/people/${id}/active`, { active, reason }, headers)
  const asOwner = async () => (await s.call('owner', 'GET', '/v1/me')).status

  test('is signed out at once, whatever they hold, and it is audited', async () => {
    const { token } = (await s.call('owner', 'POST', '/v1/tokens', { name: 'nightly' })).body
    const { status, body } = await setActive('admin', 'p-owner', false)
    expect([status, body.active, body.version]).toEqual([200, false, 2])
    expect(await all("select kind from tokens where person_id = 'p-owner'")).toEqual([])
    const headers = { authorization: `Bearer ${token}` }
    expect([await asOwner(), (await s.call(null, 'GET', '/v1/me', undefined, headers)).status]).toEqual([
      401, 401,
    ])
    expect((await eventsOf('person', 'p-owner')).at(-1)).toMatchObject({
      event: 'deactivate',
      by: 'Admin One',
      detail: JSON.stringify({ reason }),
    })
    expect(await setActive('admin', 'p-owner', false)).toMatchObject({ status: 200, body: { version: 2 } })
    expect(await eventsOf('person', 'p-owner')).toHaveLength(2)
  })

  test('decides nothing any more: what they approved first goes back to an owner (A8)', async () => {
    await setOwners('prod-web', ['owner@example.com', 'viewer@example.com'])
    const custom = { label: 'Anything', sessionDuration: 'PT1H', managedPolicyArns: [] }
    const inlinePolicy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::orders/*' }],
    })
    const asked = { permissionSetArn: undefined, custom: { ...custom, inlinePolicy } }
    const { id } = (await s.ask('admin', asked)).body
    expect((await decide('owner', id)).body.status).toBe('pending_admin')
    const before = (await ownersOf('prod-web')).body.version
    await setActive('admin', 'p-owner', false)
    expect((await ownersOf('prod-web')).body.version).toBeGreaterThan(before)
    expect((await decide('ssoadmin', id)).status).toBe(409)
    const { body } = await s.call('admin', 'GET', `/v1/requests/${id}`)
    expect([body.status, names(body.mayDecide)]).toEqual(['pending_owner', ['Viewer One']])
  })

  test('has nobody who stands in for them', async () => {
    await setAway('owner', { standIn: 'viewer@example.com', durationSeconds: 4 * 3600 })
    const { id } = (await s.ask('ssoadmin')).body
    const toDecide = async () => (await s.call('viewer', 'GET', '/v1/requests?scope=to-decide')).body.items
    const asked = async () =>
      names((await s.call('ssoadmin', 'GET', '/v1/catalog?q=prod-web')).body.accounts[0].deciders)
    expect([(await toDecide()).length, await asked()]).toEqual([1, ['Viewer One', 'Owner One', 'Admin One']])
    await s.token('viewer')
    s.between = () => setActive('admin', 'p-owner', false)
    expect((await decide('viewer', id)).status).toBe(403)
    expect([(await decide('viewer', id)).status, await toDecide()]).toEqual([404, []])
    expect((await s.call('viewer', 'GET', '/v1/me')).body.owns).toEqual([])
    expect((await s.call('viewer', 'GET', '/v1/away')).body.standsInFor).toEqual([])
    expect(names((await s.call('admin', 'GET', `/v1/requests/${id}`)).body.mayDecide)).toEqual(['Admin One'])
    expect(await asked()).toEqual(['Admin One'])
  })

  test('comes back with their role, and signs in anew', async () => {
    await s.token('owner')
    await setActive('admin', 'p-owner', false)
    expect((await setActive('admin', 'p-owner', true)).body).toMatchObject({ active: true, version: 3 })
    expect(await asOwner()).toBe(401)
    expect((await eventsOf('person', 'p-owner')).at(-1)).toMatchObject({ event: 'reactivate' })
  })

  test('is never oneself; of two Admins who say it of each other at once one stays', async () => {
    expect((await setActive('admin', 'p-admin', false)).body.field).toBe('active')
    await setRole('admin', 'p-viewer', { role: 'admin' })
    await s.token('viewer')
    s.between = () => setActive('viewer', 'p-admin', false)
    expect((await setActive('admin', 'p-viewer', false)).status).toBe(412)
    expect(await all('select id from people where level = 3 and active = 1')).toEqual([{ id: 'p-viewer' }])
  })

  test('is said by an Admin, with a reason, of whom they saw', async () => {
    expect((await setActive('ssoadmin', 'p-owner', false)).status).toBe(403)
    expect((await setActive('admin', 'nobody', false)).status).toBe(404)
    expect((await setActive('admin', 'p-owner', false, { 'if-match': '"7"' })).status).toBe(412)
    const answer = await s.call('admin', 'PUT', '/v1/people/p-owner/active', {
      active: false,
      reason: 'Gone',
    })
    expect(answer.body.type).toBe('/problems/reason-short')
  })
})

describe('a link by hand', () => {
  const reason = 'No address says who they are.'
  const link = (who: Who, id: string, principalId: string, headers = {}) =>
    s.call(who, 'PUT', `/v1/people/${id}/link`, { principalId, reason }, headers)
  const [newcomer, another] = ['90678a1b-1111-4c2d-8e3f-00000000000a', '90678a1b-1111-4c2d-8e3f-00000000000b']
  const principalOf = async (id: string) =>
    (await all('select principal_id as is_, principal_by as by from people where id = ?', id))[0]
  const unlink = () => run("update people set principal_id = null, principal_by = null where id = 'p-viewer'")
  beforeEach(async () => {
    s.users = new Set([...s.users!, newcomer, another])
    await s.token('viewer')
    await s.token('admin')
  })

  test('makes somebody able to ask who was not; it is audited, and they are told', async () => {
    await unlink()
    expect((await s.ask('viewer')).body.type).toBe('/problems/not-linked')
    s.told.length = 0
    const { status, body } = await link('admin', 'p-viewer', newcomer)
    expect([status, body.principalId, s.told]).toEqual([200, newcomer, ['p-viewer']])
    expect(await principalOf('p-viewer')).toEqual({ is_: newcomer, by: 'admin' })
    expect((await eventsOf('person', 'p-viewer')).at(-1)).toMatchObject({
      event: 'link',
      by: 'Admin One',
      detail: JSON.stringify({ from: null, to: newcomer, reason }),
    })
    expect((await s.ask('viewer')).status).toBe(201)
  })

  test('again, it changes nothing; to another user, the event has both', async () => {
    await link('admin', 'p-viewer', newcomer)
    const { length } = await eventsOf('person', 'p-viewer')
    s.users = null
    expect((await link('admin', 'p-viewer', newcomer)).status).toBe(200)
    expect(await eventsOf('person', 'p-viewer')).toHaveLength(length)
    s.users = new Set([another])
    expect((await link('admin', 'p-viewer', another)).status).toBe(200)
    expect((await eventsOf('person', 'p-viewer')).at(-1)).toMatchObject({
      detail: JSON.stringify({ from: newcomer, to: another, reason }),
    })
  })

  test('brings what the groups of that user own', async () => {
    await run("insert into groups (id, name) values ('g-web', 'web')")
    await run("insert into group_members values ('g-web', ?)", newcomer)
    await setOwners('prod-web', ['group:web'])
    expect((await ownersOf('prod-web')).body.people).toEqual([])
    await link('admin', 'p-viewer', newcomer)
    expect(names((await ownersOf('prod-web')).body.people)).toEqual(['Viewer One'])
  })

  test('is never one’s own: whoever linked themselves would have another’s access', async () => {
    await run("update people set level = 3 where id = 'p-viewer'")
    const { status, body } = await link('admin', 'p-admin', newcomer)
    expect([status, body.type, body.params.names]).toEqual([403, '/problems/own-access', 'Viewer One'])
    expect((await link('viewer', 'p-admin', newcomer)).status).toBe(200)
  })

  test('is made by an Admin, with a reason, of whom they saw', async () => {
    expect((await link('ssoadmin', 'p-viewer', newcomer)).status).toBe(403)
    expect((await link('admin', 'nobody', newcomer)).status).toBe(404)
    expect((await link('admin', 'p-viewer', newcomer, { 'if-match': '"7"' })).status).toBe(412)
    const short = { principalId: newcomer, reason: 'Because' }
    expect((await s.call('admin', 'PUT', '/v1/people/p-viewer/link', short)).body.type).toBe(
      '/problems/reason-short',
    )
    expect((await link('admin', 'p-viewer', 'viewer@example.com')).body.field).toBe('principalId')
  })

  test('is to a user whom Identity Center has; its silence is no yes', async () => {
    s.users = new Set()
    const { status, body } = await link('admin', 'p-viewer', newcomer)
    expect([status, body.field]).toEqual([422, 'principalId'])
    s.users = null
    expect((await link('admin', 'p-viewer', newcomer)).body.type).toBe('/problems/unreachable')
    expect((await eventsOf('person', 'p-viewer')).map(({ event }) => event)).not.toContain('link')
  })

  test('is to nobody else’s user, not even to who became somebody’s meanwhile', async () => {
    const before = await principalOf('p-viewer')
    const owners = (await principalOf('p-owner'))!['is_'] as string
    for (const spelled of [owners, owners.toUpperCase()]) {
      const { status, body } = await link('admin', 'p-viewer', spelled)
      expect([status, body.type, body.params.name]).toEqual([409, '/problems/principal-taken', 'Owner One'])
    }
    s.between = () => run("update people set principal_id = ? where id = 'p-owner'", newcomer)
    expect((await link('admin', 'p-viewer', newcomer)).status).toBe(412)
    expect(await principalOf('p-viewer')).toEqual(before)
  })

  test('stays while anything waits, runs or can be tried again under it', async () => {
    const { id } = (await s.ask('viewer')).body
    const refused = async () => (await link('admin', 'p-viewer', newcomer)).body.type
    expect(await refused()).toBe('/problems/link-in-use')
    await decide('owner', id)
    expect(await refused()).toBe('/problems/link-in-use')
    await run("update requests set status = 'failed', live = 0, version = version + 1 where id = ?", id)
    expect(await refused()).toBe('/problems/link-in-use')
    s.clock += 24 * hour
    expect(await refused()).toBeUndefined()
  })

  test('stays for what was asked meanwhile', async () => {
    const before = await principalOf('p-viewer')
    s.between = () => s.ask('viewer')
    expect((await link('admin', 'p-viewer', newcomer)).status).toBe(412)
    expect(await principalOf('p-viewer')).toEqual(before)
  })

  test('what was read before it is not asked under the user before', async () => {
    s.between = () => link('admin', 'p-viewer', newcomer)
    expect((await s.ask('viewer')).status).toBe(412)
    expect(await all('select id from requests')).toEqual([])
  })
})

describe('away, with a stand-in', () => {
  const for4h = { standIn: 'viewer@example.com', durationSeconds: 4 * 3600 }

  test('the stand-in decides meanwhile, sees the queue, and is no decider any more when the time is over', async () => {
    const { status, body } = await setAway('owner', for4h)
    expect([status, body.away]).toMatchObject([200, { standIn: { name: 'Viewer One' } }])
    const { body: one } = await s.ask('ssoadmin')
    const { body: two } = await s.ask('ssoadmin', { permissionSetArn: set('ReadOnly') })
    expect((await s.call('viewer', 'GET', '/v1/requests?scope=to-decide')).body.items).toHaveLength(2)
    expect((await s.call('viewer', 'GET', '/v1/summary')).body.pendingApprovals).toBe(2)
    expect((await s.call('viewer', 'GET', '/v1/me')).body.role).toBe('approver')
    expect((await s.call('admin', 'GET', `/v1/requests/${one.id}`)).body.mayDecide).toContainEqual({
      id: 'p-viewer',
      name: 'Viewer One',
    })
    expect((await decide('viewer', one.id)).body.status).toBe('approved')
    s.clock += 4 * hour
    expect((await decide('viewer', two.id)).status).toBe(404)
    expect((await s.call('viewer', 'GET', '/v1/requests?scope=to-decide')).body.items).toEqual([])
    expect((await s.call('owner', 'GET', '/v1/away')).body.away).toBeNull()
  })

  test('to the very millisecond', async () => {
    await setAway('owner', for4h)
    const { body } = await s.ask('ssoadmin')
    s.clock += 4 * hour - 1
    await s.token('viewer')
    s.afterReading = () => {
      s.clock += 1
    }
    expect((await decide('viewer', body.id)).status).toBe(404)
    s.clock -= 1
    expect((await decide('viewer', body.id)).status).toBe(200)
  })

  test('never for their own request, and never for one of whom they stand in for', async () => {
    await setAway('owner', for4h)
    const { body: own } = await s.ask('viewer')
    expect((await decide('viewer', own.id)).body.type).toBe('/problems/own-request')
    const { body: owners } = await s.ask('owner')
    expect((await decide('viewer', owners.id)).status).toBe(404)
    expect((await s.call('viewer', 'GET', '/v1/requests?scope=to-decide')).body.items).toEqual([])
    expect(names((await s.call('admin', 'GET', `/v1/requests/${owners.id}`)).body.mayDecide)).toEqual([
      'SSO Admin One',
      'Admin One',
    ])
  })

  test('back before the time: the stand-in decides no more, not even what they have open', async () => {
    await setAway('owner', for4h)
    const { body: asked } = await s.ask('ssoadmin')
    await s.token('viewer')
    await s.token('owner')
    s.between = () => setAway('owner', null)
    expect((await decide('viewer', asked.id)).status).toBe(403)
    expect(await all('select status from requests')).toEqual([{ status: 'pending' }])
    expect(await eventsOf('person', 'p-owner')).toMatchObject([{ event: 'away' }, { event: 'back' }])
  })

  test('only owners are away, and with somebody else who is here', async () => {
    expect((await setAway('viewer', for4h)).status).toBe(403)
    for (const standIn of ['owner@example.com', 'nobody@example.com', 'person:none'])
      expect((await setAway('owner', { standIn, durationSeconds: 60 })).status).toBe(422)
    await run("update people set active = 0 where id = 'p-viewer'")
    expect((await setAway('owner', for4h)).status).toBe(422)
  })

  test('a version that moved is refused', async () => {
    await setAway('owner', for4h)
    expect((await setAway('owner', null, { 'if-match': '"7"' })).status).toBe(412)
    expect((await setAway('owner', null, { 'if-match': '"1"' })).status).toBe(200)
  })
})

describe('whose role it changes', () => {
  const for4h = { standIn: 'viewer@example.com', durationSeconds: 4 * 3600 }
  /** Told at once, and by the outbox should they not be there. */
  async function told(): Promise<string[]> {
    const left = await all("select receiver from outbox where kind = 'changed' order by receiver")
    const now = s.told.splice(0).toSorted()
    expect(left.map(({ receiver }) => receiver)).toEqual(now)
    await run('delete from outbox')
    return now
  }

  test('is told: who owns from now on, and who no more', async () => {
    await setOwners('prod-web', ['viewer@example.com'])
    expect(await told()).toEqual(['p-owner', 'p-viewer'])
    await setOwners('prod-web', ['viewer@example.com', 'owner@example.com'])
    expect(await told()).toEqual(['p-owner'])
  })

  test('is told through a group, an OU, and as who stands in', async () => {
    await group('web', 'p-viewer')
    await setOwners('prod-web', ['owner@example.com', 'group:web'])
    expect(await told()).toEqual(['p-viewer'])
    const to = { owners: ['admin@example.com'] }
    await setOwners('sandbox-one', [])
    await told()
    await apply([{ what: 'ou', key: 'Root', from: { owners: [] }, to }])
    expect(await told()).toContain('p-admin')
    await setAway('owner', { ...for4h, standIn: 'ssoadmin@example.com' })
    await told()
    await setOwners('prod-web', ['group:web'])
    expect(await told()).toEqual(['p-owner', 'p-ssoadmin'])
  })

  test('is told of a role, by itself or in a reviewed plan', async () => {
    await setRole('admin', 'p-viewer', { role: 'approver' })
    expect(await told()).toEqual(['p-viewer'])
    const key = 'viewer@example.com'
    await apply([{ what: 'person', key, from: { role: 'approver' }, to: { role: 'viewer' } }])
    expect(await told()).toEqual(['p-viewer'])
  })

  test('is told when somebody stands in for another, another one does, and nobody any more', async () => {
    await setAway('owner', for4h)
    expect(await told()).toEqual(['p-owner', 'p-viewer'])
    await setAway('owner', { ...for4h, standIn: 'admin@example.com' })
    expect(await told()).toEqual(['p-admin', 'p-owner', 'p-viewer'])
    await setAway('owner', null)
    expect(await told()).toEqual(['p-admin', 'p-owner'])
  })

  test('and nobody else, nor of what was not written', async () => {
    await apply([], { dryRun: true })
    await setRole('admin', 'p-viewer', { role: 'viewer' })
    s.between = () => run("update people set version = version + 1 where id = 'p-owner'")
    expect((await setAway('owner', for4h)).status).toBe(412)
    expect(await told()).toEqual([])
  })
})

describe('reviewed changes', () => {
  const sensitive = (name: string) => ({
    what: 'account',
    key: account(name),
    from: { sensitive: false },
    to: { sensitive: true },
  })

  test('all of them or none: what is no longer as the plan had it stops the whole', async () => {
    await run("update accounts set sensitive = 1 where name = 'dev-data'")
    const stale = { ...sensitive('dev-data'), from: { sensitive: false }, to: { sensitive: false } }
    const { status, body } = await apply([sensitive('dev-web'), stale])
    expect([status, body.field]).toEqual([412, 'changes.1'])
    expect(await all("select sensitive from accounts where name = 'dev-web'")).toEqual([{ sensitive: 0 }])
  })

  test('again, they change nothing', async () => {
    expect((await apply([sensitive('dev-web')])).body).toEqual({ applied: 1, unchanged: 0 })
    expect((await apply([sensitive('dev-web')])).body).toEqual({ applied: 0, unchanged: 1 })
    expect(await eventsOf('account', account('dev-web'))).toHaveLength(1)
  })

  test('a dry run refuses what the real one would, and writes nothing', async () => {
    expect((await apply([sensitive('dev-web')], { dryRun: true })).body).toEqual({ applied: 1, unchanged: 0 })
    expect(await all("select sensitive from accounts where name = 'dev-web'")).toEqual([{ sensitive: 0 }])
    const unknown = { what: 'account', key: '000000000001', from: {}, to: { sensitive: true } }
    expect((await apply([unknown], { dryRun: true })).body.field).toBe('changes.0.key')
  })

  test('what changes between reading and writing makes the write void', async () => {
    await s.token('admin')
    await run("update people set level = 3 where id = 'p-viewer'")
    const between: [string, () => Promise<unknown>][] = [
      ['the account', () => run("update accounts set version = version + 1 where name = 'dev-web'")],
      ['its owners', () => run('delete from owner_rules where account_id = ?', account('dev-web'))],
      ['the Admin', () => run("update people set level = 2 where id = 'p-admin'")],
    ]
    for (const [what, change] of between) {
      s.between = change
      const owned = { owners: ['owner@example.com'], sensitive: false }
      const changes = [
        { ...sensitive('dev-web'), from: owned, to: { owners: ['admin@example.com'], sensitive: true } },
      ]
      const answer = await apply(changes)
      expect([what, answer.status]).toEqual([what, 412])
      await run('delete from owner_rules where account_id = ?', account('dev-web'))
      await run("insert into owner_rules values (?, 'person', 'p-owner', null, 0)", account('dev-web'))
    }
    expect(await all("select sensitive from accounts where name = 'dev-web'")).toEqual([{ sensitive: 0 }])
  })

  test('somebody new is invited, and may be named owner by the same plan', async () => {
    const { body } = await apply([
      { what: 'person', key: 'New@Example.com', from: null, to: { name: 'New One', role: 'approver' } },
      {
        what: 'account',
        key: account('sandbox-one'),
        from: { owners: [] },
        to: { owners: ['new@example.com'], requestable: true, maxSeconds: 3600 },
      },
    ])
    expect(body).toEqual({ applied: 2, unchanged: 0 })
    expect((await ownersOf('sandbox-one')).body).toMatchObject({
      owners: ['new@example.com'],
      people: [{ name: 'New One' }],
    })
    expect(
      (await s.ask('viewer', { accountId: account('sandbox-one'), durationSeconds: 7200 })).body.type,
    ).toBe('/problems/too-long')
  })

  test('the management account and protected sets stay closed', async () => {
    const open = (what: string, key: string) => ({ what, key, from: {}, to: { requestable: true } })
    for (const change of [
      open('account', account('management')),
      open('permissionSet', 'AdministratorAccess'),
    ]) {
      const { status, body } = await apply([change])
      expect([status, body.field]).toEqual([422, 'changes.0.to.requestable'])
    }
  })

  test('the database keeps both closed, whoever writes it, and asking is refused', async () => {
    await run('update accounts set requestable = 1')
    await run('update permission_sets set requestable = 1')
    expect((await s.ask('viewer', { accountId: account('management') })).body.type).toBe(
      '/problems/account-hidden',
    )
    expect((await s.ask('viewer', { permissionSetArn: set('AdministratorAccess') })).body.type).toBe(
      '/problems/no-sets',
    )
    expect(await all('select name from accounts where requestable = 0')).toEqual([{ name: 'management' }])
    expect(await all('select name from permission_sets where requestable = 0 and protected = 0')).toEqual([])
    expect(await all('select name from permission_sets where requestable = 1 and protected = 1')).toEqual([])
  })

  test('an account named twice is refused', async () => {
    expect((await apply([sensitive('dev-web'), sensitive('dev-web')])).status).toBe(422)
  })

  test('everything an Admin sets is listed as it would be written', async () => {
    const { body } = await s.call('admin', 'GET', '/v1/config')
    const web = body.accounts.find((each: { id: string }) => each.id === wish.accountId)
    expect(web).toMatchObject({ owners: ['owner@example.com'], requestable: true, sensitive: false })
    expect(body.accounts.filter((each: { management: boolean }) => each.management)).toMatchObject([
      { name: 'management', requestable: false },
    ])
  })
})
