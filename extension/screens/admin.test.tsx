// @vitest-environment happy-dom
import { answers, asked, know, Refuse, show, words } from './test-portal.tsx'
import { fireEvent, screen, waitFor, within } from '@testing-library/preact'
import { expect, test } from 'vitest'
import type { Away, ManagedPerson } from '../../schema/contract/people.ts'
import { iso, owner } from '../test-samples.ts'
import { AwayPage } from './away.tsx'
import { OwnedAccounts } from './owned-accounts.tsx'
import { People } from './people.tsx'

const viewer: ManagedPerson = {
  id: 'viewer',
  name: 'Viewer One',
  email: 'viewer@example.com',
  role: 'viewer',
  auditor: false,
  active: true,
  principalId: 'p',
  version: 7,
}
const admin = { ...owner, level: 3, role: 'admin' as const }
const writes = () => asked.filter(({ endpoint }) => endpoint.startsWith('set'))
const press = (name: string | RegExp) => fireEvent.click(screen.getByRole('button', { name }))

test('a role is set with the version that was read, and the list is read again', async () => {
  await know({ me: admin })
  answers.people = () => ({ items: [viewer], next: null })
  answers.setRole = () => ({ ...viewer, role: 'approver' })
  show(<People />)
  await screen.findByText('viewer@example.com')
  press('Set role of Viewer One')
  const dialog = screen.getByRole('dialog')
  expect(within(dialog).getByRole('button', { name: 'Set role' }).getAttribute('aria-disabled')).toBe('true')
  fireEvent.click(within(dialog).getByLabelText(/^Approver/))
  fireEvent.click(within(dialog).getByRole('button', { name: 'Set role' }))
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  expect(writes()).toMatchObject([
    { input: { id: 'viewer', role: 'approver', auditor: false }, terms: { version: 7 } },
  ])
  await waitFor(() => expect(asked.filter(({ endpoint }) => endpoint === 'people')).toHaveLength(2))
})

test('a role that may not be set says why, and what was chosen stays', async () => {
  await know({ me: admin })
  answers.people = () => ({ items: [viewer], next: null })
  answers.setRole = () => {
    throw new Refuse('changed')
  }
  show(<People />)
  await screen.findByText('viewer@example.com')
  press('Set role of Viewer One')
  const dialog = screen.getByRole('dialog')
  fireEvent.click(within(dialog).getByLabelText(/^Admin/))
  fireEvent.click(within(dialog).getByRole('button', { name: 'Set role' }))
  await waitFor(() => expect(dialog.querySelector('.note')).not.toBeNull())
  expect((within(dialog).getByLabelText(/^Admin/) as HTMLInputElement).checked).toBe(true)
})

test('a dialog that Back left behind does not stand there the next time', async () => {
  await know({ me: admin })
  answers.people = () => ({ items: [viewer], next: null })
  const { unmount } = show(<People />)
  await screen.findByText('viewer@example.com')
  press('Set role of Viewer One')
  expect(screen.getByRole('dialog')).toBeTruthy()
  unmount()
  show(<People />)
  await screen.findByText('viewer@example.com')
  expect(screen.queryByRole('dialog')).toBeNull()
})

test('after somebody else changed it, the next try is on what they made of it', async () => {
  await know({ me: admin })
  answers.people = () => ({ items: [viewer], next: null })
  answers.setRole = () => {
    answers.people = () => ({ items: [{ ...viewer, role: 'sso_admin', version: 8 }], next: null })
    throw new Refuse('changed')
  }
  show(<People />)
  await screen.findByText('viewer@example.com')
  press('Set role of Viewer One')
  const dialog = within(screen.getByRole('dialog'))
  fireEvent.click(dialog.getByLabelText(/^Approver/))
  fireEvent.click(dialog.getByRole('button', { name: 'Set role' }))
  await dialog.findByText('Changed meanwhile')
  await dialog.findByText(/Viewer One is SSO Admin now\./)
  expect((dialog.getByLabelText(/^Approver/) as HTMLInputElement).checked).toBe(true)
  answers.setRole = () => viewer
  fireEvent.click(dialog.getByRole('button', { name: 'Set role' }))
  await waitFor(() => expect(writes().map(({ terms }) => terms.version)).toEqual([7, 8]))
})

