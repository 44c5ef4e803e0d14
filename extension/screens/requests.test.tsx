// @vitest-environment happy-dom
import { answers, asked, know, Refuse, show, told, words } from './test-portal.tsx'
import { act, fireEvent, screen, waitFor, within } from '@testing-library/preact'
import { expect, test, vi } from 'vitest'
import type { Request, RequestWithTimeline } from '../../schema/contract/requests.ts'
import { iso, owner, sampleRequest, sampleSession, storyNow } from '../test-samples.ts'
import { notice } from '../models/portal/notice.ts'
import { parseRoute } from '../models/portal/route.ts'
import { noTabs } from '../lib/storage.ts'
import { now, seen, tabs } from '../models/seen.ts'
import { MyRequests } from './my-requests.tsx'
import { OwnedAccounts } from './owned-accounts.tsx'
import { RequestDetail } from './request-detail.tsx'
import { RequestHistory } from './request-history.tsx'

const admin = { id: 'admin', name: 'Admin One' }
const owned = { id: owner.id, name: owner.name }
const decision = {
  by: admin,
  decision: 'reject',
  comment: 'Which ticket is this for?',
  at: iso(-60),
} as const
const pending = sampleRequest({ id: 'p' })
const rejected = sampleRequest({ id: 'x', status: 'rejected', decision })
const failed = sampleRequest({ id: 'f', status: 'failed', failure: 'Not provisioned', retryUntil: iso(600) })

/** The background looked and found this; what a screen asks thereupon is asked. */
async function look(part: Parameters<typeof know>[0]) {
  await act(() => know({ ...part, at: seen.value!.at + 1 }))
  await new Promise((done) => setTimeout(done))
}

async function openMine(items = [pending, rejected, failed]) {
  await know({ mine: items })
  answers.requests = () => ({ items, next: null })
  show(<MyRequests filter="all" />)
  await waitFor(() => expect(asked.some(({ endpoint }) => endpoint === 'requests')).toBe(true))
}

/** Asked about first, in its place. */
function withdraw() {
  const press = () => fireEvent.click(screen.getByRole('button', { name: /Withdraw/ }))
  press()
  press()
}

test('each request says its status in its sentence, and what can be done about it', async () => {
  await openMine()
  const [first, second, third] = screen.getAllByRole('row').slice(1)
  expect(words(first)).toContain(
    'PendingWaiting for one of 2 people to decide, until Tue 02:34 CET.Withdraw and edit',
  )
  expect(words(second)).toContain('RejectedAdmin One said no: “Which ticket is this for?”')
  expect(
    within(second!)
      .getByRole('link', { name: /Send again/ })
      .getAttribute('href'),
  ).toBe('#/request?again=x')
  expect(words(third)).toContain('AWS refused: Not provisioned.')
  expect(within(third!).getByRole('button', { name: /Try again/ })).toBeTruthy()
})

test('requests of one need stand together, whatever became of each; the same asked again does not', async () => {
  const asks = (id: string, accountName: string, minutes: number, part: Partial<Request> = {}) =>
    sampleRequest({
      id,
      accountId: accountName.padStart(12, '0'),
      accountName,
      justification: 'Read the logs',
      openedAt: iso(minutes),
      ...part,
    })
  await openMine([
    asks('a', 'dev-web', 0),
    asks('b', 'other', -1, { justification: 'Another thing' }),
    asks('c', 'dev-data', -2, { status: 'rejected', decision }),
    asks('d', 'dev-web', -3),
    asks('e', 'stage', -60),
  ])
  const rows = [...document.querySelectorAll('tbody tr')]
  expect(rows.map((row) => /dev-web|dev-data|stage|other/.exec(words(row))?.[0])).toEqual([
    'dev-web',
    'dev-data',
    'other',
    'dev-web',
    'stage',
  ])
  expect(rows.map((row) => words(row).includes('with 1 other of the same need'))).toEqual([
    true,
    false,
    false,
    false,
    false,
  ])
  expect(rows.map((row) => row.classList.contains('follows'))).toEqual([false, true, false, false, false])
})

