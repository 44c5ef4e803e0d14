// @vitest-environment happy-dom
import { answers, asked, know, Refuse, show, words } from './test-portal.tsx'
import { fireEvent, screen, waitFor } from '@testing-library/preact'
import { beforeEach, expect, test } from 'vitest'
import type { CatalogAccount } from '../../schema/contract/catalog.ts'
import type { RequestPreview } from '../../schema/contract/before-sending.ts'
import type { RequestWithTimeline } from '../../schema/contract/requests.ts'
import { account, iso, sampleRequest } from '../test-samples.ts'
import { askForm } from '../models/portal/ask-form.ts'
import { notice } from '../models/portal/notice.ts'
import { previews } from '../models/portal/previews.ts'
import { RequestAccessPage } from './request-access.tsx'

const arn = (n: number) => `arn:aws:sso:::permissionSet/ssoins-1234567890abcdef/ps-000000000000000${n}`
const set = (n: number, name: string, maxSeconds = 14_400) => ({
  arn: arn(n),
  name,
  maxSeconds,
  sealed: false,
})
const named = (
  n: number,
  name: string,
  sets = [set(1, 'ReadOnly'), set(2, 'PowerUser')],
): CatalogAccount => ({
  ...account,
  id: String(n).repeat(12),
  name,
  sensitive: false,
  permissionSets: sets,
  deciders: [{ id: 'o', name: `Owner of ${name}` }],
  decidersCount: 1,
})
const [web, data, lake] = [named(1, 'web'), named(2, 'data', [set(1, 'ReadOnly', 1800)]), named(3, 'lake')]

beforeEach(async () => {
  await know({ catalog: [web, data, lake, named(4, 'hub', [set(2, 'PowerUser')])] })
  askForm({}, null).forget()
})

const give = (element: Element, value: string) => fireEvent.input(element, { target: { value } })
const picker = () => screen.getByRole('combobox', { name: 'Also in' })
const add = (name: string) => {
  give(picker(), name)
  fireEvent.keyDown(picker(), { key: 'Enter' })
}
const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }))
const send = async (name: string) => fireEvent.click(await screen.findByRole('button', { name }))
const sent = () => asked.filter(({ endpoint }) => endpoint === 'open')
const sentTo = () => sent().map(({ input }) => input['accountId'])
const open = () => show(<RequestAccessPage asking={{ account: web.id, set: arn(1) }} />)
const askIn = (...names: string[]) => {
  open()
  press('Ask in more accounts')
  for (const name of names) add(name)
  give(screen.getByLabelText('Why'), 'Read the logs of the outage')
}

test('one need in several accounts: one form, one reason, a request each with a key of its own', async () => {
  answers.open = ({ accountId }) => sampleRequest({ id: String(accountId) })
  askIn('data', 'lake')
  expect(words()).toContain('data 2222-2222-2222: Owner of data')
  await send('Send 3 requests')
  await waitFor(() => expect(location.hash).toBe('#/requests?filter=open'))
  expect(sentTo()).toEqual([web.id, data.id, lake.id])
  expect(new Set(sent().map(({ terms }) => terms.idempotencyKey)).size).toBe(3)
  // The strictest of them bounds all.
  expect(sent().map(({ input }) => [input['justification'], input['durationSeconds']])).toEqual(
    Array.from({ length: 3 }, () => ['Read the logs of the outage', 1800]),
  )
  expect(notice.value).toBe('Sent in 3 accounts. The people who decide were asked.')
})

const foreseen = (part: Partial<RequestPreview> = {}): RequestPreview => ({
  levels: 1,
  automatic: null,
  instead: null,
  because: [],
  asked: [{ id: 'a', name: 'Admin One', online: true }],
  askedCount: 1,
  onlineCount: 1,
  second: null,
  usual: null,
  windowEndsAt: iso(1440),
  longest: { seconds: 14_400, rule: 'the limit of the set' },
  unread: [],
  ...part,
})
const looks = () =>
  asked.filter(({ endpoint }) => endpoint === 'previewOpen').map(({ input }) => input['accountId'])

