// @vitest-environment happy-dom
import { answers, asked, know, link, Refuse, route, show, words } from './test-portal.tsx'
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/preact'
import { expect, test } from 'vitest'
import { iso, owner, sampleRequest } from '../test-samples.ts'
import { parseRoute } from '../models/portal/route.ts'
import { PendingApprovals } from './pending-approvals.tsx'

const viewer = { id: 'viewer', name: 'Viewer One' }
const first = sampleRequest({ id: 'q1', requester: viewer, accountName: 'stage-web', windowEndsAt: iso(40) })
const second = sampleRequest({ id: 'q2', requester: viewer, windowEndsAt: iso(1400) })

test('what storage has is there before the network answers', async () => {
  await know({ toDecide: [first, second] })
  answers.requests = () => new Promise(() => undefined)
  show(<PendingApprovals />)
  expect(words()).toContain('Viewer OneDatabaseOperatorstage-web 1111-2222-3333')
})

test('a row says who, what, where, for how long, why and until when; soon is said to be soon', async () => {
  await know({ toDecide: [first, second] })
  answers.requests = () => ({ items: [first, second], next: null })
  show(<PendingApprovals />)
  const [row, later] = screen.getAllByRole('row').slice(1)
  expect(words(row)).toContain('1 h')
  expect(words(row)).toContain('Orders DB hangs')
  expect(row?.querySelector('.soon')?.textContent).toBe('40 min left')
  expect(later?.querySelector('.soon')).toBeNull()
})

test('nothing stored: the place of the rows is held, then they come', async () => {
  await know(null)
  const answer = Promise.withResolvers<unknown>()
  answers.requests = () => answer.promise
  show(<PendingApprovals />)
  expect(screen.getByLabelText('Loading')).toBeTruthy()
  answer.resolve({ items: [first], next: null })
  await screen.findByText('Viewer One')
  expect(screen.queryByLabelText('Loading')).toBeNull()
})

test('nothing to decide says so, with the way to what was', async () => {
  answers.requests = () => ({ items: [], next: null })
  show(<PendingApprovals />)
  await screen.findByText('Nothing to decide.')
  expect(screen.getByRole('link', { name: 'Request History' }).getAttribute('href')).toBe('#/history')
})

test('how many this person decided this week, and how fast, stands under the queue or in its place', async () => {
  const decided = (id: string, took: number) => {
    const decision = {
      by: { id: owner.id, name: owner.name },
      decision: 'approve',
      comment: null,
      at: iso(-150),
    } as const
    return sampleRequest({ id, status: 'rejected', openedAt: iso(-150 - took), decision })
  }
  let queue = [first]
  let next: string | null = null
  const week = [decided('a', 4), decided('b', 6), decided('c', 90)]
  const theirs = decided('d', 1)
  const others = [
    { ...theirs, decision: { ...theirs.decision!, by: { id: 'another', name: 'Another' } } },
    sampleRequest({ id: 'waits', openedAt: iso(-600) }),
    // A quarter of an hour before the week began.
    { ...decided('e', 90), decision: { ...theirs.decision!, at: iso(-209) } },
  ]
  answers.requests = ({ scope, deciderId, from }) => {
    if (scope !== 'history') return { items: queue, next: null }
    // Two windows before Monday in the zone of this person.
    const isAsked = deciderId === owner.id && from === '2026-11-20T23:00:00.000Z'
    return { items: isAsked ? [...week, ...others] : [], next }
  }
  await know({ toDecide: queue })
  show(<PendingApprovals />)
  await screen.findByText(/^Urgent first, then soonest deadline\. 3 decided this week, median 6 min\./)
  cleanup()
  queue = []
  await know({ toDecide: [] })
  show(<PendingApprovals />)
  await screen.findByText('Nothing to decide. 3 decided this week, median 6 min.')
  expect(words().match(/decided this week/g)).toHaveLength(1)
  cleanup()
  next = 'more'
  show(<PendingApprovals />)
  await screen.findByText('Nothing to decide. 3+ decided this week, median 6 min.')
})

