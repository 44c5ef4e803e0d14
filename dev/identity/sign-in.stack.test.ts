import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as oauth from 'oauth4webapi'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CookieJar } from '../cookie-jar.ts'
import { freePort } from '../free-port.ts'
import { people } from '../people.ts'
import { ports } from '../ports.ts'
import { startProgram, type Running } from '../process.ts'
import { signIn } from '../sign-in.ts'

const callback = `http://127.0.0.1:${ports.api}/auth/callback`
const hallpass: oauth.Client = { client_id: 'hallpass' }
const insecure = { [oauth.allowInsecureRequests]: true }

let state: string
let port: number
let provider: Running
let server: oauth.AuthorizationServer

beforeAll(async () => {
  state = await mkdtemp(join(tmpdir(), 'hallpass-identity-'))
  port = await freePort()
  await start()
})

afterAll(async () => {
  await provider.stop()
  await rm(state, { recursive: true })
})

async function start(): Promise<void> {
  const args = ['dev/identity/main.ts', '--port', String(port), '--state', state]
  provider = await startProgram({ name: 'identity', args, onLine: () => {} })
  const issuer = new URL(`http://127.0.0.1:${port}`)
  server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure))
}

async function authorizeUrl(verifier: string, more: Record<string, string> = {}): Promise<URL> {
  const url = new URL(server.authorization_endpoint!)
  const code_challenge = await oauth.calculatePKCECodeChallenge(verifier)
  const fixed = { response_type: 'code', scope: 'openid email profile', state: 's', nonce: 'n' }
  const pkce = { code_challenge, code_challenge_method: 'S256' }
  url.search = String(
    new URLSearchParams({ client_id: 'hallpass', redirect_uri: callback, ...fixed, ...pkce, ...more }),
  )
  return url
}

async function claimsFor(answered: URL, verifier: string): Promise<oauth.IDToken> {
  const code = oauth.validateAuthResponse(server, hallpass, answered, 's')
  const proof = oauth.ClientSecretBasic('local-secret')
  const answer = await oauth.authorizationCodeGrantRequest(
    server,
    hallpass,
    proof,
    code,
    callback,
    verifier,
    insecure,
  )
  const tokens = await oauth.processAuthorizationCodeResponse(server, hallpass, answer, {
    expectedNonce: 'n',
  })
  return oauth.getValidatedIdTokenClaims(tokens)!
}

test.each(people)('$email signs in with one button and no password', async ({ email, name, userName }) => {
  const verifier = oauth.generateRandomCodeVerifier()
  const start = await authorizeUrl(verifier)
  const answered = await signIn({ start, email, until: callback, jar: new CookieJar() })
  expect(answered.searchParams.get('iss')).toBe(server.issuer)
  const said = { sub: `local-${userName}`, email, email_verified: true, name, nonce: 'n' }
  expect(await claimsFor(answered, verifier)).toMatchObject(said)
})

test('whoever is signed in gets through again without a page; whoever is not is told so', async () => {
  const jar = new CookieJar()
  const silent = { email: null, until: callback, jar }
  const start = await authorizeUrl('a'.repeat(43), { prompt: 'none' })
  const before = await signIn({ start, ...silent })
  expect(before.searchParams.get('error')).toBe('login_required')
  await signIn({
    start: await authorizeUrl('a'.repeat(43)),
    email: 'owner@example.com',
    until: callback,
    jar,
  })
  const after = await signIn({ start, ...silent })
  expect(await claimsFor(after, 'a'.repeat(43))).toMatchObject({ email: 'owner@example.com' })
})

test('prompt=select_account lets somebody else sign in', async () => {
  const jar = new CookieJar()
  await signIn({
    start: await authorizeUrl('a'.repeat(43)),
    email: 'owner@example.com',
    until: callback,
    jar,
  })
  const start = await authorizeUrl('a'.repeat(43), { prompt: 'select_account' })
  const answered = await signIn({ start, email: 'admin@example.com', until: callback, jar })
  expect(await claimsFor(answered, 'a'.repeat(43))).toMatchObject({ email: 'admin@example.com' })
})

test('a code is worth nothing without its verifier, and no code is given without a challenge', async () => {
  const start = await authorizeUrl('a'.repeat(43))
  const answered = await signIn({ start, email: 'viewer@example.com', until: callback, jar: new CookieJar() })
  await expect(claimsFor(answered, 'b'.repeat(43))).rejects.toThrow('server responded with an error')
  start.searchParams.delete('code_challenge')
  start.searchParams.delete('code_challenge_method')
  const refused = await signIn({ start, email: null, until: callback, jar: new CookieJar() })
  expect(refused.searchParams.get('error')).toBe('invalid_request')
})

test('nobody is signed in by Cancel', async () => {
  const start = await authorizeUrl('a'.repeat(43))
  const answered = await signIn({ start, email: 'nobody@example.com', until: callback, jar: new CookieJar() })
  expect(answered.searchParams.get('error')).toBe('access_denied')
})

test('the hinted person comes with the focus, and the page needs no script', async () => {
  const start = await authorizeUrl('a'.repeat(43), { login_hint: 'ssoadmin@example.com' })
  const jar = new CookieJar()
  const first = await fetch(start, { redirect: 'manual' })
  jar.take(start, first)
  const at = new URL(first.headers.get('location')!, start)
  const page = await (await fetch(at, { headers: { cookie: jar.headerFor(at) } })).text()
  expect(page.match(/value="[^"]+" autofocus/g)).toEqual(['value="ssoadmin@example.com" autofocus'])
  expect(page).toContain('This is the identity provider of the local stack.')
  expect(page).not.toContain('<script')
})

test('what was signed before a restart still verifies after it', async () => {
  const before: unknown = await (await fetch(server.jwks_uri!)).json()
  await provider.kill()
  await start()
  expect(await (await fetch(server.jwks_uri!)).json()).toEqual(before)
})
