// @vitest-environment happy-dom
import { answers, asked, know, link, Refuse, show, words } from './test-portal.tsx'
import { fireEvent, render, screen, waitFor, within } from '@testing-library/preact'
import { expect, test } from 'vitest'
import type { Insights as Told } from '../../schema/contract/insights.ts'
import { followAddress, route } from '../models/portal/route.ts'
import { iso, owner, sampleRequest, sampleSession, storyNow } from '../test-samples.ts'
import { barsOf, ticks } from '../models/portal/insights.ts'
import { Insights } from './insights.tsx'
import { Portal } from './portal.tsx'

const hours = Array.from({ length: 24 }, (_, hour) => ({
  hour,
  count: 0,
  medianSeconds: null as number | null,
}))
hours[3] = { hour: 3, count: 2, medianSeconds: 720 }
hours[5] = { hour: 5, count: 1, medianSeconds: 900 }

const told: Told = {
  at: iso(0),
  from: iso(-40_320),
  isCut: false,
  running: [
    sampleSession(-19, 6, { accountName: 'stage-web' }),
    sampleSession(-60, 60, { id: 's2', requester: { id: 'v', name: 'Viewer One' } }),
  ],
  more: false,
  decisions: { count: 3, medianSeconds: 780, hours },
  held: {
    grants: 5,
    leftOut: 1,
    heldMinutes: 980,
    standingMinutes: 40_320,
    weeks: [{ from: iso(-10_080), until: iso(0), heldMinutes: 980 }],
  },
}
const nothing: Told = {
  ...told,
  running: [],
  decisions: { count: 0, medianSeconds: null, hours },
  held: { grants: 0, leftOut: 0, heldMinutes: 0, standingMinutes: 0, weeks: [] },
}

test('hours are asked for in the person’s own zone, and the answer comes first', async () => {
  answers.insights = () => told
  show(<Insights />)
  await screen.findByText('Sessions running: 2; the next one ends 03:20 CET.')
  expect(asked.find(({ endpoint }) => endpoint === 'insights')?.input).toEqual({ zone: 'Europe/Berlin' })
})

test('who holds what without Hallpass stands apart, whether it was left alone or not', async () => {
  answers.insights = () => told
  const finding = (id: string, name: string, part: object = {}) => ({
    id,
    kind: 'unknown',
    accountId: '444455556666',
    accountName: name,
    permissionSetName: 'ViewOnly',
    principal: { kind: 'user', id: 'u', name: 'Viewer One' },
    ...part,
  })
  const group = { principal: { kind: 'group', id: 'g', name: 'engineers' } }
  answers.findings = ({ status }) => ({
    items:
      status === 'open'
        ? [finding('f1', 'stage-web'), finding('f2', 'lost', { kind: 'lost' })]
        : [finding('f3', 'dev-data', group)],
    next: null,
  })
  show(<Insights />)
  const rows = within(await screen.findByRole('table', { name: 'Not ours' }))
    .getAllByRole('row')
    .slice(1)
  expect(rows.map((row) => words(row))).toEqual([
    'dev-data 4444-5555-6666engineers Group ViewOnlystanding',
    'stage-web 4444-5555-6666Viewer One ViewOnlystanding',
  ])
})

test('behind each drawing stands a table, there to be heard, and to be seen on demand', async () => {
  answers.insights = () => told
  show(<Insights />)
  const hoursTable = await screen.findByRole('table', { name: 'Time to decide' })
  expect(within(hoursTable).getAllByRole('row')).toHaveLength(25)
  expect(words(within(hoursTable).getAllByRole('row')[4]!)).toBe('03:00212 min')
  expect(hoursTable.closest('.hidden')).not.toBeNull()
  fireEvent.click(screen.getByRole('button', { name: /^As a table.*Time to decide$/ }))
  expect(hoursTable.closest('.hidden')).toBeNull()
  expect(screen.getByRole('table', { name: 'Minutes held a week' })).toBeTruthy()
  expect(within(screen.getByRole('table', { name: 'Running sessions' })).getAllByRole('row')).toHaveLength(3)
})

test('what was saved is what did not stand, with what is counted in words', async () => {
  answers.insights = () => told
  show(<Insights />)
  await screen.findByText('39,340 min')
  expect(words()).toContain(
    'not held, of 40,320 min if the same grants had stood since they were first given. Grants: 5.',
  )
  expect(words()).toContain('980 min held (2.4%)')
  expect(words()).toContain('Left out, because their holders have the same access anyhow: 1.')
})

