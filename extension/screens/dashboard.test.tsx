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