test('changed meanwhile: what is there now is read, and the next try is on it', async () => {
  await openMine([pending])
  answers.withdraw = () => {
    answers.requests = () => ({ items: [{ ...pending, version: 2 }], next: null })
    throw new Refuse('changed')
  }
  withdraw()
  await screen.findByText(/^Somebody changed this after you opened it/)
  answers.withdraw = () => ({ ...pending, status: 'withdrawn' })
  fireEvent.click(screen.getByRole('button', { name: /Withdraw/ }))
  await waitFor(() => expect(notice.value).toBe('Withdrawn: DatabaseOperator on prod-payments.'))
  const versions = asked.filter(({ endpoint }) => endpoint === 'withdraw').map(({ terms }) => terms.version)
  expect(versions).toEqual([1, 2])
})

test('what mends a refusal wherever it is met stands beside it', async () => {
  await openMine([pending])
  answers.withdraw = () => {
    throw new Refuse('signed-out')
  }
  withdraw()
  fireEvent.click(await screen.findByRole('button', { name: 'Sign in' }))
  expect(told).toEqual(['sign-in'])
})

test('where AWS takes much longer than usual it is said, and that there is nothing to do', async () => {
  const settingUp = (id: string, minutes: number) => ({
    ...sampleSession(minutes, 60, { id, status: 'provisioning' }),
    justification: id,
  })
  await openMine([settingUp('long', -2), settingUp('short', 0)])
  const [long, short] = [...document.querySelectorAll('tbody tr')].map((row) => words(row))
  expect(long).toContain('AWS is taking longer. Usually 20 s, now 120 s; nothing for you to do.')
  expect(short).not.toContain('taking longer')
})

test('withdrawn with the version that was on the screen', async () => {
  await openMine()
  answers.withdraw = () => ({ ...pending, status: 'withdrawn' })
  const edit = screen.getByRole('link', { name: /^Withdraw and edit/ })
  expect(edit.getAttribute('href')).toBe('#/request?edit=p')
  withdraw()
  await waitFor(() => expect(notice.value).toBe('Withdrawn: DatabaseOperator on prod-payments.'))
  expect(asked.at(-1)).toMatchObject({ endpoint: 'withdraw', input: { id: 'p' }, terms: { version: 1 } })
})

test('a refusal stands in the row it is about', async () => {
  await openMine()
  answers.retry = () => {
    throw new Refuse('nothing-to-do', { status: 'active' })
  }
  fireEvent.click(screen.getByRole('button', { name: /Try again/ }))
  await screen.findByText('Nothing to do')
  expect(words(screen.getAllByRole('row')[3])).toContain('Nothing to do')
})

test('the filter is in the address and asks for its statuses', async () => {
  answers.requests = () => ({ items: [], next: null })
  show(<MyRequests filter="not-granted" />)
  await screen.findByText('None of your requests is here.')
  expect(asked.at(-1)?.input['status']).toEqual([
    'failed', 'rejected', 'owner_rejected', 'admin_rejected', 'withdrawn', 'lapsed',
  ]) // oxfmt-ignore
  expect(screen.getByRole('link', { name: 'Not granted' }).getAttribute('aria-current')).toBe('true')
  expect(screen.getByRole('link', { name: 'Open' }).getAttribute('href')).toBe('#/requests?filter=open')
})

test('an exact status is chosen under More; those nobody rests in are not offered', () => {
  show(<MyRequests filter="all" />)
  const more = screen.getByLabelText('More')
  const offered = [...more.querySelectorAll('option')].map(({ textContent }) => textContent)
  expect(offered).toContain('Setting up')
  expect(offered).not.toContain('Approved')
  fireEvent.change(more, { target: { value: 'lapsed' } })
  expect(location.hash).toBe('#/requests?status=lapsed')
})

