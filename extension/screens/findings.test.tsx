// @vitest-environment happy-dom
import { answers, asked, know, Refuse, show, words } from './test-portal.tsx'
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/preact'
import { afterEach, expect, test } from 'vitest'
import type { Finding } from '../../schema/contract/findings.ts'
import { leaveIt } from '../models/portal/finding-dialog.ts'
import { notice } from '../models/portal/notice.ts'
import { iso, sampleSession } from '../test-samples.ts'
import { ActiveSessions } from './active-sessions.tsx'
import { ManageSessions } from './manage-sessions.tsx'

afterEach(leaveIt)

const finding: Finding = {
  id: 'f1',
  kind: 'unknown',
  status: 'open',
  version: 2,
  accountId: '111122223333',
  accountName: 'prod-payments',
  permissionSetArn: 'arn:aws:sso:::permissionSet/ssoins-1234567890abcdef/ps-1234567890abcdef',
  permissionSetName: 'DatabaseOperator',
  principal: { kind: 'user', id: 'p-1', name: 'Viewer One' },
  since: iso(-64),
  seenAt: iso(-4),
  requestId: null,
  act: null,
  ignoredUntil: null,
  mine: { adopt: true, remove: true, ignore: true },
}
const group: Finding = {
  ...finding,
  id: 'f2',
  principal: { kind: 'group', id: 'g-1', name: 'contractors' },
  mine: { adopt: false, remove: false, ignore: true },
}
const lost: Finding = {
  ...finding,
  id: 'f3',
  kind: 'lost',
  requestId: 's3',
  mine: { adopt: false, remove: true, ignore: true },
}
const page = (items: readonly Finding[], lastFullLookAt: string | null = iso(-4), missed = 0) => ({
  items,
  next: null,
  lastFullLookAt,
  missed,
})

function open(items: readonly Finding[] = [finding]) {
  answers.findings = () => page(items)
  show(<ManageSessions />)
}
const rows = async () =>
  within(await screen.findByRole('table', { name: 'Not ours' }))
    .getAllByRole('row')
    .slice(1)

test('who, where, since when, and when everything was looked at last: a group of its own', async () => {
  open()
  const [row] = await rows()
  expect(words(row)).toContain('Viewer One')
  expect(words(row)).toContain('prod-payments 1111-2222-3333')
  expect(words(row)).toContain('02:10 CET')
  expect(words(row)).toContain('AWS has this access, and nobody asked for it here.')
  expect(words()).toContain('Last full look at 03:10 CET.')
  expect(screen.queryByRole('table', { name: 'Manage Sessions' })).toBeNull()
  expect(row!.querySelector('.tone-success')).toBeNull()
})

test('nothing found, and what is not known yet', async () => {
  open([])
  await screen.findByText('AWS has nothing here that Hallpass does not know.')
  cleanup()
  answers.findings = () => page([], null)
  show(<ManageSessions />)
  await screen.findByText('AWS is being looked at for the first time.')
  cleanup()
  answers.findings = () => page([], iso(-4), 2)
  show(<ManageSessions />)
  await screen.findByText('Last full look at 03:10 CET; AWS did not answer for 2.')
})

test('a group says who has to do it, and can only be ignored', async () => {
  open([group])
  const [row] = await rows()
  expect(words(row)).toContain('A group: take it off the account in IAM Identity Center.')
  expect(
    within(row!)
      .getAllByRole('button')
      .map((each) => words(each).split(' contractors')[0]),
  ).toEqual(['Ignore'])
})

test('adopted with an end and a reason', async () => {
  open()
  fireEvent.click(await screen.findByRole('button', { name: /^Adopt with an end/ }))
  const dialog = await screen.findByRole('dialog')
  expect(words(dialog)).toContain('Give Viewer One’s access to prod-payments an end?')
  expect(within(dialog).getByRole('button', { name: 'Leave it' }).hasAttribute('autofocus')).toBe(true)
  fireEvent.click(within(dialog).getByLabelText('2 h'))
  fireEvent.click(within(dialog).getByRole('button', { name: 'Adopt for 2 h' }))
  await within(dialog).findByText('At least 10 characters.')
  fireEvent.input(within(dialog).getByLabelText('Reason'), {
    target: { value: 'Given by hand in the outage' },
  })
  answers.adopt = () => ({ ...finding, status: 'adopted' })
  fireEvent.click(within(dialog).getByRole('button', { name: 'Adopt for 2 h' }))
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  const sent = asked.find(({ endpoint }) => endpoint === 'adopt')
  expect(sent?.input).toEqual({ id: 'f1', reason: 'Given by hand in the outage', durationSeconds: 7200 })
  expect(sent?.terms.version).toBe(2)
  expect(notice.value).toBe('Viewer One’s access to prod-payments is a session now.')
})

