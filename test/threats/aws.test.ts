import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { account, set, stage, type Stage } from '../stage.ts'

// The threats on AWS's side that are not about custom policies (F1 to F6 are in custom.test.ts beside it).

let s: Stage
beforeEach(async () => {
  s = await stage()
})
const run = (query: string, ...args: (string | number)[]) => s.client.execute({ sql: query, args })
const approve = (id: string) =>
  s.call('admin', 'POST', `/v1/requests/${id}/decision`, { decision: 'approve' })

describe('F7: the account that manages the organisation', () => {
  const management = { accountId: account('management') }

  test('F7: is refused, whatever the catalog says', async () => {
    await run('update accounts set requestable = 1, version = version + 1')
    expect((await s.ask('viewer', management)).body.type).toBe('/problems/account-hidden')
    const { body } = await s.call('viewer', 'GET', '/v1/catalog?q=101010101010')
    expect(body.accounts).toEqual([])
    await run('drop trigger management_stays_closed')
    await run('update accounts set requestable = 1, version = version + 1')
    expect((await s.ask('viewer', management)).body.type).toBe('/problems/account-hidden')
  })

  test('F7: is refused at the grant too, where the organisation says so only now', async () => {
    const { body } = await s.ask('viewer')
    await run("update accounts set management = 1 where name = 'prod-web'")
    expect((await approve(body.id)).body.type).toBe('/problems/account-hidden')
    expect(s.held).toEqual([])
  })
})

test('F9: a set of another instance and an account of another organisation are not here', async () => {
  const foreign = set('PowerUser').replace('ssoins-7223a1b2c3d4e5f6', 'ssoins-0000000000000000')
  expect((await s.ask('viewer', { permissionSetArn: foreign })).body.type).toBe('/problems/no-sets')
  expect((await s.ask('viewer', { accountId: '000000000001' })).body.type).toBe('/problems/account-unknown')
  for (const forged of ['arn:aws:iam::aws:policy/AdministratorAccess', '../x', "' or 1=1"])
    expect((await s.ask('viewer', { permissionSetArn: forged })).status).toBe(422)
})

test('F9: whom access is given to is the linked user, and never a group', async () => {
  for (const forged of [
    { principalType: 'GROUP' },
    { principalId: 'g-1' },
    { instanceArn: 'arn:aws:sso:::instance/x' },
  ])
    expect((await s.ask('viewer', forged)).status).toBe(400)
  const { body } = await s.ask('viewer')
  await approve(body.id)
  const { rows } = await run("select principal_id as id from people where id = 'p-viewer'")
  expect(s.held.map(({ session }) => session.principal)).toEqual([rows[0]!['id']])
  const calls = sources('worker/aws').match(/PrincipalType: '\w+'/g) ?? []
  expect(new Set(calls)).toEqual(new Set(["PrincipalType: 'USER'"]))
})

test('F11: no session tag, and none made of what a person wrote', () => {
  expect(sources('worker/aws')).not.toMatch(/\bTransitiveTagKeys|SessionTags|PrincipalTag\b/)
})

test('F12: what is not ours is said to be not ours', () => {
  const words = readFileSync('docs/ARCHITECTURE.md', 'utf8')
  expect(words).toContain('An assignment that existed without us is never touched')
})

test('F13: credentials that outlast the access are told, before and after', async () => {
  await run('update permission_sets set session_seconds = 28800')
  const { body: asked } = await s.ask('viewer', { durationSeconds: 900 })
  const { session } = (await approve(asked.id)).body
  expect(Date.parse(session.credentialsUntil) - Date.parse(session.endsAt)).toBe(28_800_000)
  expect(session.credentials).toBe('may_last')
})

function sources(folder: string): string {
  const files = readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  return files.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n')
}
