import { fakeBrowser } from '../test-browser.ts'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { Request } from '../../schema/contract/requests.ts'
import { owner, sampleRequest, sampleSeen, sampleSession } from '../test-samples.ts'
import { TestServer } from './test-server.ts'

interface Shown {
  readonly title: string
  readonly message: string
}

const shown = new Map<string, Shown>()
const created: Shown[] = []
const opened: string[] = []
let clicked: (id: string) => void = () => undefined
let added: () => void = () => undefined
let allowed = true
const notifications = {
  create: async (id: string, notice: Shown) => {
    created.push(notice)
    shown.set(id, notice)
  },
  clear: async (id: string) => shown.delete(id),
  getAll: async () => Object.fromEntries([...shown.keys()].map((id) => [id, true])),
  onClicked: { addListener: (listener: typeof clicked) => void (clicked = listener) },
}

const server = new TestServer()
let notices: typeof import('./notices.ts')
let standing: typeof import('./standing.ts')
let storage: typeof import('../lib/storage.ts')
beforeAll(async () => {
  vi.stubEnv('WXT_API', await server.listen())
  notices = await import('./notices.ts')
  standing = await import('./standing.ts')
  storage = await import('../lib/storage.ts')
})
afterAll(() => server.close())

beforeEach(async () => {
  fakeBrowser.reset()
  shown.clear()
  created.length = 0
  opened.length = 0
  allowed = true
  Object.assign(fakeBrowser, { notifications })
  Object.assign(fakeBrowser.permissions, {
    contains: async () => allowed,
    onAdded: { addListener: (listener: typeof added) => void (added = listener) },
  })
  Object.assign(fakeBrowser.tabs, {
    query: async () => [],
    create: async ({ url }: { url: string }) => void opened.push(url),
  })
  await storage.noticesItem.setValue({ by: owner.id, details: false })
})

const waits = sampleRequest()
const decision = { by: { id: 'other', name: 'Somebody' }, decision: 'reject', comment: 'No', at: '' } as const
const rejected: Request = {
  ...waits,
  version: 2,
  status: 'rejected',
  decision: { ...decision, at: new Date().toISOString() },
}
const look = async (...mine: readonly Request[]) => {
  await storage.seenItem.setValue(sampleSeen({ mine, at: Date.now() }))
  await notices.tellNotices()
}

test('a decision is told once, by several looks at once and by a worker that is started anew', async () => {
  await look(waits)
  expect(created).toEqual([])
  await storage.seenItem.setValue(sampleSeen({ mine: [rejected], at: Date.now() }))
  await Promise.all([notices.tellNotices(), notices.tellNotices()])
  vi.resetModules()
  await (await import('./notices.ts')).tellNotices()
  expect(created).toMatchObject([{ title: 'Hallpass', message: 'A request was decided.' }])
})

test('a worker that is stopped as it tells does not tell it again', async () => {
  await look(waits)
  vi.spyOn(notifications, 'create').mockRejectedValueOnce(new Error('stopped'))
  await look(rejected)
  await notices.tellNotices()
  expect(created).toEqual([])
})

test.each([
  ['nobody turned it on', () => storage.noticesItem.removeValue()],
  ['another person did', () => storage.noticesItem.setValue({ by: 'former', details: true })],
  ['the browser was told not to', async () => void (allowed = false)],
])('nothing is told where %s, and what happens meanwhile is no news later', async (_, off) => {
  await look(waits)
  await off()
  await look(rejected)
  expect([created, await storage.toldItem.getValue()]).toEqual([[], null])
  allowed = true
  await storage.noticesItem.setValue({ by: owner.id, details: false })
  await notices.tellNotices()
  expect(created).toEqual([])
})

test('what becomes of a request takes the place of what was said of it', async () => {
  await look(waits)
  const later = new Date(Date.now() + 60_000).toISOString()
  const approved = { ...rejected, status: 'approved' } as const
  await look(approved)
  const session = { ...sampleSession(0, 0).session!, activeAt: decision.at, endsAt: later }
  await look({ ...approved, version: 3, status: 'active', session })
  expect(created).toHaveLength(2)
  expect([...shown]).toMatchObject([['/requests/r1', { message: 'Access you asked for is ready.' }]])
})

test('a press on it opens the request and takes it away, also where it was allowed after the start', async () => {
  Object.assign(fakeBrowser, { notifications: undefined })
  notices.followNotices()
  Object.assign(fakeBrowser, { notifications })
  added()
  await look(waits)
  await look(rejected)
  clicked('/requests/r1')
  await vi.waitFor(() => expect(opened).toEqual([expect.stringMatching(/options\.html#\/requests\/r1$/)]))
  expect(shown.size).toBe(0)
})

test('of what is to decide it opens the review', async () => {
  await look()
  await notices.tellNotices([{ requestId: 'q7', at: Date.now() }])
  expect([...shown.keys()]).toEqual(['/approvals/q7'])
})

test('signing out takes away what stands there and what was told', async () => {
  await look(waits)
  await look(rejected)
  expect(shown.size).toBe(1)
  await standing.signOutNow()
  expect([shown.size, await storage.toldItem.getValue(), await storage.seenItem.getValue()]).toEqual([
    0,
    null,
    null,
  ])
})

test('the next person in the same browser gets nothing of the former', async () => {
  await look(waits)
  await look(rejected)
  const me = { ...owner, id: 'next' }
  await storage.noticesItem.setValue({ by: me.id, details: false })
  await storage.seenItem.setValue(sampleSeen({ me, mine: [rejected], at: Date.now() }))
  await notices.tellNotices()
  expect([shown.size, created.length]).toEqual([0, 1])
})

test('the minutes to an end are rounded up', () => {
  const now = Date.now()
  const request = sampleSession(0, 0)
  const session = { ...request.session!, endsAt: new Date(now + 9.5 * 60_000).toISOString() }
  const words = notices.wordsOf({ kind: 'ends_soon', request: { ...request, session } }, false, now)
  expect(words.message).toBe('Access ends in 10 min.')
})
