import { beforeEach, describe, expect, test } from 'vitest'
import { account, set, stage, wish, type Stage } from '../test/stage.ts'

let s: Stage
beforeEach(async () => {
  s = await stage()
})

const base = set('IncidentResponder')
const web = account('prod-web')
const all = (sql: string, ...args: string[]) => s.client.execute({ sql, args })
const mark = (what: 'sealed' | 'killable', value = 1, arn = base) =>
  all(`update permission_sets set ${what} = ${value} where arn = ?`, arn)

async function ask(fields: object = {}): Promise<string> {
  const { status, body } = await s.ask('viewer', { permissionSetArn: base, ...fields })
  expect(status).toBe(201)
  return body.id
}
async function approve(id: string) {
  const { status, body } = await s.call('owner', 'POST', `/v1/requests/${id}/decision`, {
    decision: 'approve',
  })
  expect(status).toBe(200)
  return body
}
/** Asked, approved, and active by AWS's word. */
async function running(): Promise<string> {
  const id = await ask()
  await approve(id)
  await all("update requests set status = 'active', version = version + 1 where id = ?", id)
  return id
}
const last = () => s.held.at(-1)!
const rowOf = async (id: string) => (await all('select * from requests where id = ?', id)).rows[0]!

describe('a sealed set', () => {
  test('is approved on a set of its own, and its keeper is told of which it is a copy', async () => {
    await mark('sealed')
    const id = await ask()
    const { session } = await approve(id)
    const name = `jit-${id.slice(0, 10)}-IncidentRespo`
    expect(name).toHaveLength(28)
    expect(last()).toMatchObject({
      key: `${web}/${name}`,
      session: { id, clone: { name, base, baseHash: 'hash-IncidentResponder' }, kill: 'never' },
    })
    expect(await rowOf(id)).toMatchObject({ clone_name: name, keeper_key: `${web}/${name}`, set_arn: base })
    expect(session).toMatchObject({ roleName: name, credentials: 'may_last' })
  })

  test('is marked so in the catalog', async () => {
    await mark('sealed')
    const { body } = await s.call('viewer', 'GET', '/v1/catalog?q=prod-web')
    const marked = body.items ?? body.accounts
    const sets = marked.flatMap(
      (one: { permissionSets: { arn: string; sealed: boolean }[] }) => one.permissionSets,
    )
    const sealed = sets.filter((one: { sealed: boolean }) => one.sealed)
    expect(new Set(sealed.map(({ arn }: { arn: string }) => arn))).toEqual(new Set([base]))
  })

  test('counts as it is marked when it is approved, and stays so', async () => {
    const before = await ask()
    await mark('sealed')
    expect((await approve(before)).session.roleName).toMatch(/^jit-/)
    await mark('sealed', 0)
    expect((await s.call('viewer', 'GET', `/v1/requests/${before}`)).body.session.roleName).toMatch(/^jit-/)
    expect((await rowOf(before))['keeper_key']).toContain('/jit-')
  })

  test('tried again after a failure is the same set, by name', async () => {
    await mark('sealed')
    const id = await ask()
    const { session } = await approve(id)
    const failed = "update requests set status = 'failed', live = 0, version = version + 1 where id = ?"
    await all(failed, id)
    const { body } = await s.call('viewer', 'POST', `/v1/requests/${id}/retry`, {})
    expect(body.session.roleName).toBe(session.roleName)
    expect(last()).toMatchObject({ key: `${web}/${session.roleName}`, session: { clone: { base } } })
  })
})

describe('extending a sealed session', () => {
  test('goes on with the set it runs on, from its end, whatever the set is marked by then', async () => {
    await mark('sealed')
    const first = await running()
    const { key, session } = last()
    await mark('sealed', 0)
    await approve(await ask({ extends: first }))
    expect(last()).toMatchObject({
      key,
      session: { clone: session.clone, startsAt: session.endsAt },
    })
  })

  test('has a set of its own where other policies were approved', async () => {
    await mark('sealed')
    const first = await running()
    const { key } = last()
    await all("update permission_sets set policy_hash = 'other', version = version + 1 where arn = ?", base)
    const longer = await ask({ extends: first })
    await approve(longer)
    expect(last().key).not.toBe(key)
    expect(last()).toMatchObject({
      key: `${web}/jit-${longer.slice(0, 10)}-IncidentRespo`,
      session: { clone: { baseHash: 'other' } },
    })
  })

  test('has a set of its own where the session is over by then', async () => {
    await mark('sealed')
    const first = await running()
    const longer = await ask({ extends: first, durationSeconds: 900 })
    s.clock += 3_600_000
    await approve(longer)
    expect(last().key).toBe(`${web}/jit-${longer.slice(0, 10)}-IncidentRespo`)
  })
})

describe('a set that is not sealed', () => {
  test('is assigned itself', async () => {
    const id = await ask()
    const { session } = await approve(id)
    expect(session.roleName).toBe('IncidentResponder')
    expect(last()).toMatchObject({ key: `${web}/${base}`, session: { clone: null, kill: 'never' } })
    expect(await rowOf(id)).toMatchObject({ clone_name: null })
  })

  test('is killed on a revoke where it is marked, at any end where the account says so', async () => {
    await mark('killable')
    await approve(await ask())
    expect(last().session.kill).toBe('on_revoke')
    const change = { what: 'account', key: web, from: { killAtEnd: false }, to: { killAtEnd: true } }
    expect((await s.call('admin', 'POST', '/v1/config', { changes: [change] })).status).toBe(200)
    await approve(await ask({ permissionSetArn: wish.permissionSetArn }))
    expect(last().session.kill).toBe('never')
    await mark('killable', 1, wish.permissionSetArn)
    await approve(await ask({ permissionSetArn: wish.permissionSetArn, durationSeconds: 7200 }))
    expect(last().session.kill).toBe('always')
  })
})
