import '../../test-browser.ts'
import { expect, test } from 'vitest'
import type { CatalogAccount } from '../../../schema/contract/catalog.ts'
import { account, iso, sampleRequest, sampleSession, storyNow } from '../../test-samples.ts'
import { searchAccounts } from './account-search.ts'
import { asOf, isOverdue, mayEnd } from './as-of.ts'
import { durationsWithin, usualDuration } from './durations.ts'
import { filters, resting, statusesOf } from './filter.ts'
import { answered, keyFor } from './idempotency.ts'
import { listing } from './listing.ts'
import { afterDecision, placeOf } from './queue.ts'
import { href, parseRoute, type Route } from './route.ts'
import { stepsOf } from './steps.ts'

test.each<[string, Route]>([
  ['#/dashboard', { page: 'dashboard' }],
  ['#/request?account=111122223333&set=ps-1', { page: 'request', account: '111122223333', set: 'ps-1' }],
  ['#/requests', { page: 'requests', filter: 'all' }],
  ['#/requests?filter=not-granted', { page: 'requests', filter: 'not-granted' }],
  ['#/requests/r-1', { page: 'one', id: 'r-1' }],
  ['#/sessions?end=s1', { page: 'sessions', end: 's1' }],
  ['#/approvals', { page: 'approvals' }],
  ['#/approvals/q1', { page: 'review', id: 'q1' }],
  ['#/history?filter=ended&status=expired', { page: 'history', filter: 'ended', status: 'expired' }],
])('%s is a screen, and its link is that address again', (address, route) => {
  expect(parseRoute(address)).toEqual(route)
  expect(href(route)).toBe(address)
})

test('an empty address is the dashboard; nonsense is no screen and no filter', () => {
  expect(parseRoute('')).toEqual({ page: 'dashboard' })
  expect(parseRoute('#/')).toEqual({ page: 'dashboard' })
  expect(parseRoute('#/%zz')).toEqual({ page: 'unknown' })
  expect(parseRoute('#/requests?filter=x&status=approved')).toEqual({ page: 'requests', filter: 'all' })
})

test('every status one can rest in is under exactly one filter', () => {
  const filed = filters.flatMap(statusesOf)
  expect(filed.filter((status, at) => filed.indexOf(status) !== at)).toEqual([])
  expect(resting.filter((status) => !filed.includes(status))).toEqual([])
})

test('durations run from the shortest to the longest, both among them', () => {
  expect(durationsWithin(900, 14_400)).toEqual([900, 1800, 2700, 3600, 4500, 5400, 6300, 7200, 14_400])
  expect(durationsWithin(900, 5400)).toEqual([900, 1800, 2700, 3600, 4500, 5400])
  expect(durationsWithin(86_400, 259_200)).toEqual([86_400, 172_800, 259_200])
  expect(durationsWithin(10, 900)).toEqual([10, 900])
  expect(durationsWithin(900, 600)).toEqual([600])
  expect(usualDuration(900, 14_400)).toBe(3600)
  expect(usualDuration(900, 1800)).toBe(1800)
  expect(usualDuration(7200, 14_400)).toBe(7200)
})

test('what starts with the words is found first', () => {
  const named = (id: string, name: string): CatalogAccount => ({ ...account, id, name })
  const all = [named('333344445555', 'prod-web'), named('444455556666', 'web-stage')]
  expect(searchAccounts(all, 'WEB').map(({ name }) => name)).toEqual(['web-stage', 'prod-web'])
  expect(searchAccounts(all, '4444-5555').map(({ id }) => id)).toEqual(['444455556666', '333344445555'])
  expect(searchAccounts(all, '  ')).toHaveLength(2)
})

test('the time decides before the server is asked: ended, and nobody decided', () => {
  expect(asOf(sampleSession(-60, 0), storyNow).status).toBe('ending')
  expect(asOf(sampleSession(-60, 1), storyNow).status).toBe('active')
  expect(asOf(sampleRequest({ windowEndsAt: iso(0) }), storyNow).status).toBe('lapsed')
})

test('a removal is overdue after five minutes; what is ending is not ended twice', () => {
  const ending = sampleSession(-70, -5, { status: 'ending' })
  expect(isOverdue(ending, storyNow)).toBe(true)
  expect(isOverdue(ending, storyNow - 1)).toBe(false)
  expect(mayEnd(ending)).toBe(false)
  expect(mayEnd(sampleSession(-70, 5, { status: 'provisioning' }))).toBe(true)
})

test('the same words are the same write until it is answered', () => {
  const key = keyFor('open', { a: 1 })
  expect(keyFor('open', { a: 1 })).toBe(key)
  expect(keyFor('open', { a: 2 })).not.toBe(key)
  answered('open', { a: 1 })
  expect(keyFor('open', { a: 1 })).not.toBe(key)
})

test('after a decision the one behind opens, after the last one the first, after the only one none', () => {
  const queue = ['a', 'b', 'c'].map((id) => sampleRequest({ id }))
  expect(afterDecision('a', queue)).toBe('b')
  expect(afterDecision('c', queue)).toBe('a')
  expect(afterDecision('a', queue.slice(0, 1))).toBeNull()
  expect(placeOf('b', queue)).toEqual({ at: 2, of: 3, previous: 'a', next: 'c' })
  expect(placeOf('x', queue).at).toBe(0)
})

test('a status that was passed through stands by itself, with who led there', () => {
  const actor = { id: 'o', name: 'Owner One' }
  const at = iso(0)
  expect(
    stepsOf([
      { event: 'approve', status: 'pending_admin', through: 'owner_approved', actor, at, comment: 'Fine.' },
    ]),
  ).toEqual([
    { event: 'approve', status: 'owner_approved', actor, at, comment: 'Fine.' },
    { event: 'ask_admin', status: 'pending_admin', actor: null, at },
  ])
})

test('a list that is read again reads all that was shown, and an old answer never covers a newer one', async () => {
  const slow = Promise.withResolvers<{ items: string[]; next: null }>()
  const pages: Record<string, { items: string[]; next: string | null }> = {
    '': { items: ['a'], next: '1' },
    '1': { items: ['b'], next: null },
  }
  let read = (after?: string) => Promise.resolve(pages[after ?? '']!)
  const list = listing<string>({ read: (after) => read(after) })
  await list.refresh()
  await list.more()
  expect(list.listed.value).toMatchObject({ items: ['a', 'b'], next: null })
  const quick = read
  read = () => slow.promise
  const old = list.refresh()
  read = quick
  pages['1'] = { items: ['c'], next: null }
  await list.refresh()
  slow.resolve({ items: ['old'], next: null })
  await old
  expect(list.listed.value).toMatchObject({ state: 'ready', items: ['a', 'c'] })
})
