import { fakeBrowser, signInWindow } from '../test-browser.ts'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { api } from '../../schema/contract/api.ts'
import { sampleRequest } from '../test-samples.ts'
import { TestServer } from './test-server.ts'

const server = new TestServer()
let client: typeof import('./client.ts')
let storage: typeof import('../lib/storage.ts')
const release = { status: 200, body: sampleRequest() }

beforeAll(async () => {
  vi.stubEnv('WXT_API', await server.listen())
  client = await import('./client.ts')
  storage = await import('../lib/storage.ts')
  signInWindow.answer = async ({ url }) => server.signIn(url)
})
afterAll(() => server.close())

beforeEach(async () => {
  fakeBrowser.reset()
  server.down = false
  server.reply = release
  const { signIn } = await import('./session.ts')
  await signIn('asking')
  server.heard.length = 0
})

const calls = () => server.heard.filter(({ path }) => path.startsWith('/v1/'))

test('a write carries its key, the version that was read, ours, and the token', async () => {
  const terms = { idempotencyKey: 'key-12345', version: 7 }
  const outcome = await client.callApi('release', { id: 'r1', reason: 'done' }, terms)

  expect(outcome).toEqual({ ok: true, output: release.body })
  const [sent] = calls()
  expect(sent).toMatchObject({ method: 'POST', path: '/v1/sessions/r1/release', body: '{"reason":"done"}' })
  expect(sent?.headers).toMatchObject({
    'idempotency-key': 'key-12345',
    'if-match': '"7"',
    'x-hallpass-version': '0.1.0',
  })
  expect(server.access.has(String(sent?.headers['authorization']).replace('Bearer ', ''))).toBe(true)
})

test('a write without a key gets one, since every write may be repeated by the network', async () => {
  await client.callApi('withdraw', { id: 'r1' })
  expect(calls()[0]?.headers['idempotency-key']).toMatch(/^[\w-]{8,100}$/)
})

test('a token that is not accepted any more is renewed, and the call repeated with the same key', async () => {
  server.access.clear()

  expect((await client.callApi('release', { id: 'r1' })).ok).toBe(true)

  const keys = calls().map(({ headers }) => headers['idempotency-key'])
  expect(keys).toHaveLength(2)
  expect(keys[0]).toBe(keys[1])
})

test('an id cannot speak for another path, and a list in a query is repeated', () => {
  const one = client.requestFor(api.request, { id: '../me?x' }, {})
  const many = client.requestFor(
    api.requests,
    { scope: 'history', status: ['active', 'ending'], after: undefined },
    {},
  )
  expect(new URL(one.url).pathname).toBe('/v1/requests/..%2Fme%3Fx')
  expect(new URL(many.url).search).toBe('?scope=history&status=active&status=ending')
})

test('a refusal comes as the API said it', async () => {
  const body = {
    type: '/problems/too-fast',
    title: 'Slow down',
    status: 429,
    detail: 'x',
    params: { n: '9' },
  }
  server.reply = { status: 429, body: { ...body, retryAfterSeconds: 9 } }

  const outcome = await client.callApi('withdraw', { id: 'r1' })

  expect(outcome).toMatchObject({ ok: false, problem: { ...body, retryAfterSeconds: 9 } })
  expect(await storage.linkItem.getValue()).toEqual({ state: 'online', retryAt: null })
})

test('what is no answer of ours is said in our words', async () => {
  server.reply = { status: 500, body: 'Internal Server Error' }
  expect(await client.callApi('me', {})).toMatchObject({ ok: false, problem: { type: '/problems/broken' } })

  server.reply = { status: 502, body: 'Bad Gateway' }
  expect(await client.callApi('me', {})).toMatchObject({
    ok: false,
    problem: { type: '/problems/unreachable' },
  })
})

test('an answer the contract does not know is our bug, not data', async () => {
  vi.spyOn(console, 'error').mockImplementationOnce(() => undefined)
  server.reply = { status: 200, body: { id: 7 } }
  expect(await client.callApi('me', {})).toMatchObject({ ok: false, problem: { type: '/problems/broken' } })
})

test('a server that hangs up is not reached, and every page can see that', async () => {
  server.down = true

  expect(await client.callApi('me', {})).toMatchObject({
    ok: false,
    problem: { type: '/problems/unreachable' },
  })
  expect(await storage.linkItem.getValue()).toMatchObject({ state: 'unreachable' })
})

test('a browser without a network is offline, which is another thing than a server that is down', async () => {
  server.down = true
  vi.stubGlobal('navigator', { onLine: false })

  const outcome = await client.callApi('me', {}).finally(() => vi.unstubAllGlobals())
  expect(outcome).toMatchObject({ ok: false, problem: { type: '/problems/offline' } })
})

test('without a token nothing is sent', async () => {
  await storage.tokensItem.removeValue()

  expect(await client.callApi('me', {})).toMatchObject({
    ok: false,
    problem: { type: '/problems/signed-out' },
  })
  expect(server.heard).toEqual([])
})
