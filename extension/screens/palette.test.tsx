// @vitest-environment happy-dom
import { know, words } from './test-portal.tsx'
import { fireEvent, render, screen, waitFor, within } from '@testing-library/preact'
import { beforeEach, expect, test } from 'vitest'
import { account, sampleRequest, sampleSession } from '../test-samples.ts'
import { over } from '../models/portal/palette.ts'
import { followAddress, route } from '../models/portal/route.ts'
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
})
