// @vitest-environment happy-dom
import { answers, asked, know, link, Refuse, show, words } from './test-portal.tsx'
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/preact'
import { beforeEach, expect, test } from 'vitest'
import type { CatalogAccount } from '../../schema/contract/catalog.ts'
import { account, iso, owner, sampleRequest, sampleSession } from '../test-samples.ts'
import { notice } from '../models/portal/notice.ts'
import { askForm } from '../models/portal/ask-form.ts'
import type { Asking } from '../models/portal/route.ts'
import { RequestAccessPage } from './request-access.tsx'

const arn = (n: number) => `arn:aws:sso:::permissionSet/ssoins-1234567890abcdef/ps-000000000000000${n}`
const set = (n: number, name: string, maxSeconds: number) => ({
  arn: arn(n),
  name,
  maxSeconds,
  sealed: false,
})
const people = [
  { id: 'a', name: 'Admin One' },
  { id: 's', name: 'SSO Admin One' },
]
const payments: CatalogAccount = {
  ...account,
  permissionSets: [set(1, 'ReadOnly', 14_400), set(2, 'PowerUser', 3600)],
  deciders: people,
  decidersCount: 4,
}
const web: CatalogAccount = { ...payments, id: '444455556666', name: 'stage-web', sensitive: false }

beforeEach(async () => {
  await know({ catalog: [payments, web] })
  askForm({}, null).forget()
})

function open(asking: Asking = {}) {
  show(<RequestAccessPage asking={asking} />)
}

const why = () => screen.getByLabelText('Why') as HTMLTextAreaElement
const picker = () => screen.getByRole('combobox', { name: 'Account' }) as HTMLInputElement
const found = () => [...document.querySelectorAll('li[role=option]')]
const send = () => fireEvent.click(screen.getByRole('button', { name: 'Send request' }))
const extend = () => fireEvent.click(screen.getByRole('button', { name: 'Extend' }))
const sent = () => asked.filter(({ endpoint }) => endpoint === 'open')
const give = (element: Element, value: string) => fireEvent.input(element, { target: { value } })
const chosenDuration = () =>
  [...document.querySelectorAll('input[type=radio]')].find((radio) => (radio as HTMLInputElement).checked)
    ?.nextSibling?.textContent

test('an account is found by a part of its name or by its id, with or without dashes', () => {
  open()
  give(picker(), 'pay')
  expect(found().map(words)).toEqual(['prod-payments 1111-2222-3333 SENSITIVE'])
  give(picker(), '4444-5555')
  expect(found().map(words)).toEqual(['stage-web 4444-5555-6666'])
  give(picker(), 'nowhere')
  expect(screen.getByText('No account open to you has that name or id.')).toBeTruthy()
})

test('arrows and Enter choose it; Esc leaves what was', () => {
  open()
  give(picker(), 'e')
  fireEvent.keyDown(picker(), { key: 'ArrowDown' })
  expect(picker().getAttribute('aria-activedescendant')).toBe(found()[0]?.id)
  fireEvent.keyDown(picker(), { key: 'Enter' })
  expect(picker().value).toBe('stage-web')
  give(picker(), 'pay')
  fireEvent.keyDown(picker(), { key: 'Escape' })
  expect(picker().value).toBe('stage-web')
})

test('the address fills account and set; duration starts at an hour and says where its bound comes from', () => {
  open({ account: web.id, set: arn(1) })
  expect(picker().value).toBe('stage-web')
  expect(chosenDuration()).toBe('1 h')
  expect(words()).toContain('At most 4 h here: what ReadOnly on stage-web allows.')
  const offered = [...document.querySelectorAll('.segments span')].map(({ textContent }) => textContent)
  expect(offered).toEqual([
    '15 min', '30 min', '45 min', '1 h', '1 h 15 min', '1 h 30 min', '1 h 45 min', '2 h', '4 h',
  ]) // oxfmt-ignore
})

test('who is asked, and until when, and that one does not decide for oneself', () => {
  open({ account: payments.id })
  expect(words()).toContain('one of: Admin One, SSO Admin One and 2 more')
  expect(words()).toContain('until Tue 03:14 CET')
  expect(words()).toContain('You own this account too; somebody else decides your request.')
})

test('what is missing is said at its field, and nothing is sent', async () => {
  open()
  send()
  await screen.findByText('Choose the account.')
  give(picker(), 'stage-web')
  fireEvent.keyDown(picker(), { key: 'Enter' })
  await screen.findByText('Choose the permission set.')
  fireEvent.change(screen.getByLabelText('Permission Set'), { target: { value: arn(2) } })
  give(why(), 'too short')
  await screen.findByText(/At least 10 characters: what you will do/)
  expect(words()).toContain('9 of 2,000')
  expect(sent()).toHaveLength(0)
})

