import { fakeBrowser } from '../test-browser.ts'
import { beforeEach, expect, test, vi } from 'vitest'
import type { Me } from '../../schema/contract/people.ts'
import type { Request } from '../../schema/contract/requests.ts'
import { catalogItem, seenItem, tokensItem } from '../lib/storage.ts'
import { account, owner as me, sampleKnown, sampleRequest } from '../test-samples.ts'
import { refresh } from './refresh.ts'

const { summary, minSeconds, windowSeconds } = sampleKnown()
let accounts = [account]
let calls: string[]
let person: Me
let waiting: readonly Request[]

beforeEach(async () => {
  fakeBrowser.reset()
  calls = []
  accounts = [account]
  person = me
  waiting = []
  globalThis.fetch = async (url) => {
    const { pathname, searchParams } = new URL(url as string)
    calls.push(pathname)
    if (searchParams.get('scope') === 'to-decide')
      return Response.json({ items: waiting, next: null, part: 'first' })
    return Response.json(answers()[pathname] ?? { items: [], next: null, part: null })
  }
  await tokensItem.setValue({ access: 'a', refresh: 'r', until: Date.now() + 60_000 })
})

const answers = (): Readonly<Record<string, unknown>> => ({
  '/v1/me': person,
  '/v1/summary': summary,
  '/v1/catalog': { accounts, next: null, minSeconds, windowSeconds },
})

test('the catalog is written when it changed, and not at all by a look that does not read it', async () => {
  const write = vi.spyOn(fakeBrowser.storage.local, 'set')
  const written = (key: string) => write.mock.calls.filter(([items]) => key in (items as object)).length
  await refresh(true)
  for (let look = 0; look < 3; look++) await refresh()
  await refresh(true)
  expect([written('seen'), written('catalog')]).toEqual([5, 1])
  expect(await seenItem.getValue()).not.toHaveProperty('catalog')
  accounts = [{ ...account, name: 'prod-billing' }]
  await refresh(true)
  expect([written('catalog'), await catalogItem.getValue()]).toEqual([2, accounts])
})

test('when the catalog was written moves with it alone', async () => {
  const catalogAt = async () => (await seenItem.getValue())?.catalogAt
  const clock = vi.spyOn(Date, 'now').mockReturnValue(1000)
  await refresh(true)
  clock.mockReturnValue(2000)
  await refresh(true)
  expect(await catalogAt()).toBe(1000)
  accounts = []
  await refresh(true)
  expect(await catalogAt()).toBe(2000)
  clock.mockRestore()
})

test('what an earlier version kept is read anew, and what it kept the catalog in goes', async () => {
  const { catalogAt: _, ...old } = sampleKnown({ mine: [sampleRequest()], wholeAt: Date.now() })
  await seenItem.setValue(old)
  await refresh()
  expect(calls).toContain('/v1/catalog')
  expect(await seenItem.getValue()).toMatchObject({ mine: [], minSeconds })
  expect(await seenItem.getValue()).not.toHaveProperty('catalog')
  expect(await catalogItem.getValue()).toEqual([account])
})

test('the catalog of one person is not the next one’s', async () => {
  await seenItem.setValue({ ...sampleKnown(), me: { ...me, id: 'before' }, wholeAt: 0 })
  await catalogItem.setValue([account])
  accounts = []
  await refresh()
  expect(await catalogItem.getValue()).toEqual([])
})

test('whoever has just become an owner, or is one no more, has the queue or none with the next look', async () => {
  const viewer = { ...me, level: 0, role: 'viewer' as const, owns: [] }
  const asked = sampleRequest()
  person = viewer
  waiting = [asked]
  await refresh()
  const looked = async () => {
    calls = []
    await refresh()
    const { me: now, toDecide } = (await seenItem.getValue())!
    return [now.owns.length > 0, toDecide.map(({ id }) => id), calls.includes('/v1/catalog')]
  }
  expect(await looked()).toEqual([false, [], false])
  person = { ...viewer, level: 1, role: 'approver', owns: [account.id] }
  expect(await looked()).toEqual([true, [asked.id], false])
  person = viewer
  expect(await looked()).toEqual([false, [], false])
})