test('before sending, each account says what would happen there, where it differs and where it is refused', async () => {
  answers.previewOpen = ({ accountId }) => {
    if (accountId === data.id) throw new Refuse('account-hidden', { account: 'data', names: 'Admin One' })
    if (accountId !== lake.id) return foreseen()
    const second = { asked: [{ id: 's', name: 'SSO Admin One' }], askedCount: 1 }
    return foreseen({ levels: 2, second, longest: { seconds: 900, rule: 'rule "Lakes"' } })
  }
  askIn('data', 'lake')
  await screen.findByText('two decisions')
  const lines = [...document.querySelectorAll('.who li')].map(words)
  expect(lines).toEqual([
    'data 2222-2222-2222: Not open to you',
    'lake 3333-3333-3333: two decisions Admin One, then SSO Admin One',
  ])
  expect(document.querySelector('.also-list .error')).toBeNull()
  expect(words(document.querySelector('.also-list'))).toContain('No rule lets you ask for data')
  expect(words()).toContain('At most 15 min in all of them: rule "Lakes" in lake.')
  press('Leave out data')
  expect(words()).not.toContain('No rule lets you ask for data')
})

test('20 accounts are asked about once each and four at a time; one that is added costs one question', async () => {
  const ids = Array.from({ length: 19 }, (_, n) => String(100_000_000_000 + n))
  const body = { accountId: web.id, permissionSetArn: arn(1), durationSeconds: 3600, justification: '' }
  let open = 0
  let most = 0
  answers.previewOpen = async () => {
    most = Math.max(most, ++open)
    await new Promise((done) => setTimeout(done))
    open -= 1
    return foreseen()
  }
  const { look, shown } = previews()
  await Promise.all([
    look(body, ids.slice(1)),
    look({ ...body, justification: 'Read the logs' }, ids.slice(1)),
  ])
  expect(looks()).toHaveLength(18)
  expect(most).toBe(4)
  await look(body, ids)
  expect(looks().slice(18)).toEqual([ids[0]])
  expect(shown.value.size).toBe(19)
  await look({ ...body, durationSeconds: 900 }, ids)
  expect(looks()).toHaveLength(38)
})

test('only accounts that the chosen set may be asked for in are offered; sets are those of all', () => {
  open()
  press('Ask in more accounts')
  give(picker(), 'hub')
  expect(words()).toContain('No account open to you has that name or id.')
  add('data')
  const sets = [...screen.getByLabelText('Permission Set').querySelectorAll('option')].map(words)
  expect(sets).toEqual(['ReadOnly'])
})