test('people are searched at the server, once the typing rests', async () => {
  await know({ me: admin })
  answers.people = ({ q }) => ({ items: q === 'view' ? [viewer] : [], next: null })
  const { rerender } = show(<People />)
  rerender(
    <main>
      <People q="vi" />
    </main>,
  )
  rerender(
    <main>
      <People q="view" />
    </main>,
  )
  await screen.findByText('viewer@example.com')
  expect(asked.map(({ input }) => input['q'])).toEqual([undefined, 'view'])
})

const here: Away = { away: null, standsInFor: [], version: 3 }

test('nobody goes without naming who decides meanwhile', async () => {
  answers.away = () => here
  answers.setAway = () => ({
    ...here,
    away: { until: iso(10_080), standIn: { id: 'v', name: 'Viewer One' } },
    version: 4,
  })
  show(<AwayPage />)
  await screen.findByLabelText('Stand-in')
  press(/^Be away for/)
  await screen.findByText('Name who decides meanwhile.')
  expect(writes()).toEqual([])
  fireEvent.input(screen.getByLabelText('Stand-in'), { target: { value: 'viewer@example.com' } })
  press('Be away for 7 d')
  await screen.findByText('Viewer One decides for your accounts meanwhile.')
  const away = { standIn: 'viewer@example.com', durationSeconds: 604_800 }
  expect(writes()).toMatchObject([{ input: { away }, terms: { version: 3 } }])
})

test('who is away is back with one press; for whom one stands in is said', async () => {
  const standsInFor = [{ owner: { id: 'o', name: 'Owner Two' }, until: iso(600) }]
  answers.away = () => ({
    ...here,
    standsInFor,
    away: { until: iso(600), standIn: { id: 'v', name: 'Viewer One' } },
  })
  answers.setAway = () => here
  show(<AwayPage />)
  await screen.findByText('You stand in for')
  expect(words()).toContain('Owner Two until')
  press('I am back')
  await screen.findByLabelText('Stand-in')
  expect(writes()).toMatchObject([{ input: { away: null } }])
})

/** What was pressed has its answer. */
const rested = () => waitFor(() => expect(document.querySelector('button[aria-disabled=true]')).toBeNull())

const meanwhile = { until: iso(600), standIn: { id: 'v', name: 'Viewer One' } }

test('away was set on another device: how it is now is said, what was typed stays, and the next try is on that', async () => {
  answers.away = () => here
  answers.setAway = () => {
    answers.away = () => ({ ...here, away: meanwhile, version: 4 })
    throw new Refuse('changed')
  }
  show(<AwayPage />)
  const field = await screen.findByLabelText('Stand-in')
  fireEvent.input(field, { target: { value: 'owner2@example.com' } })
  press(/^Be away for/)
  await screen.findByText(/Viewer One decides for your accounts meanwhile\./)
  expect(words(document.querySelector('.note'))).toContain('What you typed is kept')
  expect((field as HTMLInputElement).value).toBe('owner2@example.com')
  await rested()
  answers.setAway = () => ({
    ...here,
    away: { ...meanwhile, standIn: { id: 'o', name: 'Owner Two' } },
    version: 5,
  })
  press(/^Be away for/)
  await screen.findByText('Owner Two decides for your accounts meanwhile.')
  expect(writes().map(({ terms }) => terms.version)).toEqual([3, 4])
})

test('who is back already on another device reads so', async () => {
  answers.away = () => ({ ...here, away: meanwhile })
  answers.setAway = () => {
    answers.away = () => ({ ...here, version: 4 })
    throw new Refuse('changed')
  }
  show(<AwayPage />)
  await screen.findByText('I am back')
  press('I am back')
  await screen.findByLabelText('Stand-in')
  await screen.findByText(/You are back already/)
})

