import { beforeEach, expect, test } from 'vitest'
import { stage, type Stage } from '../../test/stage.ts'
import { sha256 } from '../http/hash.ts'
import { createApp } from '../app.ts'

let s: Stage
beforeEach(async () => {
  s = await stage()
})

const redirect = 'https://kkdnmnfoidnjfgbgjfmknihfkheokedf.chromiumapp.org/'
const verifier = 'v'.repeat(50)

async function storeCode(code: string, provedAt: number | null = null): Promise<void> {
  await s.client.execute({
    sql: `insert into tokens (hash, kind, family, person_id, client_id, challenge, redirect_uri, auth_at, proved_at, expires_at)
      values (?, 'code', 'family', 'p-viewer', 'hallpass-extension', ?, ?, ?, ?, ?)`,
    args: [await sha256(code), await sha256(verifier), redirect, s.clock, provedAt, s.clock + 60_000],
  })
}

async function post(path: string, form: Record<string, string>) {
  const response = await createApp(() => s.deps).request(path, {
    method: 'POST',
    body: new URLSearchParams(form),
  })
  return { status: response.status, body: (await response.json()) as Record<string, string> }
}
const redeem = (code: string, more: Record<string, string> = {}) =>
  post('/auth/token', {
    grant_type: 'authorization_code',
    client_id: 'hallpass-extension',
    code,
    code_verifier: verifier,
    redirect_uri: redirect,
    ...more,
  })
const refresh = (token: string) =>
  post('/auth/token', { grant_type: 'refresh_token', client_id: 'hallpass-extension', refresh_token: token })
const worksFor = async (token: string) =>
  (await createApp(() => s.deps).request('/v1/me', { headers: { authorization: `Bearer ${token}` } })).status

test('a code is redeemed once, by who started the flow', async () => {
  await storeCode('code-1')
  const { status, body } = await redeem('code-1')
  expect([status, await worksFor(body['access_token']!)]).toEqual([200, 200])
})

test.each([
  ['another verifier', { code_verifier: 'w'.repeat(50) }],
  ['another redirect', { redirect_uri: 'https://evil.example/' }],
  ['another client', { client_id: 'hallpass-cli' }],
])('a code is refused with %s', async (_, wrong) => {
  await storeCode('code-1')
  expect(await redeem('code-1', { ...wrong })).toMatchObject({
    status: 400,
    body: { error: 'invalid_grant' },
  })
})

test('a code replayed ends everything it gave', async () => {
  await storeCode('code-1')
  const { body } = await redeem('code-1')
  expect((await redeem('code-1')).status).toBe(400)
  expect(await worksFor(body['access_token']!)).toBe(401)
})

test('a code lives a minute', async () => {
  await storeCode('code-1')
  s.clock += 60_000
  expect((await redeem('code-1')).status).toBe(400)
})

test('an access token lives ten minutes and a refresh gives the next', async () => {
  await storeCode('code-1')
  const first = (await redeem('code-1')).body
  s.clock += 10 * 60_000
  expect(await worksFor(first['access_token']!)).toBe(401)
  const second = await refresh(first['refresh_token']!)
  expect([second.status, await worksFor(second.body['access_token']!)]).toEqual([200, 200])
})

test('what a code and a refresh give was proved when the sign-in was, not later', async () => {
  const provedAt = s.clock - 60_000
  await storeCode('code-1', provedAt)
  const first = (await redeem('code-1')).body
  s.clock += 60_000
  await refresh(first['refresh_token']!)
  const { rows } = await s.client.execute(
    "select kind, proved_at from tokens where family = 'family' order by kind",
  )
  expect(rows.map(({ kind, proved_at: at }) => [kind, Number(at)])).toEqual(
    ['access', 'access', 'code', 'refresh', 'refresh'].map((kind) => [kind, provedAt]),
  )
})

test('a refresh token used twice ends the family: somebody has stolen it', async () => {
  await storeCode('code-1')
  const first = (await redeem('code-1')).body
  const second = (await refresh(first['refresh_token']!)).body
  expect((await refresh(first['refresh_token']!)).status).toBe(400)
  expect(await worksFor(second['access_token']!)).toBe(401)
  expect((await refresh(second['refresh_token']!)).status).toBe(400)
})

test('signing out ends the family at once', async () => {
  await storeCode('code-1')
  const { body } = await redeem('code-1')
  expect((await post('/auth/revoke', { token: body['refresh_token']! })).status).toBe(200)
  expect(await worksFor(body['access_token']!)).toBe(401)
})

test('a sign-in is refused for a redirect that is not configured, without a redirect', async () => {
  const query = new URLSearchParams({
    client_id: 'hallpass-extension',
    redirect_uri: 'https://evil.example/',
    response_type: 'code',
    state: 'x'.repeat(20),
    code_challenge: 'c'.repeat(43),
    code_challenge_method: 'S256',
  })
  const response = await createApp(() => s.deps).request(`/auth/start?${query}`)
  expect([response.status, response.headers.get('location')]).toEqual([422, null])
})

test('a deactivated person is signed out, whatever they hold', async () => {
  const token = await s.token('viewer')
  await s.client.execute("update people set active = 0 where id = 'p-viewer'")
  expect(await worksFor(token)).toBe(401)
})

test('a personal token lives at most 90 days and may be read-only', async () => {
  expect(
    (await s.call('viewer', 'POST', '/v1/tokens', { name: 'ci', expiresInSeconds: 7_776_001 })).status,
  ).toBe(422)
  const { status, body } = await s.call('viewer', 'POST', '/v1/tokens', { name: 'ci', scopes: ['read'] })
  expect([status, await worksFor(body.token)]).toEqual([201, 200])
  const app = createApp(() => s.deps)
  const asked = await app.request('/v1/tokens', {
    method: 'POST',
    headers: { authorization: `Bearer ${body.token}` },
    body: '{"name":"wider"}',
  })
  expect(asked.status).toBe(403)
})
