// @vitest-environment happy-dom
import { know, link, route, told, words } from './test-portal.tsx'
import { fireEvent, render, screen, waitFor } from '@testing-library/preact'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { owner, sampleRequest } from '../test-samples.ts'
import { followAddress, go } from '../models/portal/route.ts'
import { say } from '../models/portal/notice.ts'
import { loadAhead } from './parts/later.tsx'
// Loaded before it is opened: a test waits no second.
import './request-access.tsx'
import { Portal } from './portal.tsx'

const summary = { activeSessions: 2, pendingRequests: 0, pendingApprovals: 1, totalRequests: 3, badge: 1 }
const viewer = { id: 'viewer', name: 'Viewer One' }
const waitingOne = sampleRequest({ id: 'q', requester: viewer })

followAddress()
beforeEach(() => {
  route.value = { page: 'dashboard' }
})

const items = () => [...document.querySelectorAll('#navigation li a')].map(words)

// As in a browser that has nothing else to do.
beforeAll(loadAhead)

test('what everybody has, a divider, and what those who decide have, with the badge', async () => {
  await know({ summary, toDecide: [waitingOne] })
  render(<Portal />)
  expect(items()).toEqual([
    'Dashboard', 'Request Access', 'My Requests', 'Active Sessions2',
    'Pending Approvals1 to decide', 'Request History', 'Manage Sessions', 'Owned Accounts', 'Away', 'Insights',
  ]) // oxfmt-ignore
  expect(document.querySelector('#navigation hr')).not.toBeNull()
  expect(words()).toContain('Approver, times in CET')
})

test('who decides nothing has nothing below the divider; an auditor has what they may read', async () => {
  await know({ me: { ...owner, level: 0, role: 'viewer', owns: [] } })
  const { unmount } = render(<Portal />)
  expect(items()).toEqual(['Dashboard', 'Request Access', 'My Requests', 'Active Sessions', 'Insights'])
  expect(document.querySelector('#navigation hr')).toBeNull()
  unmount()
  await know({ me: { ...owner, level: 0, role: 'viewer', owns: [], auditor: true } })
  render(<Portal />)
  expect(items().slice(4)).toEqual(['Request History', 'Manage Sessions', 'Audit', 'Insights'])
})

test('a new screen has its name in the tab and the focus at its title; the first one takes no focus', async () => {
  render(<Portal />)
  await waitFor(() => expect(document.title).toBe('Dashboard, Hallpass'))
  expect(document.activeElement).toBe(document.body)
  go({ page: 'sessions' })
  await waitFor(() => expect(document.title).toBe('Active Sessions, Hallpass'))
  expect(words(document.activeElement)).toBe('Active Sessions')
  expect(screen.getByRole('link', { current: 'page' }).textContent).toContain('Active Sessions')
})

test('what a press did is spoken, and gone after the next screen', async () => {
  render(<Portal />)
  say('Approved. Setting up.', 'next')
  go({ page: 'approvals' })
  await waitFor(() => expect(document.title).toContain('Pending Approvals'))
  expect(screen.getAllByRole('status').map(words)).toContain('Approved. Setting up.')
  go({ page: 'requests', filter: 'all' })
  await waitFor(() => expect(words()).not.toContain('Approved. Setting up.'))
})

test('signed out and nothing known: one thing to do', async () => {
  await know(null)
  await link('signed-out')
  render(<Portal />)
  expect(words()).toContain('You are signed out')
  expect(document.querySelector('#navigation')).toBeNull()
  fireEvent.click(screen.getByRole('button', { name: 'Sign in' }))
  await waitFor(() => expect(told).toEqual(['sign-in']))
})

test('signed out on the way: the screen stays, with what was typed', async () => {
  route.value = { page: 'request' }
  render(<Portal />)
  fireEvent.input(await screen.findByLabelText('Why'), { target: { value: 'half a sentence' } })
  await link('signed-out')
  await screen.findByText('You are signed out')
  expect((screen.getByLabelText('Why') as HTMLTextAreaElement).value).toBe('half a sentence')
})

test('the skip link leads past the navigation and leaves the screen as it is', async () => {
  render(<Portal />)
  go({ page: 'approvals' })
  await waitFor(() => expect(document.title).toContain('Pending Approvals'))
  fireEvent.click(screen.getByText('Go to the content'))
  expect(document.activeElement?.id).toBe('main')
  expect(location.hash).toBe('#/approvals')
})

test('an address that leads nowhere says so', async () => {
  render(<Portal />)
  location.hash = '#/nowhere'
  await screen.findByText('There is no such page')
})

test('narrow, the menu button carries the badge', async () => {
  await know({ summary, toDecide: [waitingOne] })
  render(<Portal />)
  const menu = screen.getByRole('button', { name: 'Menu, 1 to decide' })
  fireEvent.click(menu)
  await waitFor(() => expect(menu.getAttribute('aria-expanded')).toBe('true'))
})

test('a screen that was loaded once is there at once, and one that was loaded ahead too', async () => {
  route.value = { page: 'request' }
  render(<Portal />)
  expect(screen.getByLabelText('Why')).toBeTruthy()
  expect(document.querySelector('[aria-busy=true]')).toBeNull()
})
