import { beforeEach, expect, test } from 'vitest'
import { freshDatabase } from '../../test/database.ts'
import { stage, wish, type Stage, type Who } from '../../test/stage.ts'
import { randomSecret } from '../http/hash.ts'

// A gate is a limit (ENGINE 3): a list that is refused has not been read first.

let s: Stage
let rowsRead: number
beforeEach(async () => {
  const client = await freshDatabase()
  const batch = client.batch.bind(client)
  client.batch = async (statements, mode) => {
    const answers = await batch(statements, mode)
    rowsRead += answers.reduce((sum, { rows }) => sum + rows.length, 0)
    return answers
  }
  s = await stage(client)
  await s.client.execute(
    "insert into set_policies (set_arn, managed, customer, inline, boundary) select arn, '[\"arn:x\"]', '[]', '', '' from permission_sets",
  )
  await s.client.execute(
    "insert into managed_policies (arn, name, version, document) values ('arn:x', 'x', 'v1', '{}')",
  )
  await s.ask('viewer')
  await s.call('admin', 'PUT', '/v1/people/p-owner/role', { role: 'viewer' })
})

const suggest = { accountId: wish.accountId, action: 's3:GetObject', resource: 'arn:aws:s3:::b/k' }
/** `but`: a row that is there for everybody, such as the one account. */
const calls: { verb: string; path: string; body?: object; refused: (Who | null)[]; but?: number }[] = [
  { verb: 'GET', path: '/v1/audit', refused: [null, 'viewer'] },
  { verb: 'GET', path: '/v1/people', refused: [null, 'viewer'] },
  { verb: 'GET', path: '/v1/config', refused: [null, 'viewer'], but: 1 },
  { verb: 'GET', path: '/v1/rules', refused: [null, 'viewer'], but: 1 },
  { verb: 'POST', path: '/v1/rules/preview', body: { rules: [] }, refused: [null, 'viewer'] },
  { verb: 'POST', path: '/v1/requests/suggest', body: suggest, refused: [null], but: 2 },
  { verb: 'GET', path: '/v1/policies', refused: [null] },
  { verb: 'GET', path: '/v1/catalog', refused: [null] },
  {
    verb: 'POST',
    path: '/v1/policies/review',
    body: { managedPolicyArns: ['arn:aws:iam::aws:policy/AWSSupportAccess'] },
    refused: [null],
  },
]
test.each(calls)('$verb $path reads nothing for whom it refuses', async ({ verb, path, body, ...of }) => {
  const rowsOf = async (authorization: string, status: number) => {
    rowsRead = 0
    expect((await s.call(null, verb, path, body, { authorization })).status).toBe(status)
    return rowsRead
  }
  for (const who of of.refused) {
    const [caller, token] = who === null ? [0, randomSecret()] : [1, await s.token(who)]
    expect(await rowsOf(`Bearer ${token}`, who === null ? 401 : 403)).toBe(caller + (of.but ?? 0))
  }
  expect(await rowsOf(`Bearer ${await s.token('admin')}`, 200)).toBeGreaterThan(1 + (of.but ?? 0))
})
