// @vitest-environment happy-dom
import { answers, know, words } from './test-portal.tsx'
import { fireEvent, render, screen, waitFor, within } from '@testing-library/preact'
import { beforeEach, expect, test, vi } from 'vitest'
import { account, owner, sampleRequest, sampleSession } from '../test-samples.ts'
import { over } from '../models/portal/palette.ts'
import { followAddress, go, route } from '../models/portal/route.ts'
import { Portal } from './portal.tsx'

const viewer = { id: 'viewer', name: 'Viewer One' }

followAddress()
beforeEach(async () => {
  over.value = null
  route.value = { page: 'dashboard' }
  await know({
    toDecide: [sampleRequest({ id: 'q1', requester: viewer })],
    sessions: [sampleSession(-10, 50, { accountName: 'stage-web' })],
    catalog: [account],
  })
  render(<Portal />)
})

const key = (name: string, more: object = {}) => fireEvent.keyDown(document.body, { key: name, ...more })
const field = () => screen.getByRole('combobox', { name: 'Go to' })
const found = () =>
  within(screen.getByRole('listbox', { name: 'Go to' }))
    .queryAllByRole('option')
    .map(words)
const type = (value: string) => fireEvent.input(field(), { target: { value } })

test('Ctrl K opens it, a part of a word finds a screen, Enter goes there', async () => {
  key('k', { ctrlKey: true })
  await screen.findByRole('dialog')
  type('hist')
  expect(found()[0]).toContain('Request History')
  fireEvent.keyDown(field(), { key: 'Enter' })
  await waitFor(() => expect(location.hash).toBe('#/history'))
  expect(screen.queryByRole('dialog')).toBeNull()
})

test('what waits, one’s own sessions and accounts are found by what they are about, with a slip too', async () => {
  key('k', { metaKey: true })
  await screen.findByRole('dialog')
  type('review viewer')
  expect(found()).toEqual([expect.stringContaining('Review Viewer One')])
  type('extend')
  expect(found()[0]).toContain('Extend DatabaseOperator')
  type('paymnets')
  expect(found().join()).toContain('Request access to prod-payments')
})

test('a letter goes where the sidebar goes, and for a Viewer not to what an Admin has', async () => {
  await know({ me: { ...owner, level: 0, role: 'viewer', owns: [] } })
  for (const [letter, to] of [
    ['p', '#/dashboard'],
    ['w', '#/dashboard'],
    ['r', '#/requests'],
  ] as const) {
    go({ page: 'dashboard' })
    key('g')
    key(letter)
    expect(location.hash).toBe(to)
  }
  await know({ me: { ...owner, role: 'admin' } })
  key('g')
  key('p')
  expect(location.hash).toBe('#/people')
})

test('arrows go round, and nothing found says so', async () => {
  key('k', { ctrlKey: true })
  await screen.findByRole('dialog')
  fireEvent.keyDown(field(), { key: 'ArrowUp' })
  const options = within(screen.getByRole('listbox', { name: 'Go to' })).getAllByRole('option')
  expect(options.at(-1)?.getAttribute('aria-selected')).toBe('true')
  expect(field().getAttribute('aria-activedescendant')).toBe(options.at(-1)?.id)
  type('zzzzzz')
  expect(screen.getByText('Nothing here has that in its name.')).toBeTruthy()
})

test('g and a letter go to a screen; the letter alone does not', async () => {
  key('h')
  expect(location.hash).not.toContain('history')
  key('g')
  key('h')
  await waitFor(() => expect(location.hash).toBe('#/history'))
})

test('what follows g is never a key of the screen, however late: with a it goes to Pending Approvals', async () => {
  const request = sampleRequest({ id: 'q1', requester: viewer, sensitive: false })
  await know({ toDecide: [request] })
  answers.request = () => ({
    ...request,
    timeline: [],
    mayDecide: [],
    mine: { decide: true, withdraw: false, retry: false, release: false, revoke: false },
  })
  location.hash = '#/approvals/q1'
  await screen.findByRole('button', { name: /^Approve for/ })
  key('g')
  vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 60_000)
  key('r')
  await waitFor(() => expect(location.hash).toBe('#/requests'))
  expect(screen.queryByLabelText(/^Why not/)).toBeNull()
  key('g')
  key('x')
  key('?')
  expect(await screen.findByRole('dialog')).toBeTruthy()
})

test('in a field g is a letter', async () => {
  route.value = { page: 'sessions' }
  const search = await screen.findByRole('searchbox')
  fireEvent.keyDown(search, { key: 'g' })
  fireEvent.keyDown(search, { key: 'h' })
  expect(location.hash).not.toContain('history')
})

test('? lists every key by where it works', async () => {
  key('?')
  const dialog = await screen.findByRole('dialog')
  expect(words(dialog)).toContain('CtrlK')
  expect(words(dialog)).toContain('gaPending Approvals')
  expect(words(dialog)).toContain('reject')
  expect(words(dialog)).toContain('/Search on this page')
})
