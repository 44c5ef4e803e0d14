import { fakeBrowser, signInWindow } from '../test-browser.ts'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { owner, sampleKnown } from '../test-samples.ts'
import { TestServer } from './test-server.ts'

const server = new TestServer()
let standing: typeof import('./standing.ts')
let storage: typeof import('../lib/storage.ts')
let asked: URLSearchParams[]

beforeAll(async () => {
  vi.stubEnv('WXT_API', await server.listen())
  standing = await import('./standing.ts')
  storage = await import('../lib/storage.ts')
})
afterAll(() => server.close())

const held = { access: 'a', refresh: 'r', until: Date.now() + 600_000 }

beforeEach(async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
  fakeBrowser.reset()
  asked = []
  signInWindow.answer = async ({ url }) => {
    asked.push(new URL(url).searchParams)
    return server.signIn(url)
  }
  await storage.tokensItem.setValue(held)
  await storage.seenItem.setValue(sampleKnown())
  await storage.pastedItem.setValue('An error')
})

/** Everything else the API is asked is refused, as on a bad day. */
const comesBack = (id: string) => (server.reply = { status: 200, body: { ...owner, id } })
const kept = async () => [(await storage.seenItem.getValue())?.me.id, await storage.pastedItem.getValue()]

test('whoever confirms that it is them is offered by name, and keeps all there is', async () => {
  comesBack(owner.id)
  await standing.signInNow(true)
  expect(asked[0]?.get('login_hint')).toBe(owner.email)
  expect(await kept()).toEqual([owner.id, 'An error'])
  expect(await storage.tokensItem.getValue()).not.toEqual(held)
})

test('another person who comes back finds nothing of the one before, also where nothing more is answered', async () => {
  comesBack('somebody-else')
  await standing.signInNow(true)
  expect(await kept()).toEqual([undefined, ''])
})

test('where nobody says who came back, nobody else is let in', async () => {
  server.reply = { status: 503, body: {} }
  expect(await standing.signInNow(true)).toMatchObject({ problem: { type: '/problems/unreachable' } })
  expect(await storage.tokensItem.getValue()).toEqual(held)
  expect(await kept()).toEqual([owner.id, 'An error'])
})
