// @vitest-environment happy-dom
import { answers, asked, know, link, Refuse, route, show, words } from './test-portal.tsx'
import { fireEvent, screen, waitFor, within } from '@testing-library/preact'
import { expect, test, vi } from 'vitest'
import { iso, sampleSession } from '../test-samples.ts'
import { noTabs } from '../lib/storage.ts'
import { notice } from '../models/portal/notice.ts'
import { tabs } from '../models/seen.ts'
import { ActiveSessions } from './active-sessions.tsx'
import { ManageSessions } from './manage-sessions.tsx'
import { SessionDialog } from './session-dialog.tsx'

const running = sampleSession(-19, 41, { grantedSeconds: 3600 })
const outlasting = {
  ...running,
  id: 's2',
  accountName: 'stage-web',
  sensitive: false,
  session: {
    ...running.session!,
    endsAt: iso(6),
    credentials: 'may_last' as const,
    credentialsUntil: iso(48),
  },
}
const others = { ...running, id: 's3', requester: { id: 'viewer', name: 'Viewer One' } }

/** What is searched for is in the address. */
function AtAddress({ end }: { end?: string | undefined }) {
  const { value } = route
  return <ActiveSessions end={end} q={value.page === 'sessions' ? value.q : undefined} />
}

async function open(sessions = [running], end?: string) {
  route.value = { page: 'sessions' }
  await know({ sessions })
  answers.sessions = () => ({ items: sessions, next: null })
  show(
    <>
      <AtAddress end={end} />
      <SessionDialog />
    </>,
  )
}

test('how long is left, until when, and what outlasts the end', async () => {
  await open([outlasting, running])
  const [first, second] = screen.getAllByRole('row').slice(1)
  expect(words(first)).toContain('6 min to 03:20 CET')
  expect(words(first)).toContain('Open tabs and command lines may work until 04:02 CET.')
  expect(first?.querySelector('.soon')).not.toBeNull()
  expect(words(second)).toContain('41 min to 03:55 CET')
  expect(words(second)).toContain('Active Session')
  expect(second?.querySelector('.soon')).toBeNull()
})

test('beside Open, before it is pressed: that other AWS tabs will switch to the role', async () => {
  const sentence = 'Your other AWS tabs will switch to this role.'
  await open([running, { ...running, id: 's4', status: 'provisioning' }])
  expect(screen.queryByText(sentence)).toBeNull()
  tabs.value = { shareSession: true, full: false }
  const [row, coming] = (await screen.findAllByRole('row')).slice(1)
  await within(row!).findByText(sentence)
  expect(within(coming!).queryByText(sentence)).toBeNull()
  tabs.value = { shareSession: false, full: true }
  await within(row!).findByText(/^AWS allows five in one browser/)
  tabs.value = noTabs
})

test('a session of somebody else ticks as one’s own does', async () => {
  const endsAt = new Date(Date.parse(iso(6)) + 300).toISOString()
  answers.sessions = () => ({ items: [{ ...others, session: { ...running.session!, endsAt } }], next: null })
  const timer = vi.spyOn(globalThis, 'setTimeout')
  show(<ManageSessions />)
  await waitFor(() => expect(timer.mock.calls.map(([, ms]) => ms)).toContain(300))
  timer.mockRestore()
})

test('a session whose time ran out is ending, even before anybody says so', async () => {
  await open([{ ...running, session: { ...running.session!, endsAt: iso(-0.5) } }])
  const [row] = screen.getAllByRole('row').slice(1)
  expect(words(row)).toContain('ended 03:13 CET')
  expect(words(row)).toContain('AWS is removing it, 30 s')
  expect(words(row)).not.toContain('Active Session')
  expect(within(row!).queryByRole('button', { name: /End access/ })).toBeNull()
})

test('what AWS is still creating has no bar and nothing green', async () => {
  await open([{ ...running, status: 'provisioning' }])
  const [row] = screen.getAllByRole('row').slice(1)
  expect(words(row)).toContain('AWS is creating the access; this usually takes 20 s.')
  expect(row?.querySelector('.bar, .tone-success')).toBeNull()
  expect(screen.queryByRole('link', { name: /Open in console/ })).toBeNull()
})