const owned = {
  id: '111122223333',
  name: 'prod-payments',
  ouPath: 'Root/Production',
  sensitive: true,
  pending: 0,
  active: 1,
  owners: [{ id: owner.id, name: owner.name }],
}
const throughOu = {
  accountId: owned.id,
  accountName: owned.name,
  version: 5,
  owners: ['group:payments'],
  from: 'Root/Production',
  people: [{ id: owner.id, name: owner.name }],
}

test('an owner sees who owns an account and through what, and cannot name anybody', async () => {
  answers.accounts = () => ({ items: [owned], next: null })
  answers.owners = () => throughOu
  show(<OwnedAccounts />)
  await screen.findByText('prod-payments')
  press('Owners of prod-payments')
  await screen.findByText('Through the OU Root/Production.')
  expect(words(screen.getByRole('dialog'))).toContain('1111-2222-3333 SENSITIVE')
  expect(screen.queryByRole('textbox', { name: 'Owners' })).toBeNull()
})

test('who owns accounts reads there whether they are away, and who decides meanwhile', async () => {
  answers.accounts = () => ({ items: [owned], next: null })
  answers.away = () => ({ ...here, away: meanwhile })
  show(<OwnedAccounts />)
  await screen.findByText(/Viewer One decides for your accounts meanwhile\./)
  expect(screen.getByRole('link', { name: 'Away' }).getAttribute('href')).toBe('#/away')
})

test('an Admin names owners, one to a line, with the version that was read', async () => {
  await know({ me: admin })
  answers.accounts = () => ({ items: [owned], next: null })
  answers.owners = () => throughOu
  answers.setOwners = () => throughOu
  show(<OwnedAccounts />)
  await screen.findByText('prod-payments')
  press('Owners of prod-payments')
  fireEvent.input(await screen.findByLabelText('Owners'), {
    target: { value: 'a@example.com\n group:payments ,a@example.com' },
  })
  press('Name these owners')
  await waitFor(() => expect(writes()).toHaveLength(1))
  expect(writes()).toMatchObject([
    { input: { id: owned.id, owners: ['a@example.com', 'group:payments'] }, terms: { version: 5 } },
  ])
})

test('owners named by somebody else meanwhile are shown, what was typed stays, and the next try is on theirs', async () => {
  await know({ me: admin })
  answers.accounts = () => ({ items: [owned], next: null })
  answers.owners = () => throughOu
  const theirs = {
    ...throughOu,
    from: 'account',
    owners: ['b@example.com'],
    people: [{ id: 'b', name: 'Owner Two' }],
    version: 6,
  }
  answers.setOwners = () => {
    answers.owners = () => theirs
    throw new Refuse('changed')
  }
  show(<OwnedAccounts />)
  await screen.findByText('prod-payments')
  press('Owners of prod-payments')
  const field = await screen.findByLabelText('Owners')
  fireEvent.input(field, { target: { value: 'a@example.com' } })
  press('Name these owners')
  await screen.findByText(/Named now: b@example\.com\..*What you typed is kept/)
  expect(words(screen.getByRole('dialog'))).toContain('Owner Two')
  expect((field as HTMLTextAreaElement).value).toBe('a@example.com')
  await rested()
  answers.setOwners = () => theirs
  press('Name these owners')
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  expect(writes().map(({ input, terms }) => [input['owners'], terms.version])).toEqual([
    [['a@example.com'], 5],
    [['a@example.com'], 6],
  ])
})

test('an Admin sees every account with its owners, its own or those of the nearest OU', async () => {
  await know({ me: admin })
  const account = { ...owned, owners: [], requestable: true, maxSeconds: null, management: false }
  const ous = [
    { path: 'Root', owners: ['root@example.com'] },
    { path: 'Root/Production', owners: ['prod@example.com'] },
  ]
  const none = { ...account, id: '222233334444', name: 'lost', ouPath: 'Elsewhere' }
  answers.config = () => ({ people: [], groups: [], permissionSets: [], ous, accounts: [account, none] })
  show(<OwnedAccounts part="all" />)
  await screen.findByText('prod@example.com')
  const [first, second] = screen.getAllByRole('row').slice(1)
  expect(words(first)).toContain('Through the OU Root/Production.')
  expect(words(second)).toContain('Nobody owns it.')
})
