// @vitest-environment happy-dom
import { know, link, show, words } from './test-portal.tsx'
import { screen } from '@testing-library/preact'
import { expect, test } from 'vitest'
import { iso, sampleRequest, sampleSession } from '../test-samples.ts'
import { Dashboard } from './dashboard.tsx'

const summary = { activeSessions: 1, pendingRequests: 1, pendingApprovals: 3, totalRequests: 48, badge: 3 }
const viewer = { id: 'viewer', name: 'Viewer One' }

function cards() {
  return [...document.querySelectorAll('.stat')].map((card) => [words(card), card.getAttribute('href')])
}

test('four cards, each the way to what it counts, with what is due first', async () => {
  await know({
    summary,
    mine: [sampleRequest()],
    sessions: [sampleSession(-54, 6)],
    toDecide: [sampleRequest({ id: 'q', requester: viewer, windowEndsAt: iso(40) })],
  })
  show(<Dashboard />)
  expect(cards()).toEqual([
    ['Active Sessions 1soonest ends in 6 min', '#/sessions'],
    ['Pending Requests 16 min ago', '#/requests?filter=open'],
    ['Pending Approvals 3next due in 40 min', '#/approvals'],
    ['Total Requests 481 this week', '#/requests'],
  ])
})

test('who decides nothing has no card for it', async () => {
  await know({ summary: { ...summary, pendingApprovals: null, badge: 0 } })
  show(<Dashboard />)
  expect(cards().map(([card]) => card)).toHaveLength(3)
  expect(words()).not.toContain('Pending Approvals')
})

test('running sessions come before requests, and of these five', async () => {
  const mine = Array.from({ length: 8 }, (_, n) => sampleRequest({ id: `r${n}` }))
  await know({ summary, mine, sessions: [sampleSession(-19, 41)] })
  show(<Dashboard />)
  const headings = screen.getAllByRole('heading', { level: 2 }).map(words)
  expect(headings).toEqual(['Running sessions (1)', 'Recent requests'])
  expect(screen.getAllByRole('row', { name: /PowerUser|DatabaseOperator/ }).length).toBe(6)
  expect(words()).toContain('41 min left ends 03:55 CET')
})

test('one that is ending is no running session: it says so, and when AWS takes too long', async () => {
  const ending = { by: viewer, reason: null }
  const removed = (minutes: number) =>
    sampleSession(-60, 5, { id: `e${minutes}`, status: 'ending', ending: { ...ending, at: iso(-minutes) } })
  await know({ summary, sessions: [sampleSession(-19, 41), removed(1), removed(6)] })
  show(<Dashboard />)
  expect(screen.getByRole('heading', { name: 'Running sessions (1)' })).toBeTruthy()
  const [, one, other] = [...document.querySelectorAll('.running tbody tr')].map(words)
  expect(one).toContain('Endingended 03:13 CETAWS is removing it, 1 min')
  expect(other).toContain('AWS has not confirmed the removal for 6 min; we keep trying and the Admins know.')
  expect(document.querySelectorAll('.running .status.tone-warning')).toHaveLength(1)
})

test('a time that runs out has its icon beside its colour; Extend keeps its place', async () => {
  const sessions = [41, 6, 1].map((minutes) => sampleSession(-60, minutes, { id: `s${minutes}` }))
  await know({ summary, sessions })
  show(<Dashboard />)
  const times = [...document.querySelectorAll('.cell-time b')]
  expect(times.map((time) => time.className)).toEqual(['', 'soon amber', 'soon red'])
  expect(times.map((time) => time.querySelector('.icon') !== null)).toEqual([false, true, true])
  const extend = screen.getAllByRole('link', { name: /^Extend/ })
  expect(extend.map((link) => link.classList.contains('button'))).toEqual([true, true, true])
  expect(extend.map((link) => link.classList.contains('bare'))).toEqual([true, false, false])
})

test('offline what needs the network does nothing', async () => {
  await know({ summary, sessions: [sampleSession(-19, 41)] })
  await link('offline')
  show(<Dashboard />)
  for (const name of [/^Open in console/, /^Extend/, /^End access/])
    expect(screen.getByRole('button', { name }).getAttribute('aria-disabled')).toBe('true')
})

test('only one button is the primary one', async () => {
  await know({ summary, sessions: [sampleSession(-19, 41), sampleSession(-54, 6, { id: 's2' })] })
  show(<Dashboard />)
  expect(document.querySelectorAll('.button.primary')).toHaveLength(1)
})

test('nothing asked yet, nothing known yet, no network: each has its words', async () => {
  const { unmount } = show(<Dashboard />)
  expect(words()).toContain('No requests yet. Request access, or try it on the sample page.')
  expect(screen.getByText('try it on the sample page.').getAttribute('href')).toBe('sample.html')
  await link('unreachable')
  await screen.findByText('Hallpass does not answer')
  expect(words()).toContain('Sessions still end on time; trying again in 8 s.')
  unmount()
  await know(null)
  show(<Dashboard />)
  expect(screen.getByLabelText('Loading')).toBeTruthy()
})