test('what was given back early counts from then', async () => {
  const ending = { by: running.requester, reason: null, at: iso(-0.5) }
  await open([{ ...running, status: 'ending', ending }])
  const [row] = screen.getAllByRole('row').slice(1)
  expect(words(row)).toContain('ended 03:13 CETAWS is removing it, 30 s')
})

test('Open in console leads to the role in the access portal', async () => {
  await open()
  const to = screen.getByRole('link', { name: /Open in console/ })
  expect(to.getAttribute('href')).toBe(
    'https://d-9067a1b2c3.awsapps.com/start/#/console?account_id=111122223333&role_name=DatabaseOperator',
  )
  expect(to.getAttribute('rel')).toBe('noreferrer')
})

test('End access asks first, says what outlasts it, and starts at Keep it', async () => {
  await open([outlasting])
  fireEvent.click(screen.getByRole('button', { name: /End access/ }))
  const dialog = await screen.findByRole('dialog')
  expect(words(dialog)).toContain('End your access to stage-web?')
  expect(words(dialog)).toContain('DatabaseOperator is taken away now; work that is running may fail.')
  expect(words(dialog)).toContain('Open tabs and command lines may work until 04:02 CET.')
  expect(asked.filter(({ endpoint }) => endpoint === 'release')).toHaveLength(0)
  expect(within(dialog).getByRole('button', { name: 'Keep it' }).hasAttribute('autofocus')).toBe(true)
  fireEvent.click(within(dialog).getByRole('button', { name: 'Keep it' }))
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
})

test('ended: the dialog goes, and it is said', async () => {
  await open([outlasting])
  fireEvent.click(screen.getByRole('button', { name: /End access/ }))
  const dialog = await screen.findByRole('dialog')
  answers.release = () => ({ ...outlasting, status: 'ending' })
  fireEvent.click(within(dialog).getByRole('button', { name: 'End access' }))
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  expect(asked.find(({ endpoint }) => endpoint === 'release')?.input).toEqual({ id: 's2' })
  expect(notice.value).toBe('The access to stage-web is ending.')
})

test('an end that fails keeps the dialog and what was typed', async () => {
  await open([outlasting])
  fireEvent.click(screen.getByRole('button', { name: /End access/ }))
  const dialog = await screen.findByRole('dialog')
  fireEvent.input(within(dialog).getByLabelText('Reason (optional)'), { target: { value: 'done' } })
  answers.release = () => {
    throw new Refuse('broken', { id: '7K3F' })
  }
  fireEvent.click(within(dialog).getByRole('button', { name: 'End access' }))
  await screen.findByText('Something broke on our side')
  expect((within(dialog).getByLabelText('Reason (optional)') as HTMLInputElement).value).toBe('done')
})

test('a session that moved on while its question stood is ended as it is now', async () => {
  await open([outlasting])
  fireEvent.click(screen.getByRole('button', { name: /End access/ }))
  const dialog = await screen.findByRole('dialog')
  answers.release = () => {
    answers.release = () => ({ ...outlasting, status: 'ending' })
    throw new Refuse('changed')
  }
  answers.request = () => ({ ...outlasting, version: 5 })
  fireEvent.click(within(dialog).getByRole('button', { name: 'End access' }))
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  const versions = asked.filter(({ endpoint }) => endpoint === 'release').map(({ terms }) => terms.version)
  expect(versions).toEqual([1, 5])
})

test('a link to End access opens its question, once', async () => {
  await open([outlasting], 's2')
  expect(await screen.findByRole('dialog')).toBeTruthy()
  expect(location.hash).toBe('#/sessions')
})