test('nothing asked: says so', async () => {
  await openMine([])
  await screen.findByText('You have not asked for anything.')
})

test('Show more reads the next page behind the last', async () => {
  answers.requests = ({ after }) =>
    after ? { items: [rejected], next: null } : { items: [pending], next: 'cursor' }
  show(<MyRequests filter="all" />)
  fireEvent.click(await screen.findByRole('button', { name: 'Show more' }))
  await waitFor(() => expect(screen.getAllByRole('row')).toHaveLength(3))
  expect(screen.queryByRole('button', { name: 'Show more' })).toBeNull()
  expect(asked.at(-1)?.input['after']).toBe('cursor')
})

test('when something of mine changed, the rows change in place', async () => {
  await openMine([pending])
  const row = screen.getAllByRole('row')[1]
  answers.requests = () => ({ items: [{ ...pending, status: 'provisioning' }], next: null })
  await know({ mine: [{ ...pending, status: 'provisioning' }], at: Date.now() + 1 })
  await screen.findByText('AWS is creating the access; this usually takes 20 s.')
  expect(screen.getAllByRole('row')[1]).toBe(row)
})

test('a look that finds nothing new of mine reads nothing; what was refused is read again', async () => {
  await openMine([pending])
  const calls = asked.length
  for (let n = 0; n < 3; n++) await look({ mine: [pending] })
  expect(asked).toHaveLength(calls)
  answers.requests = () => {
    throw new Refuse('broken', { id: 'x' })
  }
  await look({ mine: [] })
  await screen.findByRole('alert')
  answers.requests = () => ({ items: [pending], next: null })
  await look({ mine: [] })
  await waitFor(() => expect(screen.queryByRole('alert')).toBeNull())
  expect(asked).toHaveLength(calls + 2)
})

test('a clock that ticks for a session writes no time of the history anew', async () => {
  answers.requests = () => ({ items: [rejected, { ...rejected, id: 'y' }], next: null })
  show(<RequestHistory filter="all" />)
  await waitFor(() => expect(screen.getAllByRole('row')).toHaveLength(3))
  // TypeScript calls it a method; it is a getter.
  const formats: { readonly format: unknown } = Intl.DateTimeFormat.prototype
  const told = vi.spyOn(formats, 'format', 'get')
  for (let n = 1; n <= 5; n++) await act(() => void (now.value = storyNow + n * 1000))
  expect(told).toHaveBeenCalledTimes(0)
  await act(() => void (now.value = storyNow + 60_000))
  expect(told).not.toHaveBeenCalledTimes(0)
  told.mockRestore()
})

test('a look reads on in the history as far as something may still change', async () => {
  const rows = (status: Request['status']) => [{ ...rejected, id: 'older', status }]
  const openWith = async (status: Request['status']) => {
    answers.requests = ({ after }) =>
      after ? { items: rows(status), next: null } : { items: [rejected], next: 'cursor' }
    const { unmount } = show(<RequestHistory filter="all" />)
    fireEvent.click(await screen.findByRole('button', { name: 'Show more' }))
    await waitFor(() => expect(screen.getAllByRole('row')).toHaveLength(3))
    const calls = asked.length
    await look({})
    expect(screen.getAllByRole('row')).toHaveLength(3)
    unmount()
    return asked.length - calls
  }
  expect(await openWith('rejected')).toBe(1)
  expect(await openWith('active')).toBe(2)
})

function detail(part: Partial<RequestWithTimeline> = {}): RequestWithTimeline {
  const mine = { decide: false, withdraw: false, retry: false, release: true, revoke: false }
  return {
    ...sampleSession(-19, 41, { decision: { ...decision, decision: 'approve', comment: 'Fine.' } }),
    timeline: [],
    mayDecide: [],
    mine,
    ...part,
  }
}