test('sent: the request opens, and the form is empty again', async () => {
  open({ account: web.id, set: arn(2) })
  give(why(), '  Fix the cache rule  ')
  give(screen.getByLabelText('Ticket'), 'WEB-1')
  answers.open = () => sampleRequest({ id: 'new' })
  send()
  await waitFor(() => expect(location.hash).toBe('#/requests/new'))
  expect(sent()[0]?.input).toEqual({
    accountId: web.id,
    permissionSetArn: arn(2),
    durationSeconds: 3600,
    justification: 'Fix the cache rule',
    ticket: 'WEB-1',
  })
  expect(notice.value).toBe('Sent. The people who decide were asked.')
  expect(why().value).toBe('')
})

test('a refusal keeps what was typed, stands where it belongs and has one button that mends it', async () => {
  open({ account: web.id, set: arn(2) })
  give(why(), 'Fix the cache rule')
  answers.open = () => {
    throw new Refuse('already-asked', { set: 'PowerUser', time: iso(-30) }, { requestId: 'r9' })
  }
  send()
  await screen.findByText('You already asked')
  expect(screen.getByRole('link', { name: 'Open it' }).getAttribute('href')).toBe('#/requests/r9')
  expect(why().value).toBe('Fix the cache rule')
})

test('an account that cannot be asked for gives words to write to those who can change it', async () => {
  open({ account: web.id, set: arn(2) })
  give(why(), 'Fix the cache rule')
  answers.open = () => {
    throw new Refuse('account-hidden', { account: 'stage-web', names: 'Admin One' })
  }
  send()
  await screen.findByText('No rule lets you ask for stage-web; ask Admin One.')
  expect(screen.getByRole('button', { name: 'Copy message' })).toBeTruthy()
  expect([picker().getAttribute('aria-invalid'), document.querySelector('.error')]).toEqual(['false', null])
})

test('too long is mended by the longest', async () => {
  open({ account: web.id, set: arn(1) })
  give(why(), 'Fix the cache rule')
  answers.open = () => {
    throw new Refuse('too-long', { duration: '1800', rule: 'Production' }, { maxSeconds: 1800 })
  }
  send()
  fireEvent.click(await screen.findByRole('button', { name: 'Use 30 min' }))
  await waitFor(() => expect(chosenDuration()).toBe('30 min'))
  expect(screen.queryByText(/At most 30 min here/)).toBeNull()
})

test('tried again after no answer, it is the same write; after an answer it is another', async () => {
  open({ account: web.id, set: arn(2) })
  give(why(), 'Fix the cache rule')
  answers.open = () => {
    throw new Refuse('unreachable', { n: '5' })
  }
  send()
  await screen.findByText('Hallpass does not answer')
  answers.open = () => {
    throw new Refuse('already-held', { set: 'PowerUser', account: 'stage-web', time: iso(60) })
  }
  send()
  await screen.findByText('You have this now')
  send()
  await waitFor(() => expect(sent()).toHaveLength(3))
  const keys = sent().map(({ terms }) => terms.idempotencyKey)
  expect(keys[1]).toBe(keys[0])
  expect(keys[2]).not.toBe(keys[1])
})

test('Send again and Extend fill in everything; Extend says what it extends and is sent with one press', async () => {
  const before = sampleRequest({
    accountId: web.id,
    permissionSetArn: arn(1),
    durationSeconds: 7200,
    ticket: 'WEB-1',
  })
  await know({ catalog: [payments, web], mine: [before] })
  const { unmount } = show(<RequestAccessPage asking={{ again: before.id }} />)
  expect(why().value).toBe(before.justification)
  expect(chosenDuration()).toBe('2 h')
  unmount()
  open({ extend: before.id })
  expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Extend access')
  expect([why().value, chosenDuration()]).toEqual([before.justification, '2 h'])
  answers.open = () => sampleRequest({ id: 'longer' })
  extend()
  await waitFor(() => expect(sent()[0]?.input).toMatchObject({ extends: before.id, accountId: web.id }))
})

test('an extension says the end as it is and as it would be; account and set are fixed, no error is pasted', async () => {
  const running = sampleSession(-19, 41, {
    accountId: web.id,
    accountName: web.name,
    permissionSetArn: arn(1),
  })
  await know({ catalog: [payments, web], mine: [running] })
  open({ extend: running.id })
  expect(words()).toContain('It ends 03:55 CET now. Extended, it ends 04:55 CET.')
  fireEvent.click(screen.getByLabelText('2 h'))
  expect(words()).toContain('Extended, it ends 05:55 CET.')
  expect(words(document.querySelector('.facts'))).toContain('stage-web 4444-5555-6666')
  expect(screen.queryByRole('combobox')).toBeNull()
  expect(words()).not.toContain('Paste an error')
})

