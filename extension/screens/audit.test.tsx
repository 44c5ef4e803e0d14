// @vitest-environment happy-dom
import { answers, asked, know, link, Refuse, route, show, words } from './test-portal.tsx'
import { fireEvent, screen, waitFor } from '@testing-library/preact'
import { expect, test } from 'vitest'
import type { AuditRecord } from '../models/portal/audit.ts'
import { href, parseRoute } from '../models/portal/route.ts'
import { iso, owner, sampleRequest } from '../test-samples.ts'
import { Audit } from './audit.tsx'

const record: AuditRecord = {
  seq: 7,
  about: { kind: 'request', id: 'r1' },
  event: 'approve',
  status: 'approved',
  actor: { kind: 'person', id: 'owner', name: 'Owner One' },
  comment: 'Go on.',
  at: iso(-5),
  recordedAt: iso(-5),
  detail: null,
}
const role: AuditRecord = {
  ...record,
  seq: 8,
  about: { kind: 'person', id: 'viewer' },
  event: 'set_role',
  comment: null,
  detail: { from: { role: 'viewer' }, to: { role: 'approver' } },
}
const page = (...items: AuditRecord[]) => ({ items, next: null })
const inputs = () => asked.filter(({ endpoint }) => endpoint === 'audit').map(({ input }) => input)

test('when in UTC to the second, what in a sentence, by whom, and a way to what it is about', async () => {
  answers.audit = () => page(role, record)
  show(<Audit />)
  await screen.findByText(/Owner One approved\./)
  expect(words(screen.getAllByRole('row')[2]!)).toContain('2026-11-23 02:09:00 UTC')
  expect(screen.getByRole('link', { name: 'Request r1' }).getAttribute('href')).toBe('#/requests/r1')
  expect(screen.getAllByRole('link', { name: 'Owner One' })[0]!.getAttribute('href')).toBe(
    '#/audit?actor=owner',
  )
  expect(words()).toContain('"role": "approver"')
})

test('whose request, which set and where is read there; one that is not found has its id', async () => {
  answers.audit = () => page({ ...record, seq: 6, about: { kind: 'note', id: 'r2' } }, record)
  answers.requests = () => ({ items: [sampleRequest()], next: null })
  show(<Audit />)
  const link = await screen.findByRole('link', {
    name: 'Request Owner One, DatabaseOperator',
  })
  expect(link.getAttribute('href')).toBe('#/requests/r1')
  expect(words(link.closest('td'))).toContain('prod-payments 1111-2222-3333 SENSITIVE')
  expect(screen.getByRole('link', { name: 'Note r2' }).querySelector('.hidden')).toBeNull()
  expect(asked.find(({ endpoint }) => endpoint === 'requests')?.input).toEqual({
    scope: 'history',
    to: record.at,
  })
  expect(screen.getAllByText('By:', { exact: false }).length).toBeGreaterThan(0)
})

test('what AWS did and the clock is said so; what was written down late tells both times', async () => {
  const actor = { kind: 'aws', id: null, name: null }
  answers.audit = () => page({ ...record, event: 'activate', comment: null, actor, recordedAt: iso(-1) })
  show(<Audit />)
  await screen.findByText('AWS')
  expect(words()).toContain('written down 2026-11-23 02:13:00 UTC')
})

test('rules are an Admin’s to see: an Auditor reads that they changed, and no more', async () => {
  answers.audit = () => page({ ...record, about: { kind: 'rules', id: 'rules' }, event: 'set_rules' })
  show(<Audit />)
  await screen.findByText(/saved the rules/)
  expect(screen.queryByRole('link', { name: 'Rules' })).toBeNull()
  await know({ me: { ...owner, level: 3, role: 'admin' } })
  await screen.findByRole('link', { name: 'Rules' })
})

test('an event without words of its own is shown by its name', async () => {
  answers.audit = () => page({ ...record, event: 'new_thing' })
  show(<Audit />)
  await screen.findByText(/new thing/)
})

test('what is looked for stands in the address, minutes are UTC and the last one is whole', async () => {
  const address = '#/audit?kind=request&subject=r1&actor=owner&from=2026-11-23T01%3A00&to=2026-11-23T02%3A00'
  const at = parseRoute(address)
  expect(href(at)).toBe(address)
  answers.audit = () => page(record)
  show(<Audit {...(at as object)} />)
  await screen.findByText(/approved/)
  expect(inputs()).toEqual([
    {
      kind: 'request',
      id: 'r1',
      actorId: 'owner',
      from: '2026-11-23T01:00:00.000Z',
      until: '2026-11-23T02:00:59.999Z',
    },
  ])
  const chip = screen.getByRole('link', { name: 'Take out: By Owner One' })
  expect(chip.getAttribute('href')).toBe(
    '#/audit?kind=request&subject=r1&from=2026-11-23T01%3A00&to=2026-11-23T02%3A00',
  )
  fireEvent.change(screen.getByLabelText('To (UTC)'), { target: { value: '' } })
  expect(route.value).toEqual({
    page: 'audit',
    kind: 'request',
    subject: 'r1',
    actor: 'owner',
    from: '2026-11-23T01:00',
  })
})

test('what is no such thing is left out of the question', () => {
  expect(parseRoute('#/audit?from=yesterday&actor=a b&kind=R1&to=2026-11-23')).toEqual({ page: 'audit' })
})

test('nothing found offers the way back to all; more is read from where the page ended', async () => {
  answers.audit = () => page()
  const { unmount } = show(<Audit actor="nobody" />)
  await screen.findByText('No record matches.')
  expect(screen.getByRole('link', { name: 'Clear filters' }).getAttribute('href')).toBe('#/audit')
  unmount()
  answers.audit = ({ after }) => (after ? page(record) : { items: [role], next: 'x' })
  show(<Audit />)
  fireEvent.click(await screen.findByRole('button', { name: 'Show more' }))
  await screen.findByText(/approved/)
  expect(inputs().at(-1)).toEqual({ after: 'x' })
})

test('who may not read it is told so; offline, what was read stays', async () => {
  answers.audit = () => {
    throw new Refuse('not-allowed', { names: 'an Admin' })
  }
  const { unmount } = show(<Audit />)
  await waitFor(() => expect(document.querySelector('.note')).not.toBeNull())
  unmount()
  answers.audit = () => page(record)
  show(<Audit />)
  await screen.findByText(/approved/)
  await link('offline')
  await screen.findByText('You are offline')
  expect(words()).toContain('Owner One approved.')
})
