// @vitest-environment happy-dom
import { answers, know, link, Refuse, route, show, words } from './test-portal.tsx'
import { fireEvent, screen, waitFor } from '@testing-library/preact'
import { expect, test } from 'vitest'
import { iso, sampleRequest } from '../test-samples.ts'
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
  fireEvent.keyDown(document.body, { key: 'Enter' })
  expect(parseRoute(location.hash)).toEqual({ page: 'review', id: 'q2' })
  expect(route.value).toBeDefined()
})