test('a request tells its whole story, each step with its time in UTC', async () => {
  answers.request = () =>
    detail({
      timeline: [
        { event: 'open', status: 'pending_owner', actor: owned, at: iso(-30) },
        {
          event: 'approve',
          status: 'pending_admin',
          through: 'owner_approved',
          actor: admin,
          at: iso(-25),
          comment: 'Fine.',
        },
        { event: 'activate', status: 'active', actor: null, at: iso(-19) },
      ],
    })
  show(<RequestDetail id="s1" />)
  await screen.findByText('AWS has confirmed the access.')
  const steps = [...document.querySelectorAll('.timeline li')].map(words)
  expect(steps[0]).toBe('Mon 02:44 CET01:44 UTCPending Owner 5 minOwner One asked.')
  expect(steps[1]).toContain('Owner Approved Admin One approved.Fine.')
  expect(steps[2]).toContain('A second decision, by somebody else, is needed.')
  expect(steps).toHaveLength(4)
  expect(words(screen.getByRole('heading', { level: 1 }))).toContain('Owner One has DatabaseOperator')
  expect(screen.getByRole('link', { name: 'Extend' }).getAttribute('href')).toBe('#/request?extend=s1')
})

test('taking it back is asked about, and starts at Keep it', async () => {
  await openMine([pending])
  fireEvent.click(screen.getByRole('button', { name: /Withdraw/ }))
  expect(words()).toContain('Take this request back? Nobody can decide it then.')
  expect(document.activeElement?.textContent).toBe('Keep it')
  fireEvent.click(screen.getByRole('button', { name: 'Keep it' }))
  expect(words()).not.toContain('Take this request back?')
  expect(asked.some(({ endpoint }) => endpoint === 'withdraw')).toBe(false)
})

test('one that runs says first how long, with its bar, and until when; how long it took is a fact', async () => {
  answers.request = () => detail({ openedAt: iso(-26) })
  show(<RequestDetail id="s1" />)
  expect(words((await screen.findByText('Asked to usable')).nextElementSibling)).toBe(
    '7 min, no decision needed',
  )
  expect(words(document.querySelector('.headline .running'))).toBe('41 min left, ends 03:55 CET')
  expect(document.querySelector('.headline .bar')).toBeTruthy()
  expect(document.querySelector('.strip')).toBeNull()
})

test.each([
  [{ status: 'pending', remindFrom: iso(-1) }, ['Remind', 'Withdraw and edit', 'Withdraw'], 'Remind'],
  [{ status: 'pending' }, ['Withdraw and edit', 'Withdraw'], undefined],
  [{ status: 'failed', retryUntil: iso(60) }, ['Try again', 'Send again'], 'Try again'],
  [{ status: 'rejected' }, ['Send again'], 'Send again'],
] as const)('one way on is primary, taking back comes last: %j', async (part, ways, primary) => {
  answers.request = () => detail({ session: null, requester: owned, ...part })
  show(<RequestDetail id="s1" />)
  await screen.findByText('Reference')
  const shown = [...document.querySelectorAll('.detail-actions .links > *')]
  expect(shown.map((way) => words(way).replace(/ DatabaseOperator.*/, ''))).toEqual(ways)
  const first = document.querySelector('.detail-actions .primary')
  expect(first?.firstChild?.textContent).toBe(primary)
})

test('Ending is grey in the timeline too, as in the lists', async () => {
  const ending = { event: 'revoke', status: 'ending', actor: admin, at: iso(-1) } as const
  answers.request = () => detail({ status: 'ending', timeline: [ending] })
  show(<RequestDetail id="s1" />)
  await screen.findByText('Reference')
  expect(document.querySelector('.timeline .dot')?.className).toBe('dot tone-stopped')
})