test('removed: a refusal keeps the question and what was typed', async () => {
  open()
  fireEvent.click(await screen.findByRole('button', { name: /^Remove access/ }))
  const dialog = await screen.findByRole('dialog')
  fireEvent.input(within(dialog).getByLabelText('Reason'), { target: { value: 'Nobody knows why' } })
  answers.remove = () => {
    throw new Refuse('not-through-us', { name: 'Viewer One' }, { variant: 'unlinked' })
  }
  fireEvent.click(within(dialog).getByRole('button', { name: 'Remove access' }))
  await screen.findByText(/^Nobody in Hallpass is linked to Viewer One/)
  expect((within(dialog).getByLabelText('Reason') as HTMLInputElement).value).toBe('Nobody knows why')
})

/** What was pressed has its answer. */
const rested = (dialog: HTMLElement) =>
  waitFor(() => expect(dialog.querySelector('button[aria-disabled=true]')).toBeNull())

test('changed meanwhile: the next try is on what is there now; what is gone cannot be pressed', async () => {
  open()
  fireEvent.click(await screen.findByRole('button', { name: /^Remove access/ }))
  const dialog = await screen.findByRole('dialog')
  fireEvent.input(within(dialog).getByLabelText('Reason'), { target: { value: 'Nobody knows why' } })
  const remove = () => fireEvent.click(within(dialog).getByRole('button', { name: 'Remove access' }))
  answers.remove = () => {
    answers.findings = () => page([{ ...finding, version: 3 }])
    throw new Refuse('changed')
  }
  remove()
  await within(dialog).findByText(/What you typed is kept/)
  await rested(dialog)
  answers.remove = () => {
    answers.findings = () => page([])
    throw new Refuse('changed')
  }
  remove()
  await within(dialog).findByText(/It is not in this list any more/)
  remove()
  expect(asked.filter(({ endpoint }) => endpoint === 'remove').map(({ terms }) => terms.version)).toEqual([
    2, 3,
  ])
})

test('ignored for 90 days unless said, and found again under Ignored', async () => {
  open()
  fireEvent.click(await screen.findByRole('button', { name: /^Ignore/ }))
  const dialog = await screen.findByRole('dialog')
  fireEvent.input(within(dialog).getByLabelText('Reason'), { target: { value: 'The break-glass user' } })
  answers.ignore = () => ({ ...finding, status: 'ignored' })
  fireEvent.click(within(dialog).getByRole('button', { name: 'Ignore for 90 d' }))
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  expect(asked.find(({ endpoint }) => endpoint === 'ignore')?.input).toMatchObject({
    durationSeconds: 90 * 86_400,
  })

  const ignored: Finding = {
    ...finding,
    status: 'ignored',
    act: { by: null, reason: 'There before Hallpass looked for the first time.', at: iso(-4) },
  }
  answers.findings = ({ status }) => page(status === 'ignored' ? [ignored] : [])
  fireEvent.click(screen.getByLabelText('Ignored'))
  await screen.findByText('There before Hallpass looked for the first time.')
})

test('a lost session is ended, not adopted, and leads to its details', async () => {
  open([lost])
  const [row] = await rows()
  expect(words(row)).toContain('AWS no longer has this access since 02:10 CET.')
  expect(
    within(row!)
      .getByRole('link', { name: /^Details/ })
      .getAttribute('href'),
  ).toContain('s3')
  fireEvent.click(within(row!).getByRole('button', { name: /^End session/ }))
  const dialog = await screen.findByRole('dialog')
  expect(words(dialog)).toContain(
    'AWS has not had DatabaseOperator since 02:10 CET; the session ends here too.',
  )
})

test('whoever holds it reads it in red: AWS no longer has this access', async () => {
  const session = sampleSession(-19, 41)
  const gone = { ...session, session: { ...session.session!, lostSince: iso(-4) } }
  await know({ sessions: [gone] })
  answers.sessions = () => ({ items: [gone], next: null })
  show(<ActiveSessions />)
  expect(words(await screen.findByText(/AWS no longer has this access since 03:10 CET/))).toBeTruthy()
  expect(document.querySelector('.tone-success')).toBeNull()
})