test('a set that was never asked for here before is marked; each is looked up once, and only the first ten', async () => {
  const rows = Array.from({ length: 12 }, (_, n) =>
    sampleRequest({ id: `n${n}`, requester: viewer, accountId: String(100_000_000_000 + n) }),
  )
  const [{ accountId: known }] = [rows[1]!]
  answers.requests = ({ scope, accountId }) => {
    if (scope !== 'history') return { items: rows, next: null }
    const before = sampleRequest({ id: 'old', openedAt: iso(-9000) })
    return { items: accountId === known ? [before] : [], next: null }
  }
  await know({ toDecide: rows })
  const { unmount } = show(<PendingApprovals />)
  await waitFor(() => expect(screen.getAllByText('First time')).toHaveLength(9))
  const [first, second] = screen.getAllByRole('row').slice(1)
  expect([words(first), words(second)].map((said) => said.includes('First time'))).toEqual([true, false])
  const looks = () => asked.filter(({ input }) => input['accountId']).length
  expect(looks()).toBe(10)
  unmount()
  show(<PendingApprovals />)
  await screen.findAllByText('First time')
  expect(looks()).toBe(10)
})

test('offline: rows stay, and the notice says from when they are', async () => {
  await know({ toDecide: [first] })
  await link('offline')
  answers.requests = () => {
    throw new Refuse('offline')
  }
  show(<PendingApprovals />)
  await screen.findByText('You are offline')
  expect(screen.getAllByRole('row')).toHaveLength(2)
})

test('what broke stands at the lower edge, with the one thing that mends it', async () => {
  await know({ toDecide: [first] })
  answers.requests = () => {
    throw new Refuse('broken', { id: '7K3F' })
  }
  show(<PendingApprovals />)
  await screen.findByText('Something broke on our side')
  expect(words()).toContain('7K3F')
  answers.requests = () => ({ items: [first, second], next: null })
  fireEvent.click(screen.getByRole('button', { name: 'Try again' }))
  await waitFor(() => expect(screen.getAllByRole('row')).toHaveLength(3))
})

test('j, k and Enter go through the queue, but not while a field has the focus', async () => {
  await know({ toDecide: [first, second] })
  answers.requests = () => ({ items: [first, second], next: null })
  show(
    <>
      <input aria-label="elsewhere" />
      <PendingApprovals />
    </>,
  )
  const current = () =>
    screen.getAllByRole('row').findIndex((row) => row.getAttribute('aria-current') === 'true')
  fireEvent.keyDown(screen.getByLabelText('elsewhere'), { key: 'j' })
  expect(current()).toBe(1)
  fireEvent.keyDown(document.body, { key: 'j' })
  await waitFor(() => expect(current()).toBe(2))
  const review = () => within(screen.getAllByRole('row')[2]!).getByRole('link', { name: /^Review/ })
  await waitFor(() => expect(document.activeElement).toBe(review()))
  fireEvent.keyDown(document.body, { key: 'Enter' })
  expect(parseRoute(location.hash)).toEqual({ page: 'review', id: 'q2' })
  expect(route.value).toBeDefined()
})

test('requests of one need stand together, under the first of them', async () => {
  const asks = (id: string, accountName: string, justification: string) =>
    sampleRequest({ id, accountName, justification, requester: { id: 'v', name: 'Viewer One' } })
  const toDecide = [
    asks('a', 'dev-web', 'Read the logs'),
    asks('b', 'stage-web', 'Another thing'),
    asks('c', 'dev-data', 'Read the logs'),
  ]
  await know({ toDecide })
  answers.requests = () => ({ items: toDecide, next: null })
  show(<PendingApprovals />)
  const rows = () => [...document.querySelectorAll('tbody tr')]
  await waitFor(() => expect(rows()).toHaveLength(3))
  expect(rows().map((row) => /dev-web|dev-data|stage-web/.exec(words(row))?.[0])).toEqual([
    'dev-web',
    'dev-data',
    'stage-web',
  ])
  expect(rows().map((row) => words(row).includes('with 1 other of the same need'))).toEqual([
    true,
    false,
    false,
  ])
})
