import { fakeBrowser, redirectUrl, type SignInWindow, signInWindow } from '../test-browser.ts'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { TestServer } from './test-server.ts'

const server = new TestServer()
let session: typeof import('./session.ts')
let storage: typeof import('../lib/storage.ts')
let asked: SignInWindow[]

beforeAll(async () => {
  vi.stubEnv('WXT_API', await server.listen())
  session = await import('./session.ts')
  storage = await import('../lib/storage.ts')
})
afterAll(() => server.close())

beforeEach(() => {
  fakeBrowser.reset()
  server.heard.length = 0
  server.down = false
  asked = []
  signInWindow.answer = async (window) => {
    asked.push(window)
    return server.signIn(window.url)
  }
})

async function signedInUntil(until: number): Promise<void> {
  await session.signIn('asking')
  const tokens = await storage.tokensItem.getValue()
  if (tokens) await storage.tokensItem.setValue({ ...tokens, until })
  server.heard.length = 0
}

test('signing in proves with S256 that the code comes back to the one who began', async () => {
  await session.signIn('asking')

  const query = new URL(asked[0]?.url ?? '').searchParams
  expect(Object.fromEntries(query)).toMatchObject({
    client_id: 'hallpass-extension',
    redirect_uri: redirectUrl,
    response_type: 'code',
    code_challenge_method: 'S256',
  })
  expect(asked[0]?.interactive).toBe(true)
  expect(server.tokenCalls()[0]?.get('redirect_uri')).toBe(redirectUrl)
  expect(await session.accessToken()).toSatisfy((token: string) => server.access.has(token))
})

test('whoever has to confirm who they are is asked again, and is still signed in where they do not', async () => {
  await session.signIn('asking')
  const before = await session.accessToken()
  signInWindow.answer = async (window) => {
    asked.push(window)
    return undefined
  }
  await expect(session.signIn('again')).rejects.toThrow()
  expect(asked.map(({ url }) => new URL(url).searchParams.get('prompt'))).toEqual([null, 'login'])
  expect(asked[1]?.interactive).toBe(true)
  expect(await session.accessToken()).toBe(before)
})

test.each([
  ['of another sign-in', () => `${redirectUrl}?code=c&state=somebody-elses`],
  ['from elsewhere', (state: string) => `https://evil.example/?code=c&state=${state}`],
  ['without a code', (state: string) => `${redirectUrl}?error=access_denied&state=${state}`],
  ['that never came', () => undefined],
])('an answer %s signs nobody in', async (_, arrived) => {
  signInWindow.answer = async ({ url }) => arrived(new URL(url).searchParams.get('state') ?? '')

  await expect(session.signIn('asking')).rejects.toThrow()
  expect(server.heard).toEqual([])
  expect(await session.accessToken()).toBeNull()
})

test('two sign-ins share neither state nor proof', async () => {
  await session.signIn('asking')
  await session.signIn('asking')

  const [first, second] = asked.map(({ url }) => new URL(url).searchParams)
  expect(first?.get('state')).not.toBe(second?.get('state'))
  expect(first?.get('code_challenge')).not.toBe(second?.get('code_challenge'))
})

test('however many calls need a new token, a refresh token is spent once', async () => {
  await signedInUntil(Date.now())

  const tokens = await Promise.all(Array.from({ length: 10 }, () => session.accessToken()))

  expect(server.tokenCalls()).toHaveLength(1)
  expect(new Set(tokens).size).toBe(1)
})

test('a token that ends while a call is on its way is replaced before', async () => {
  await signedInUntil(Date.now() + 20_000)
  await session.accessToken()
  expect(server.tokenCalls()[0]?.get('grant_type')).toBe('refresh_token')
})

test('a refresh that is refused, as after a lost answer, signs in again without asking', async () => {
  await signedInUntil(Date.now())
  const tokens = await storage.tokensItem.getValue()
  if (tokens) await storage.tokensItem.setValue({ ...tokens, refresh: 'spent' })

  expect(await session.accessToken()).toSatisfy((token: string) => server.access.has(token))
  expect(asked.at(-1)).toMatchObject({ interactive: false })
  expect(new URL(asked.at(-1)?.url ?? '').searchParams.get('prompt')).toBe('none')
})