test.each([
  ['pending', null, 'that will be created'],
  ['rejected', null, 'that was asked for'],
  ['expired', sampleSession(-61, -1).session, 'that was created'],
] as const)('the exact policy in the right tense: %s', async (status, session, tense) => {
  const custom = { label: 'Read', sessionDuration: 'PT1H', managedPolicyArns: [], inlinePolicy: '{}' }
  answers.request = () => detail({ status, session, custom })
  show(<RequestDetail id="s1" />)
  await screen.findByText(`Exact policy ${tense}`)
  expect(words()).toContain('One sign-in lasts 1 h.')
})

test('one that waits says for whom, by name', async () => {
  const people = ['One', 'Two', 'Three', 'Four'].map((name) => ({ id: name, name: `Admin ${name}` }))
  answers.request = () => detail({ status: 'pending', session: null, mayDecide: people })
  show(<RequestDetail id="s1" />)
  await screen.findByText('Reference')
  const headline = document.querySelector('.headline')
  expect(words(headline)).toContain('Decides one of: Admin One, Admin Two, Admin Three and 1 more')
  expect(words((await screen.findByText('Decides')).nextElementSibling)).toContain('Admin Four')
})

test('the proof: what AWS calls the grant and the removal, and what it recorded meanwhile', async () => {
  const { session } = sampleSession(-61, -1)
  const operations = { grant: 'c-1234', removal: 'd-5678' }
  answers.request = () => detail({ status: 'expired', session: { ...session!, endedAt: iso(0) }, operations })
  show(<RequestDetail id="s1" />)
  const valueOf = async (name: string) => words((await screen.findByText(name)).nextElementSibling)
  expect(await valueOf('AWS operation of the grant')).toBe('c-1234')
  expect(await valueOf('AWS operation of the removal')).toBe('d-5678')
  const link = screen.getByRole('link', { name: /^Events of that time in/ })
  expect(link.getAttribute('href')).toMatch(
    /^https:\/\/[a-z0-9-]+\.console\.aws\.amazon\.com\/cloudtrailv2\//,
  )
  expect(await valueOf('CloudTrail')).toContain('where you are signed in to prod-payments')
})

test.each([
  ['pending', null, 'asks for'],
  ['rejected', null, 'asked for'],
  ['active', sampleSession(-19, 41).session, 'has'],
  ['expired', sampleSession(-61, -1).session, 'held'],
] as const)('its title says how it stands: %s', async (status, session, tense) => {
  answers.request = () => detail({ status, session })
  show(<RequestDetail id="s1" />)
  await screen.findByText('Reference')
  expect(words(screen.getByRole('heading', { level: 1 }))).toContain(`Owner One ${tense} DatabaseOperator`)
})

test('a session that ended while something else keeps the person in says what', async () => {
  const session = {
    ...sampleSession(-60, -1).session!,
    accessRemains: 'session' as const,
    remainsUntil: iso(46),
  }
  answers.request = () => detail({ status: 'expired', session })
  show(<RequestDetail id="s1" />)
  await screen.findByText(
    'This session ended. You still have DatabaseOperator here: another session until 04:00 CET.',
  )
})

test('one’s own that runs says beside Open that other AWS tabs will switch to its role', async () => {
  const own = { status: 'active', requester: owned, session: sampleSession(-19, 41).session } as const
  answers.request = () => detail(own)
  tabs.value = { shareSession: true, full: false }
  show(<RequestDetail id="s1" />)
  await screen.findByText('Your other AWS tabs will switch to this role.')
  tabs.value = noTabs
  await waitFor(() => expect(screen.queryByText(/will switch/)).toBeNull())
})

test('what storage has of it is there at once', async () => {
  await know({ mine: [rejected] })
  answers.request = () => new Promise(() => undefined)
  show(<RequestDetail id="x" />)
  expect(words()).toContain('Admin One said no')
})

test('one that may not be seen is not told apart from one that is not there', async () => {
  answers.request = () => {
    throw new Refuse('not-found')
  }
  show(<RequestDetail id="none" />)
  await screen.findByText('This request does not exist, or you may not see it.')
  expect(screen.getByRole('link', { name: 'My Requests' }).getAttribute('href')).toBe('#/requests')
})