test('who holds what stands by account, soonest end in amber', async () => {
  answers.insights = () => told
  show(<Insights />)
  const held = await screen.findByRole('table', { name: 'Who holds what right now' })
  expect(words(held)).toContain('stage-web')
  expect(held.querySelector('.soon')?.textContent).toContain('03:20')
})

test('where there is nothing, each part says what comes or what to do', async () => {
  answers.insights = () => nothing
  show(<Insights />)
  await screen.findByText('Nobody holds access through Hallpass right now.')
  expect(screen.getByRole('link', { name: 'Request Access' })).toBeTruthy()
  expect(words()).toContain('Figures appear with the first decision.')
  expect(words()).toContain('Minutes appear with the first session.')
})

test('that not all was looked at is said', async () => {
  answers.insights = () => ({ ...told, isCut: true })
  show(<Insights />)
  await screen.findByText('There were more requests than are looked at: all figures are since 26 Oct.')
})

test('when it cannot be read it says so, and offline that it is', async () => {
  answers.insights = () => {
    throw new Refuse('broken', { id: 'x' })
  }
  show(<Insights />)
  await screen.findByRole('alert')
  answers.insights = () => told
  fireEvent.click(screen.getByRole('button', { name: 'Try again' }))
  await screen.findByText('39,340 min')
  await link('offline')
  await screen.findByText('You are offline')
  expect(words()).toContain('39,340 min')
})

test('its code is loaded when it is opened, under its title, and the title keeps the focus', async () => {
  answers.insights = () => told
  await know({})
  followAddress()
  render(<Portal />)
  route.value = { page: 'insights' }
  await waitFor(() => expect(document.activeElement?.textContent).toBe('Insights'))
  await screen.findByText('39,340 min')
  expect(document.activeElement?.id).toBe('title')
})

test('it is the last item of those who decide, and of a Viewer’s own', async () => {
  answers.insights = () => told
  route.value = { page: 'dashboard' }
  const titles = () => [...document.querySelectorAll('#navigation li a')].map(words)
  answers.insights = () => new Promise(() => undefined)
  await know({})
  const { unmount } = render(<Portal />)
  expect(titles().at(-1)).toBe('Insights')
  unmount()
  await know({ me: { ...owner, level: 0, role: 'viewer', owns: [] } })
  render(<Portal />)
  expect(titles()).toContain('Insights')
  expect(titles()).not.toContain('Rules')
  expect(titles()).not.toContain('Audit')
})

test('a bar is green where AWS has confirmed it, and its pieces meet at now', () => {
  const kinds = (request: Parameters<typeof barsOf>[0]) => barsOf(request, storyNow).map(({ kind }) => kind)
  const [held, left] = barsOf(sampleSession(-60, 60), storyNow)
  expect([held!.kind, left!.kind, held!.from + held!.width, left!.from]).toEqual(['held', 'left', 50, 50])
  expect(kinds(sampleSession(-60, 60, { status: 'provisioning' }))).toEqual(['comes'])
  expect(kinds(sampleSession(-60, -1))).toEqual(['over'])
  expect(kinds(sampleRequest())).toEqual([])
  const [long] = barsOf(sampleSession(-10_000, 10), storyNow)
  expect([long!.from, long!.width, long!.opens]).toEqual([0, 50, 'earlier'])
  const opens = (request: Parameters<typeof barsOf>[0]) => barsOf(request, storyNow).map((bar) => bar.opens)
  expect(opens(sampleSession(-60, 60))).toEqual([undefined, undefined])
  expect(opens(sampleSession(-60, 1000))).toEqual([undefined, 'later'])
  const far = sampleSession(800, 900, { status: 'scheduled' })
  expect(barsOf(far, storyNow)).toEqual([{ kind: 'comes', from: 100, width: 0, opens: 'later' }])
})

test('what goes on beyond the timeline has an open end, and its times a zone', async () => {
  answers.insights = () => ({ ...told, running: [sampleSession(-60, 1000)] })
  show(<Insights />)
  await waitFor(() => expect(document.querySelectorAll('.open-end.left')).toHaveLength(1))
  expect(words(document.querySelector('.axis'))).toBe('now 03:14 CET')
  expect(words([...document.querySelectorAll('.axis')].at(-1)!)).toBe('18:00 CET00:0006:0012:00')
  expect(words(document.querySelector('.row-name'))).toContain('prod-payments 1111-2222-3333 SENSITIVE')
})

test('full hours are told on the clock of the person', () => {
  const clock = ticks(storyNow).map((tick) => new Date(tick.at).getHours())
  expect(clock).toEqual([18, 0, 6, 12])
})