test('a set that is no longer open is chosen anew, even where one other is: nobody asks for more than before', async () => {
  const one = { ...web, permissionSets: [set(3, 'AdministratorAccess', 3600)] }
  const before = sampleRequest({ accountId: web.id, permissionSetArn: arn(1) })
  await know({ catalog: [one], mine: [before] })
  const { unmount } = show(<RequestAccessPage asking={{ again: before.id }} />)
  send()
  await screen.findByText('Choose the permission set.')
  expect(sent()).toHaveLength(0)
  unmount()
  askForm({}, null).forget()
  open({ account: web.id })
  expect(screen.getByDisplayValue('AdministratorAccess')).toBeTruthy()
})

test('a custom set is extended letter by letter: the server knows it by its definition', async () => {
  const custom = {
    label: 'Read',
    sessionDuration: 'PT2H',
    managedPolicyArns: [],
    inlinePolicy: ' {"Version":"2012-10-17", "Statement":[]}\n',
  }
  const from = sampleRequest({ id: 'c1', kind: 'custom', permissionSetArn: null, accountId: web.id })
  answers.request = () => ({ ...from, custom, timeline: [], mayDecide: [] })
  answers.open = () => sampleRequest({ id: 'longer' })
  open({ extend: 'c1' })
  await screen.findByText('Extend access')
  await screen.findByRole('button', { name: 'Extend' })
  extend()
  await waitFor(() => expect(sent()[0]?.input).toMatchObject({ extends: 'c1', custom }))
})

test('a request that cannot be read is not extended: what was typed for another is not shown as it', async () => {
  open({ account: web.id, set: arn(2) })
  give(why(), 'Fix the cache rule')
  cleanup()
  answers.request = () => {
    throw new Refuse('not-found')
  }
  open({ extend: 'gone' })
  await screen.findByText(/does not exist, or you may not see it/)
  expect(screen.queryByLabelText('Why')).toBeNull()
})

test('without the network the button waits, and what is typed stays', async () => {
  open({ account: web.id, set: arn(2) })
  give(why(), 'Fix the cache rule')
  await link('offline')
  await screen.findByText('You are offline')
  send()
  expect(sent()).toHaveLength(0)
  expect(why().value).toBe('Fix the cache rule')
})

test('an account that is not open is named; with none open nothing can be asked', async () => {
  open({ account: '999999999999' })
  expect(words()).toContain('9999-9999-9999 is not among the accounts open to you.')
  await know({ catalog: [], me: { ...owner, admins: ['Admin One', 'Admin Two'] } })
  expect(await screen.findByText(/Admins: Admin One, Admin Two\./)).toBeTruthy()
  expect(await screen.findByText('Nothing can be requested yet.')).toBeTruthy()
  expect(within(document.body).queryByRole('button', { name: 'Send request' })).toBeNull()
})

test('an account that is not open says which of the three is missing and whom to ask, with a message to copy', async () => {
  answers.previewOpen = ({ accountId }) => {
    throw new Refuse('account-hidden', { account: `account ${String(accountId)}`, names: 'Admin One' })
  }
  open()
  give(picker(), '1234-5678-9012')
  expect(found().map(words)).toEqual(['Not among the accounts open to you: say why 1234-5678-9012'])
  fireEvent.keyDown(picker(), { key: 'Enter' })
  await screen.findByText('No rule lets you ask for account 123456789012; ask Admin One.')
  expect(screen.getByRole('button', { name: 'Copy message' })).toBeTruthy()
  expect(picker().value).toBe('1234-5678-9012')
  expect(document.querySelector('.invalid')).toBeNull()
  expect(asked.find(({ endpoint }) => endpoint === 'previewOpen')?.input).toMatchObject({
    permissionSetArn: arn(1),
  })
})

const preview = {
  levels: 2,
  automatic: null,
  because: ['Production'],
  asked: [{ id: 'o', name: 'Owner Two', online: true }],
  askedCount: 3,
  onlineCount: 1,
  second: { asked: [{ id: 's', name: 'SSO Admin One' }], askedCount: 1 },
  usual: { medianSeconds: 720, count: 9 },
  windowEndsAt: iso(1440),
  longest: { seconds: 1800, rule: 'rule “Production”' },
  unread: ['/ops/BreakGlass'],
}

test('before sending: who decides at each step, how long it usually takes, and what bounds it', async () => {
  answers.previewOpen = () => preview
  open({ account: payments.id, set: arn(1) })
  await screen.findByText('12 min', {}, { timeout: 3000 })
  expect(words()).toContain('Owner Two and 2 more (1 online)An owner of prod-payments decides first.')
  expect(words()).toContain('Not read: /ops/BreakGlass. It lives in the account, or is newer')
  expect(words()).toContain('SSO Admin OneThen an SSO Admin or Admin, a different person.')
  expect(words()).toContain(
    'At this hour usually 12 minfor one decision, from 9 like it. Until Tue 03:14 CET.',
  )
  expect(words()).toContain('At most 30 min here: rule “Production”.')
  expect(words()).toContain('Because of rule Production.')
  expect(chosenDuration()).toBe('30 min')
})