test('history: time, person, account, set, status and who decided; a filter without match can be cleared', async () => {
  answers.requests = () => ({ items: [rejected], next: null })
  const { unmount } = show(<RequestHistory filter="all" />)
  await screen.findByText('Admin One')
  expect(words(screen.getAllByRole('row')[1])).toContain('2026-11-23 02:08 UTC')
  unmount()
  answers.requests = () => ({ items: [], next: null })
  show(<RequestHistory filter="ended" />)
  await screen.findByText('No request matches.')
  expect(screen.getByRole('link', { name: 'Clear filters' }).getAttribute('href')).toBe('#/history')
})

test('owned accounts say who else owns them; owning none says who can change that', async () => {
  const one = {
    id: '111122223333',
    name: 'prod-payments',
    ouPath: null,
    sensitive: true,
    pending: 2,
    active: 0,
    owners: [owned, admin],
  }
  answers.accounts = () => ({ items: [one], next: null })
  const { unmount } = show(<OwnedAccounts />)
  await screen.findByText('you, Admin One')
  unmount()
  const away = { ...one, owners: [owned, { ...admin, awayUntil: iso(60) }] }
  answers.accounts = () => ({
    items: [away, { ...one, id: '222233334444', owners: [owned, { ...admin, awayUntil: iso(-1) }] }],
    next: null,
  })
  const shown = show(<OwnedAccounts />)
  await screen.findByText('you, Admin One (away until Mon 04:14 CET)')
  expect(screen.getByText('you, Admin One')).toBeTruthy()
  shown.unmount()
  answers.accounts = () => ({ items: [], next: null })
  show(<OwnedAccounts />)
  await screen.findByText('You own no account.')
})

test('history is looked through by account, person and days, all of it in the address', async () => {
  const day = { from: '2026-11-01', to: '2026-11-23' }
  answers.requests = () => ({
    items: [sampleRequest({ requester: { id: 'viewer', name: 'Viewer One' } })],
    next: null,
  })
  const at = parseRoute(
    '#/history?account=111122223333&requester=viewer&from=2026-11-01&to=2026-11-23&decider=a%20b',
  )
  expect(at).toEqual({ page: 'history', filter: 'all', account: '111122223333', requester: 'viewer', ...day })
  show(<RequestHistory filter="all" account="111122223333" requester="viewer" {...day} />)
  const chip = await screen.findByRole('link', { name: 'Take out: Asked by Viewer One' })
  expect(asked[0]?.input).toEqual({
    scope: 'history',
    accountId: '111122223333',
    requesterId: 'viewer',
    from: '2026-10-31T23:00:00.000Z',
    to: '2026-11-23T22:59:59.999Z',
  })
  expect(chip.getAttribute('href')).toBe('#/history?account=111122223333&from=2026-11-01&to=2026-11-23')
  expect(screen.getByRole('link', { name: 'Ended' }).getAttribute('href')).toContain('requester=viewer')
})

test('what the filter shows is exported, and what stops it stands in the dialog', async () => {
  answers.requests = ({ after }) => {
    if (after) throw new Refuse('broken', { id: 'x' })
    return { items: [sampleRequest()], next: 'x' }
  }
  show(<RequestHistory filter="ended" />)
  await screen.findByRole('table')
  fireEvent.click(screen.getByRole('button', { name: 'Export' }))
  const dialog = screen.getByRole('dialog', { name: 'Export what is shown' })
  fireEvent.click(within(dialog).getByRole('button', { name: 'Export' }))
  await within(dialog).findByRole('alert')
  const inputs = asked.filter(({ endpoint }) => endpoint === 'requests').map(({ input }) => input)
  expect(inputs.at(-1)).toMatchObject({
    scope: 'history',
    status: ['expired', 'revoked', 'released'],
    after: 'x',
  })
  fireEvent.click(within(dialog).getByRole('button', { name: 'Close' }))
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
})