test('searched by account, set or id', async () => {
  await open([outlasting, running])
  fireEvent.input(screen.getByLabelText('Account or set'), { target: { value: 'stage' } })
  await waitFor(() => expect(screen.getAllByRole('row')).toHaveLength(2))
  expect(location.hash).toBe('#/sessions?q=stage')
  fireEvent.input(screen.getByLabelText('Account or set'), { target: { value: 'nothing' } })
  await screen.findByText('Nothing here has that in its name.')
})

test('no session: what to do instead', async () => {
  await open([])
  await screen.findByText('No access right now.')
})

test('offline the timers go on and nothing can be ended', async () => {
  await open([outlasting])
  await link('offline')
  await screen.findByText('You are offline')
  const button = screen.getByRole('button', { name: /End access/ })
  expect(button.getAttribute('aria-disabled')).toBe('true')
  fireEvent.click(button)
  expect(screen.queryByRole('dialog')).toBeNull()
})

test('a search reads on to the last page before it says that nothing has that name', async () => {
  const elsewhere = { ...others, id: 's4', accountName: 'data-lake' }
  answers.sessions = ({ after }) =>
    after ? { items: [elsewhere], next: null } : { items: [others], next: 'second' }
  show(<ManageSessions q="lake" />)
  await screen.findByText('data-lake')
  expect(screen.getByLabelText('Person, account or set')).toBeTruthy()
  expect(screen.getAllByRole('row')).toHaveLength(2)
})

test('a page that cannot be read stops the search: it is not said that nothing was found', async () => {
  answers.sessions = ({ after }) => {
    if (after) throw new Refuse('broken', { id: '7K3F' })
    return { items: [others], next: 'second' }
  }
  show(<ManageSessions q="lake" />)
  await screen.findByText('Something broke on our side')
  expect(words()).not.toContain('Nothing here has that')
  expect(asked.filter(({ input }) => input['after'])).toHaveLength(1)
})

test('without an answer the page says so once, and the seconds are not spoken', async () => {
  answers.sessions = () => ({ items: [others], next: null })
  show(<ManageSessions />)
  await screen.findByText('Viewer One')
  await link('unreachable')
  const title = await screen.findByText('Hallpass does not answer')
  await waitFor(() => expect(screen.getAllByText('Hallpass does not answer')).toHaveLength(1))
  expect(screen.getByText(/trying again in 8 s/).closest('[role=status], [aria-live]')).toBeNull()
  expect(title.getAttribute('role')).toBe('status')
})

test("somebody else's is revoked with a reason, one's own is ended", async () => {
  answers.sessions = () => ({ items: [others, running], next: null })
  show(
    <>
      <ManageSessions />
      <SessionDialog />
    </>,
  )
  await screen.findByText('Viewer One')
  expect(screen.getAllByRole('button', { name: /^End access/ })).toHaveLength(1)
  fireEvent.click(screen.getByRole('button', { name: /^Revoke/ }))
  const dialog = await screen.findByRole('dialog')
  expect(words(dialog)).toContain('Revoke Viewer One’s access to prod-payments?')
  expect(words(dialog)).toContain('What was issued for it stops with it.')
  expect(words(dialog)).toContain('prod-payments 1111-2222-3333 SENSITIVE')
  expect(words(dialog)).toContain('Required, at least 10 characters; Viewer One reads it.')
  fireEvent.click(within(dialog).getByRole('button', { name: 'Confirm Revoke' }))
  await screen.findByText('At least 10 characters.')
  const reason = within(dialog).getByLabelText('Reason')
  fireEvent.input(reason, { target: { value: 'e\u0301'.repeat(9) } })
  fireEvent.click(within(dialog).getByRole('button', { name: 'Confirm Revoke' }))
  expect(asked.some(({ endpoint }) => endpoint === 'revoke')).toBe(false)
  fireEvent.input(reason, { target: { value: 'Left the team today' } })
  answers.revoke = () => ({ ...others, status: 'ending' })
  fireEvent.click(within(dialog).getByRole('button', { name: 'Confirm Revoke' }))
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  expect(asked.find(({ endpoint }) => endpoint === 'revoke')?.input).toEqual({
    id: 's3',
    reason: 'Left the team today',
  })
})