test('where the provider would have to ask, the person is signed out', async () => {
  await signedInUntil(Date.now())
  await storage.tokensItem.setValue({ access: 'a', refresh: 'spent', until: 0 })
  signInWindow.answer = async ({ url }) => {
    return `${redirectUrl}?error=login_required&state=${new URL(url).searchParams.get('state')}`
  }

  expect(await session.accessToken()).toBeNull()
  expect(await storage.tokensItem.getValue()).toBeNull()
})

test.each([
  ['the token endpoint is out of order', [503]],
  ['the silent sign-in meets a server out of order', [400, 503]],
])('nobody is signed out because %s', async (_, statuses) => {
  await signedInUntil(Date.now())
  server.tokenStatuses = [...statuses]

  await expect(session.accessToken()).rejects.toThrow()
  expect(await storage.tokensItem.getValue()).not.toBeNull()
})

test('a server that is down signs nobody out', async () => {
  await signedInUntil(Date.now())
  server.down = true

  await expect(session.accessToken()).rejects.toThrow()
  expect(await storage.tokensItem.getValue()).not.toBeNull()
})

test('signing out ends the tokens at the server too, and does so here even if that fails', async () => {
  await signedInUntil(Date.now() + 600_000)
  server.down = true

  await session.endSession()

  expect(server.heard.map(({ path }) => path)).toContain('/auth/revoke')
  expect(await storage.tokensItem.getValue()).toBeNull()
})

const revoked = () =>
  server.heard
    .filter(({ path }) => path === '/auth/revoke')
    .map(({ body }) => new URLSearchParams(body).get('token'))

test('what was held before is ended at the server once the new is kept', async () => {
  await signedInUntil(Date.now() + 600_000)
  const former = await storage.tokensItem.getValue()

  await session.signIn('again', { hint: 'owner@example.com' })

  await vi.waitFor(() => expect(revoked()).toEqual([former?.refresh]))
  expect((await storage.tokensItem.getValue())?.refresh).not.toBe(former?.refresh)
  expect(new URL(asked.at(-1)?.url ?? '').searchParams.get('login_hint')).toBe('owner@example.com')
})

/** A refresh whose answer comes after `meanwhile`. */
async function renewedLate(meanwhile: () => Promise<unknown>): Promise<string | null> {
  await signedInUntil(Date.now())
  let go = () => {}
  server.held = new Promise((free) => (go = free))
  const renewing = session.accessToken()
  await vi.waitFor(() => expect(server.tokenCalls()).toHaveLength(1))
  await meanwhile()
  go()
  return renewing
}

test('a refresh that was on its way does not put the former sign-in back', async () => {
  const token = await renewedLate(() => session.signIn('again'))
  const kept = await storage.tokensItem.getValue()
  expect(token).toBe(kept?.access)
  // The window's tokens are the second pair; the late third pair is ended as the first was.
  await vi.waitFor(() => expect(revoked()).toHaveLength(2))
  expect(revoked()).not.toContain(kept?.refresh)
})

test('a refresh that was on its way signs nobody in who signed out', async () => {
  expect(await renewedLate(() => session.endSession())).toBeNull()
  expect(await storage.tokensItem.getValue()).toBeNull()
})

test('who cannot be told apart is not let in, and what they were given ends', async () => {
  await signedInUntil(Date.now() + 600_000)
  const before = await storage.tokensItem.getValue()
  const meet = () => Promise.reject(new TypeError('no answer'))

  await expect(session.signIn('again', { meet })).rejects.toThrow('no answer')

  expect(await storage.tokensItem.getValue()).toEqual(before)
  await vi.waitFor(() => expect(revoked()).toHaveLength(1))
  expect(revoked()).not.toContain(before?.refresh)
})