test('why a person is asked though a rule would grant it', async () => {
  const instead = { rule: 'On call', why: 'revoked' }
  answers.previewOpen = () => ({ ...preview, levels: 1, second: null, because: ['On call'], instead })
  open({ account: payments.id, set: arn(1) })
  await screen.findByText(/^The rule On call would grant it, but it was taken from you in the last 12 hours/)
  expect(words()).toContain('Because of rule On call.')
})

test('what is said of one account is not left standing under another', async () => {
  answers.previewOpen = () => preview
  open({ account: payments.id, set: arn(1) })
  await screen.findByText('12 min', {}, { timeout: 3000 })
  expect(chosenDuration()).toBe('30 min')
  answers.previewOpen = () => new Promise(() => undefined)
  give(picker(), 'stage-web')
  fireEvent.keyDown(picker(), { key: 'Enter' })
  fireEvent.change(screen.getByLabelText('Permission Set'), { target: { value: arn(1) } })
  await waitFor(() => expect(chosenDuration()).toBe('1 h'))
  expect(words()).not.toContain('Owner Two')
  expect(words()).not.toContain('rule “Production”')
})

test('what would be refused is said before it is sent, at its field', async () => {
  answers.previewOpen = () => {
    throw new Refuse('nobody-decides', { account: 'stage-web', names: 'Admin One' })
  }
  open({ account: web.id, set: arn(1) })
  await screen.findByText(/has no owner but you/, {}, { timeout: 3000 })
  expect(picker().getAttribute('aria-invalid')).toBe('true')
})

test('urgent needs a ticket, and is sent as urgent', async () => {
  answers.open = () => sampleRequest()
  open({ account: payments.id, set: arn(1) })
  fireEvent.click(screen.getByLabelText(/^Urgent/))
  give(why(), 'Orders are down everywhere')
  send()
  await screen.findByText('Urgent needs a ticket.')
  expect(sent()).toEqual([])
  give(screen.getByLabelText('Ticket'), 'INC-1')
  send()
  await waitFor(() => expect(sent()).toHaveLength(1))
  expect(sent()[0]?.input).toMatchObject({ urgent: true, ticket: 'INC-1' })
})

test('the narrower offer of a rejection fills the form: set and duration anew, the reason kept', async () => {
  const narrower = {
    permissionSetName: 'ReadOnly',
    asked: { accountId: payments.id, permissionSetArn: arn(1), durationSeconds: 1800, justification: 'x' },
  }
  const from = sampleRequest({
    id: 'n1',
    status: 'rejected',
    permissionSetArn: arn(2),
    accountId: payments.id,
    narrower,
  })
  await know({ catalog: [payments, web], mine: [from] })
  open({ instead: 'n1' })
  await waitFor(() => expect(chosenDuration()).toBe('30 min'))
  expect(screen.getByDisplayValue('ReadOnly')).toBe(screen.getByLabelText('Permission Set'))
  expect(why().value).toBe(from.justification)
})

test('a start ahead is shown with its zone and sent as an instant; one that is over is told at its field', async () => {
  answers.open = () => sampleRequest()
  open({ account: payments.id, set: arn(1) })
  give(why(), 'Watch the migration tonight')
  expect(words()).toContain('Up to 30 days ahead, in CET.')
  give(screen.getByLabelText('Start'), '2026-11-23T01:00')
  send()
  await screen.findByText('Choose a time from now to 30 days ahead.')
  expect(sent()).toEqual([])
  give(screen.getByLabelText('Start'), '2026-11-24T09:00')
  await screen.findByText(/^Starts Tue 09:00 CET \(2026-11-24 08:00 UTC\)/)
  send()
  await waitFor(() => expect(sent()[0]?.input).toMatchObject({ startsAt: '2026-11-24T08:00:00.000Z' }))
})

test('an extension has no start of its own', async () => {
  await know({ catalog: [payments, web], mine: [sampleRequest({ permissionSetArn: arn(1) })] })
  open({ extend: 'r1' })
  expect(screen.queryByLabelText('Start')).toBeNull()
})

test('what one person typed is not there for the next in the same tab', async () => {
  await know({})
  const first = show(<RequestAccessPage asking={{ account: account.id }} />)
  fireEvent.input(await screen.findByLabelText(/^Why/), { target: { value: 'For Owner One alone' } })
  first.unmount()
  await know({ me: { ...owner, id: 'somebody-else' } })
  show(<RequestAccessPage asking={{ account: account.id }} />)
  expect((await screen.findByLabelText<HTMLTextAreaElement>(/^Why/)).value).toBe('')
})
