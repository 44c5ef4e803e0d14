import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { stage, type Stage } from '../../test/stage.ts'
import { createApp } from '../app.ts'
import { sha256 } from '../http/hash.ts'

const redirect = 'https://kkdnmnfoidnjfgbgjfmknihfkheokedf.chromiumapp.org/'
const verifier = 'v'.repeat(50)

/** An organisation's provider that says of everybody what a test wants it to. */
let issuer: string
let server: Server
let keys: { privateKey: CryptoKey; jwk: JWK }
let claims: Record<string, unknown>

beforeAll(async () => {
  const { privateKey, publicKey } = await generateKeyPair('ES256')
  keys = { privateKey, jwk: { ...(await exportJWK(publicKey)), kid: 'k', alg: 'ES256' } }
  server = createServer((request, response) => {
    void answer(request.url ?? '').then((body) => {
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify(body))
    })
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => void server.close())

async function answer(path: string): Promise<object> {
  if (path.startsWith('/jwks')) return { keys: [keys.jwk] }
  if (path.startsWith('/token'))
    return { access_token: 'a', token_type: 'Bearer', id_token: await idToken(), expires_in: 60 }
  return {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/jwks`,
    id_token_signing_alg_values_supported: ['ES256'],
    authorization_response_iss_parameter_supported: true,
  }
}

function idToken(): Promise<string> {
  return new SignJWT({ iss: issuer, aud: 'hallpass', ...claims })
    .setProtectedHeader({ alg: 'ES256', kid: 'k' })
    .setIssuedAt()
    .setExpirationTime('5m')
    .sign(keys.privateKey)
}

let s: Stage
beforeEach(async () => {
  s = await stage()
  claims = { sub: 'u-1', email: 'viewer@example.com', email_verified: true, name: 'Viewer One' }
  vi.spyOn(console, 'warn').mockImplementation(() => {})
})
afterEach(() => vi.restoreAllMocks())

function app() {
  const { config } = s.deps
  const deps = { ...s.deps, config: { ...config, signIn: { ...config.signIn, issuer } } }
  return createApp(() => deps)
}

/** The first hop; the state and nonce that the provider is sent. */
async function start(prompt?: string): Promise<{ state: string; nonce: string }> {
  const query = new URLSearchParams({
    ...(prompt && { prompt }),
    client_id: 'hallpass-extension',
    redirect_uri: redirect,
    response_type: 'code',
    state: 'x'.repeat(20),
    code_challenge: await sha256(verifier),
    code_challenge_method: 'S256',
  })
  const response = await app().request(`/auth/start?${query}`)
  const { searchParams } = new URL(response.headers.get('location')!)
  expect(searchParams.get('max_age')).toBe(prompt === 'login' ? '600' : null)
  return { state: searchParams.get('state')!, nonce: searchParams.get('nonce')! }
}

/** The second hop: what the client is sent, or the status of a refusal. */
async function finish(state: string, iss = issuer): Promise<Record<string, string> | number> {
  const response = await app().request(`/auth/callback?${new URLSearchParams({ code: 'c', state, iss })}`)
  const location = response.headers.get('location')
  if (location === null) return response.status
  expect(location.startsWith(redirect)).toBe(true)
  return Object.fromEntries(new URL(location).searchParams)
}

async function signIn(
  said: Record<string, unknown> = {},
  prompt?: string,
): Promise<Record<string, string> | number> {
  const { state, nonce } = await start(prompt)
  claims = { ...claims, nonce, ...said }
  return finish(state)
}

const signedIn = { state: 'x'.repeat(20), code: expect.any(String) as string }
const refused = { error: 'access_denied' }
const one = async (query: string) => (await s.client.execute(query)).rows[0]!

test('a person who was named comes in, and is the one who was named', async () => {
  expect(await signIn()).toMatchObject(signedIn)
  expect(await one('select person_id as id, sub from identities')).toMatchObject({
    id: 'p-viewer',
    sub: 'u-1',
  })
})

describe('who comes in for the first time', () => {
  const calledAs = async (name: unknown) => {
    expect(await signIn({ sub: 'u-2', email: 'new@example.com', name })).toMatchObject(signedIn)
    return (await one("select name from people where email = 'new@example.com'"))['name']
  }
  test('is called as the provider says, in one line without tricks', async () => {
    expect(await calledAs('Ann\u202e\nOne')).toBe('Ann One')
  })
  test.each([[undefined], [' \u200b\n'], [7]])('and by their address where it says %j', async (name) => {
    expect(await calledAs(name)).toBe('new@example.com')
  })
})

describe('nobody comes in', () => {
  const wrong: [string, Record<string, unknown>][] = [
    ['with an address nobody verified', { email_verified: false }],
    ['with an address of another domain', { email: 'viewer@example.com.evil.example' }],
    ['with another flow’s nonce', { nonce: 'n'.repeat(43) }],
    ['with a token for somebody else', { aud: 'another' }],
    ['with a token of another issuer', { iss: 'https://evil.example' }],
  ]
  test.each(wrong)('%s', async (_, said) => {
    expect(await signIn(said)).toMatchObject(refused)
    expect(await one('select count(*) as n from identities')).toMatchObject({ n: 0 })
  })

  test('who is not active', async () => {
    await s.client.execute("update people set active = 0 where id = 'p-viewer'")
    expect(await signIn()).toMatchObject(refused)
  })

  test('by an answer of another provider', async () => {
    const { state, nonce } = await start()
    claims = { ...claims, nonce }
    expect(await finish(state, 'https://evil.example')).toMatchObject(refused)
  })

  test('twice by one answer, or by an answer to nothing, or too late', async () => {
    const { state, nonce } = await start()
    claims = { ...claims, nonce }
    expect(await finish(state)).toMatchObject(signedIn)
    expect(await finish(state)).toBe(401)
    expect(await finish('s'.repeat(43))).toBe(401)
    const late = await start()
    s.clock += 10 * 60_000
    expect(await finish(late.state)).toBe(401)
  })
})

describe('when somebody proved who they are', () => {
  const hour = 3600
  const told: [string, Record<string, unknown>, string | undefined, (at: number) => number | null][] = [
    ['is what the provider says, however new the answer', { auth_time: -hour }, undefined, (at) => at - hour],
    [
      'is not before the provider says it, though it was told to ask',
      { auth_time: -hour },
      'login',
      (at) => at - hour,
    ],
    ['is never still to come', { auth_time: hour }, undefined, (at) => at],
    ['is not known of a provider that says nothing', {}, undefined, () => null],
    ['is not known of one that was told to ask: the browser may not have told it', {}, 'login', () => null],
  ]
  test.each(told)('%s', async (_, { auth_time: after }, prompt, wanted) => {
    const at = Math.floor(s.clock / 1000)
    await signIn(after === undefined ? {} : { auth_time: at + (after as number) }, prompt)
    const { proved_at: found } = await one("select proved_at from tokens where kind = 'code'")
    expect(found === null ? null : Number(found) / 1000).toBe(wanted(at))
  })

  test.each([
    ['names no time', {}, 1],
    ['names an old one', { auth_time: 1 }, 1],
    ['names a new one', { auth_time: 4_000_000_000 }, 0],
  ])('is missed in the log where a provider that was told to ask %s', async (_, told, times) => {
    await signIn(told, 'login')
    expect(console.warn).toHaveBeenCalledTimes(times)
  })
})

describe('a person is (issuer, subject), never an address', () => {
  test('a second subject with the same address is somebody else', async () => {
    await signIn()
    await signIn({ sub: 'u-2' })
    const found = await one(
      "select count(distinct person_id) as n, sum(person_id = 'p-viewer') as same from identities",
    )
    expect(found).toMatchObject({ n: 2, same: 1 })
  })

  test('a known subject stays who they are under another address', async () => {
    await signIn()
    expect(await signIn({ email: 'admin@example.com' })).toMatchObject(signedIn)
    expect(await one('select count(*) as n, min(person_id) as id from identities')).toMatchObject({
      n: 1,
      id: 'p-viewer',
    })
  })

  test('one user of Identity Center is one person’s', async () => {
    await signIn()
    expect(await signIn({ sub: 'u-2' })).toMatchObject(signedIn)
    const held = await one(
      'select count(*) as n, count(distinct principal_id) as users from people where principal_id is not null',
    )
    expect(held['n']).toBe(held['users'])
    expect(await one("select principal_id as p from people where id not like 'p-%'")).toMatchObject({
      p: null,
    })
  })
})