test('what is refused in one account is said there, the others go; sent again, only what is missing is', async () => {
  let refuses = true
  answers.open = ({ accountId }) => {
    if (accountId === data.id && refuses)
      throw new Refuse('nobody-decides', { account: 'data', names: 'Admin One' })
    return sampleRequest({ id: String(accountId) })
  }
  askIn('data', 'lake')
  await send('Send 3 requests')
  await screen.findByText('Sent in web, lake.')
  expect(words()).toContain('Nobody could decide. data has no owner but you')
  expect(screen.getByLabelText<HTMLTextAreaElement>('Why').value).toBe('Read the logs of the outage')
  refuses = false
  await send('Send request')
  await waitFor(() => expect(location.hash).toMatch(/^#\/requests/))
  expect(sentTo()).toEqual([web.id, data.id, lake.id, data.id])
})

test('cut off in the middle, the one nobody knows of is the same write again, and those that went are not sent twice', async () => {
  let cut = true
  answers.open = ({ accountId }) => {
    if (accountId === data.id && cut) throw new Refuse('unreachable', { n: '5' })
    return sampleRequest({ id: String(accountId) })
  }
  askIn('data', 'lake')
  await send('Send 3 requests')
  await screen.findByText('Hallpass does not answer')
  expect(words()).toContain('Sent in web.')
  cut = false
  await send('Send 2 requests')
  await waitFor(() => expect(location.hash).toMatch(/^#\/requests/))
  expect(sentTo()).toEqual([web.id, data.id, data.id, lake.id])
  const [, first, second] = sent()
  expect(second?.terms.idempotencyKey).toBe(first?.terms.idempotencyKey)
})

test('an account may be left out again; the focus stays where accounts are added', async () => {
  askIn('data', 'lake')
  press('Leave out data')
  expect(screen.getByRole('button', { name: 'Send 2 requests' })).toBeTruthy()
  await waitFor(() => expect(document.activeElement).toBe(picker()))
})

const old = sampleRequest({
  id: 'old',
  version: 3,
  accountId: web.id,
  accountName: 'web',
  permissionSetArn: arn(1),
  durationSeconds: 7200,
  justification: 'Read the logs of yesterday',
  ticket: 'WEB-1',
  startsAt: iso(1846),
  urgent: true,
})
const full = (part: Partial<RequestWithTimeline> = {}) => ({ ...old, timeline: [], mayDecide: [], ...part })

async function edit(part: Partial<RequestWithTimeline> = {}) {
  answers.request = () => full(part)
  await know({ catalog: [web, data], mine: [old] })
  show(<RequestAccessPage asking={{ edit: 'old' }} />)
  await screen.findByText('You edit a request that still waits')
}
const calls = () =>
  asked.filter(({ endpoint }) => /^(withdraw|open)$/.test(endpoint)).map(({ endpoint }) => endpoint)

test('Withdraw and edit opens with all that was typed, and withdraws only as the new one is sent', async () => {
  await edit()
  expect(screen.getByDisplayValue('ReadOnly')).toBeTruthy()
  for (const value of ['Read the logs of yesterday', 'WEB-1', '2026-11-24T10:00'])
    expect(screen.getByDisplayValue(value)).toBeTruthy()
  expect(screen.getByLabelText<HTMLInputElement>(/^Urgent/).checked).toBe(true)
  give(screen.getByLabelText('Why'), 'Read the logs of last week')
  expect(calls()).toEqual([])
  answers.previewOpen = () => {
    throw new Refuse('already-asked', { set: 'ReadOnly', time: iso(-6) }, { requestId: 'old' })
  }
  answers.withdraw = () => sampleRequest({ id: 'old', status: 'withdrawn' })
  answers.open = () => sampleRequest({ id: 'new' })
  await send('Withdraw and send anew')
  await waitFor(() => expect(location.hash).toBe('#/requests/new'))
  expect(calls()).toEqual(['withdraw', 'open'])
  expect(asked.find(({ endpoint }) => endpoint === 'withdraw')?.terms.version).toBe(3)
  expect(sent()[0]?.input).toMatchObject({
    justification: 'Read the logs of last week',
    durationSeconds: 7200,
  })
})

test('what would be refused is refused before the old one goes', async () => {
  await edit()
  answers.previewOpen = () => {
    throw new Refuse('account-hidden', { account: 'web', names: 'Admin One' })
  }
  await send('Withdraw and send anew')
  await screen.findByText(/No rule lets you ask for web/)
  expect(calls()).toEqual([])
})

test('refused after the old one went, nothing typed is lost, it says so, and sent again only the new one is sent', async () => {
  await edit()
  let status = 'pending'
  answers.request = () => full({ status: status as 'pending' })
  answers.previewOpen = () => ({})
  answers.withdraw = () => sampleRequest({ id: 'old', status: (status = 'withdrawn') as 'withdrawn' })
  answers.open = () => {
    throw new Refuse('unreachable', { n: '5' })
  }
  await send('Withdraw and send anew')
  await screen.findByText('The request is withdrawn, this one is not sent')
  expect(screen.getByDisplayValue('Read the logs of yesterday')).toBeTruthy()
  answers.open = () => sampleRequest({ id: 'new' })
  await send('Send request')
  await waitFor(() => expect(location.hash).toBe('#/requests/new'))
  expect(calls()).toEqual(['withdraw', 'open', 'open'])
})

test('a custom set is opened as it was written', async () => {
  const custom = {
    label: 'Read invoices',
    sessionDuration: 'PT4H',
    managedPolicyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
    inlinePolicy: '{}',
  }
  await edit({ kind: 'custom', status: 'pending_owner', permissionSetArn: null, custom })
  expect((await screen.findByLabelText<HTMLInputElement>('Name')).value).toBe('Read invoices')
  expect(screen.getByLabelText<HTMLTextAreaElement>('Inline policy').value).toBe('{}')
  answers.previewOpen = () => ({})
  answers.withdraw = () => sampleRequest({ id: 'old', status: 'withdrawn' })
  answers.open = () => sampleRequest({ id: 'new' })
  await send('Withdraw and send anew')
  await waitFor(() => expect(sent()[0]?.input['custom']).toEqual(custom))
})
