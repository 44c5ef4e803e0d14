// @vitest-environment happy-dom
import { answers, asked, know, link, Refuse, said, show, signIn, told, words } from './test-portal.tsx'
import { cleanup, configure, fireEvent, screen, waitFor } from '@testing-library/preact'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { Request, RequestWithTimeline } from '../../schema/contract/requests.ts'
import { account, iso, owner, sampleRequest, sampleSession } from '../test-samples.ts'
import { notice } from '../models/portal/notice.ts'
import { queue } from '../models/portal/queue.ts'
import { armAfterMs } from '../models/portal/review.ts'
import { Review } from './review.tsx'

const viewer = { id: 'viewer', name: 'Viewer One' }
const owned = { id: owner.id, name: owner.name }
const admin = { id: 'admin', name: 'Admin One' }
let number = 0
let request: Request

// Each test has a request of its own: what was typed about one is kept while the page is open.
beforeEach(() => {
  request = sampleRequest({ id: `q${++number}`, requester: viewer, version: 7, digest: 'sha-256:shown' })
  answers.reading = () => ({ ...reading, findings: [] })
})

function full(part: Partial<RequestWithTimeline> = {}): RequestWithTimeline {
  const mine = { decide: true, withdraw: false, retry: false, release: false, revoke: false }
  const timeline = [{ event: 'open', status: 'pending', actor: viewer, at: request.openedAt }] as const
  return { ...request, timeline: [...timeline], mayDecide: [admin, owned], mine, ...part }
}

async function open(part: Partial<RequestWithTimeline> = {}, others: readonly Request[] = []) {
  await know({ toDecide: [request, ...others] })
  answers.request = () => full(part)
  show(<Review id={request.id} />)
  await screen.findByRole('button', { name: /^Approve for|^Next request|^Back to the queue/ })
}

const approve = () => screen.getByRole('button', { name: /^Approve for/ })
const inactive = () => approve().getAttribute('aria-disabled') === 'true'

// Ours is the only wait of exactly a second.
configure({ asyncUtilTimeout: 900 })

/** The second before Approve works, which the tests let pass by themselves. */
const waiting = new Map<number, () => void>()
const { setTimeout: later, clearTimeout: forget } = globalThis
vi.stubGlobal('setTimeout', (act: () => void, ms: number) => {
  const timer = later(ms === armAfterMs ? () => undefined : act, ms)
  if (ms === armAfterMs) waiting.set(Number(timer), act)
  return timer
})
vi.stubGlobal('clearTimeout', (timer: ReturnType<typeof setTimeout>) => {
  waiting.delete(Number(timer))
  forget(timer)
})
function aSecondPasses() {
  const acts = [...waiting.values()]
  waiting.clear()
  for (const act of acts) act()
}
const armed = () =>
  waitFor(() => {
    aSecondPasses()
    expect(inactive()).toBe(false)
  })

const type = (name: string | RegExp, value: string) =>
  fireEvent.input(screen.getByLabelText(name), { target: { value } })
const callsOf = (name: string) => asked.filter(({ endpoint }) => endpoint === name).length
const decisions = () => asked.filter(({ endpoint }) => endpoint === 'decide')

test('it says who asks for what, for how long and until when in both times, why, and who decides', async () => {
  await open()
  expect(words(screen.getByRole('heading', { level: 1 }))).toBe(
    'Viewer One asks for DatabaseOperator on prod-payments 1111-2222-3333 SENSITIVE',
  )
  expect(words()).toContain('for 1 h, from approval to about 04:14 CET (03:14 UTC)')
  expect(words()).toContain('decide before Tue 02:34 CET')
  expect(words()).toContain('Orders DB hangs, need to reboot. INC-4412')
  expect(words()).toContain('one of: you, Admin One')
  expect(document.title).toContain('Viewer One asks for DatabaseOperator on prod-payments')
})

test('the address stands by the name, and neither name nor label moves the account in the title', async () => {
  const name = 'Ann asks for ReadOnly on sandbox\n\u202e{account}'
  request = {
    ...request,
    kind: 'custom',
    requester: { id: 'viewer', name },
    permissionSetName: 'Read\non stage',
  }
  await open({ requesterEmail: 'viewer@example.com' })
  const title = screen.getByRole('heading', { level: 1 })
  expect(title.querySelector('.whole')?.textContent).toBe('prod-payments')
  expect(words(title)).toBe(
    'Ann asks for ReadOnly on sandbox \\u{202e}{account} asks for “Read on stage” on prod-payments 1111-2222-3333 SENSITIVE',
  )
  expect(words(title.nextElementSibling)).toBe('viewer@example.com')
})

test('Approve waits a second after the request is shown', async () => {
  expect(armAfterMs).toBe(1000)
  request = { ...request, sensitive: false }
  await open()
  expect(inactive()).toBe(true)
  fireEvent.click(approve())
  expect(decisions()).toHaveLength(0)
  await armed()
})

test('what it gives is on its way: nobody approves before it is there, and a second more', async () => {
  request = { ...request, sensitive: false }
  let read: (known: typeof reading) => void = () => undefined
  answers.reading = () => new Promise((known) => (read = known))
  await open()
  aSecondPasses()
  expect(inactive()).toBe(true)
  read(reading)
  await screen.findByRole('region', { name: 'Look first' })
  expect(inactive()).toBe(true)
  await armed()
})

test('what could not be read is said in its place, never left out as if there were nothing', async () => {
  request = { ...request, sensitive: false, denied: { action: 'rds:RebootDBInstance', resource: null } }
  const refuse = () => {
    throw new Refuse('unavailable')
  }
  const names = ['reading', 'narrower', 'sessions', 'requests'] as const
  for (const name of names) answers[name] = refuse
  await open()
  await screen.findByText('What it gives is not known')
  expect(screen.getAllByText('could not be read')).toHaveLength(3)
  await armed()
  answers.reading = () => reading
  fireEvent.click(screen.getByRole('button', { name: 'Try again' }))
  await screen.findByRole('region', { name: 'Look first' })
  expect(inactive()).toBe(true)
  expect(screen.getByRole('button', { name: 'Try again: Holds now' })).toBeTruthy()
})

test('and again when it changes under the eyes', async () => {
  request = { ...request, sensitive: false }
  await open()
  await armed()
  answers.request = () => full({ version: 8, digest: 'sha-256:other' })
  await know({ toDecide: [request], at: Date.now() + 1 })
  await waitFor(() => expect(inactive()).toBe(true))
  await armed()
  fireEvent.click(approve())
  await waitFor(() => expect(decisions()[0]?.terms.version).toBe(8))
  expect(decisions()[0]?.input).toMatchObject({ digest: 'sha-256:other' })
})

test('a look reads the request and what the person holds again; the rest when the request changed', async () => {
  await open()
  const counts = () => ['request', 'sessions', 'reading', 'requests'].map(callsOf)
  const before = counts()
  for (let look = 1; look <= 3; look++) await know({ toDecide: [request], at: Date.now() + look })
  await waitFor(() => expect(callsOf('request')).toBe(before[0]! + 3))
  expect(counts().map((n, i) => n - before[i]!)).toEqual([3, 3, 0, 0])
  answers.request = () => full({ version: 8 })
  await know({ toDecide: [request], at: Date.now() + 4 })
  await waitFor(() => expect(counts().map((n, i) => n - before[i]!)).toEqual([4, 4, 1, 1]))
})

test('a sensitive account is approved by its name, which is sent', async () => {
  await open()
  aSecondPasses()
  expect(inactive()).toBe(true)
  fireEvent.keyDown(document.body, { key: 'a' })
  type('Type the account name to approve', 'prod-payment')
  expect(inactive()).toBe(true)
  type('Type the account name to approve', 'prod-payments')
  await armed()
  answers.decide = () => ({ ...request, status: 'provisioning' })
  fireEvent.click(approve())
  await waitFor(() => expect(decisions()).toHaveLength(1))
  expect(decisions()[0]?.input).toEqual({
    id: request.id,
    decision: 'approve',
    digest: 'sha-256:shown',
    accountName: 'prod-payments',
  })
  expect(decisions()[0]?.terms).toMatchObject({ version: 7, idempotencyKey: expect.any(String) as string })
})

test('the duration can only be shortened, and the label says what is granted', async () => {
  request = { ...request, sensitive: false }
  await open()
  const options = [...screen.getByLabelText('Duration').querySelectorAll('option')].map(
    ({ textContent }) => textContent,
  )
  expect(options).toEqual(['15 min', '30 min', '45 min', '1 h'])
  fireEvent.change(screen.getByLabelText('Duration'), { target: { value: '1800' } })
  type('Comment (optional)', 'Half is enough')
  await armed()
  expect(words(approve())).toContain('Approve for 30 min')
  fireEvent.click(approve())
  await waitFor(() =>
    expect(decisions()[0]?.input).toMatchObject({ durationSeconds: 1800, comment: 'Half is enough' }),
  )
})

test('a no needs a reason of 10 characters; a starter gives a beginning', async () => {
  await open()
  fireEvent.keyDown(document.body, { key: 'r' })
  await screen.findByLabelText('Why not? The requester will read this.')
  fireEvent.click(screen.getByRole('button', { name: 'Reject' }))
  await screen.findByText('At least 10 characters.')
  expect(decisions()).toHaveLength(0)
  fireEvent.click(screen.getByRole('button', { name: 'Which ticket is this for?' }))
  answers.decide = () => ({ ...request, status: 'rejected' })
  fireEvent.click(screen.getByRole('button', { name: 'Reject' }))
  await waitFor(() =>
    expect(decisions()[0]?.input).toMatchObject({ decision: 'reject', comment: 'Which ticket is this for?' }),
  )
  expect(decisions()[0]?.input).toMatchObject({ digest: 'sha-256:shown' })
})

test('after a decision the next request opens, and what was done is said', async () => {
  const next = sampleRequest({ id: 'behind', requester: viewer, windowEndsAt: iso(1400) })
  request = { ...request, sensitive: false }
  await open({}, [next])
  expect(words()).toContain('1 of 2')
  await armed()
  answers.decide = () => ({ ...request, status: 'provisioning' })
  fireEvent.keyDown(document.body, { key: 'a' })
  await waitFor(() => expect(location.hash).toBe('#/approvals/behind'))
  expect(notice.value).toBe('Approved. Setting up.')
  expect(queue().map(({ id }) => id)).toEqual(['behind'])
})

test('letters are letters in a field', async () => {
  request = { ...request, sensitive: false }
  await open()
  await armed()
  for (const key of ['a', 'r']) fireEvent.keyDown(screen.getByLabelText('Comment (optional)'), { key })
  expect(decisions()).toHaveLength(0)
  expect(screen.queryByLabelText(/Why not/)).toBeNull()
})

test('who was slower hears who was faster, and nothing is left to press but the next request', async () => {
  request = { ...request, sensitive: false }
  await open()
  await armed()
  answers.decide = () => {
    throw new Refuse('decided-already', { name: 'Admin One', verdict: 'approved', time: iso(-1) })
  }
  fireEvent.click(approve())
  await screen.findByText('Already decided')
  expect(words()).toContain('Admin One approved it at 03:13 CET; nothing is left to do.')
  expect(screen.queryByRole('button', { name: /^Approve for|^Reject/ })).toBeNull()
  fireEvent.click(screen.getByRole('button', { name: 'Next request' }))
  expect(location.hash).toBe('#/approvals')
})

test('a set that changed cannot be approved any more: its policies are shown, and Reject stays', async () => {
  request = { ...request, sensitive: false }
  await open()
  await armed()
  answers.decide = () => {
    throw new Refuse('set-changed', { set: 'DatabaseOperator' })
  }
  fireEvent.click(approve())
  await screen.findByText('The set has changed')
  expect(screen.queryByRole('button', { name: /^Approve for/ })).toBeNull()
  answers.reading = () => ({
    ...reading,
    documents: [{ policy: null, document: '{"Version":"2012-10-17","Id":"new"}' }],
  })
  fireEvent.click(screen.getByRole('button', { name: 'Show changes' }))
  const shown = screen.getByText('Exact policies of the set').closest('details')
  await waitFor(() => expect(shown?.open).toBe(true))
  expect(words(shown)).toContain('"Id": "new"')
  expect(screen.getByRole('button', { name: 'Next request' })).toBeTruthy()
  fireEvent.click(screen.getByRole('button', { name: /^Reject/ }))
  fireEvent.input(await screen.findByLabelText(/^Why not/), { target: { value: 'The set is another one' } })
  answers.decide = () => request
  fireEvent.click(screen.getByRole('button', { name: 'Reject' }))
  await waitFor(() => expect(decisions().at(-1)?.input).toMatchObject({ decision: 'reject' }))
})

test('a sign-in that is too old is asked for in place; what was typed stays and is sent by another press', async () => {
  request = { ...request, sensitive: false, kind: 'custom', status: 'pending_owner' }
  await open()
  type('Comment (optional)', 'Fine for an hour')
  await armed()
  answers.decide = () => {
    throw new Refuse('confirm-it-is-you')
  }
  fireEvent.click(approve())
  await screen.findByText('Confirm it is you')
  answers.decide = () => request
  fireEvent.click(screen.getByRole('button', { name: 'Sign in again' }))
  await waitFor(() => expect(screen.queryByText('Confirm it is you')).toBeNull())
  expect(said).toEqual([{ kind: 'sign-in', again: true }])
  await armed()
  fireEvent.click(approve())
  await waitFor(() =>
    expect(decisions().map(({ input }) => input['comment'])).toEqual([
      'Fine for an hour',
      'Fine for an hour',
    ]),
  )
})

async function refusedUntilConfirmed(comment: string) {
  request = { ...request, sensitive: false, kind: 'custom', status: 'pending_owner' }
  await open()
  type('Comment (optional)', comment)
  await armed()
  answers.decide = () => {
    throw new Refuse('confirm-it-is-you')
  }
  fireEvent.click(approve())
  await screen.findByText('Confirm it is you')
}

test('a sign-in that is under way is not begun again, and one that came to nothing says so', async () => {
  await refusedUntilConfirmed('Fine')
  let closed: (outcome: unknown) => void = () => {}
  signIn.comes = () => new Promise((close) => (closed = close))
  fireEvent.click(screen.getByRole('button', { name: 'Sign in again' }))
  fireEvent.click(await screen.findByRole('button', { name: 'Signing in' }))
  closed({ ok: false, problem: { type: '/problems/signed-out', params: {} } })
  expect(await screen.findByText('The sign-in did not finish. Try again.')).toBeTruthy()
  expect(told).toEqual(['sign-in'])
  expect(screen.getByText('Confirm it is you')).toBeTruthy()
})

test('if another person comes back, what was typed is neither shown nor sent in their name', async () => {
  await refusedUntilConfirmed('Only Owner One writes this')
  cleanup()
  await know({ me: { ...owner, id: 'somebody-else' }, toDecide: [request] })
  answers.decide = () => request
  show(<Review id={request.id} />)
  await screen.findByRole('button', { name: /^Approve for/ })
  await armed()
  fireEvent.click(approve())
  await waitFor(() => expect(decisions()).toHaveLength(2))
  expect(decisions().at(-1)?.input).not.toHaveProperty('comment')
})

const denied = {
  type: '/problems/rules-refuse',
  title: '',
  detail: '',
  params: { rule: 'Incident', set: 'PowerUser', account: 'prod-web', requester: 'Viewer One' },
  variant: 'denied',
}

test('what the rules refuse says so before anybody presses Approve, and can be rejected', async () => {
  await open({ obstacle: denied })
  expect(words()).toContain('Rule “Incident” keeps PowerUser on prod-web from Viewer One')
  expect(screen.queryByRole('button', { name: /^Approve for/ })).toBeNull()
  fireEvent.keyDown(document.body, { key: 'a' })
  fireEvent.click(screen.getByRole('button', { name: /^Reject/ }))
  type(/^Why not/, 'The rules say no.')
  answers.decide = () => request
  fireEvent.click(screen.getByRole('button', { name: 'Reject' }))
  await waitFor(() => expect(decisions().map(({ input }) => input['decision'])).toEqual(['reject']))
})

test('what the rules refuse since it was read stays said', async () => {
  request = { ...request, sensitive: false }
  await open()
  await armed()
  answers.request = () => full({ obstacle: denied })
  answers.decide = () => {
    throw new Refuse('rules-refuse', denied.params, { variant: 'denied' })
  }
  fireEvent.click(approve())
  await screen.findByText('The rules do not allow it')
  await waitFor(() => expect(screen.queryByRole('button', { name: /^Approve for/ })).toBeNull())
})

test('what the rules bound is offered for as long as they allow', async () => {
  request = { ...request, sensitive: false }
  const params = { duration: '30 min', rule: 'rule "Production"' }
  await open({ obstacle: { ...denied, type: '/problems/too-long', params, variant: '', maxSeconds: 1800 } })
  expect(words()).toContain('At most 30 min here: rule "Production".')
  expect(words(approve())).toContain('Approve for 30 min')
  await armed()
  answers.decide = () => request
  fireEvent.click(approve())
  await waitFor(() => expect(decisions()[0]?.input).toMatchObject({ durationSeconds: 1800 }))
})

test('one that was decided meanwhile shows the decision, not the buttons', async () => {
  await open({
    status: 'rejected',
    decision: { by: admin, decision: 'reject', comment: 'Which ticket?', at: iso(-2) },
  })
  await screen.findByText('Already decided')
  expect(words()).toContain('Admin One rejected it at 03:12 CET')
  expect(screen.queryByRole('button', { name: /^Approve for/ })).toBeNull()
})

test('nobody decides on their own request: who can, is said', async () => {
  request = { ...request, requester: owned }
  const mine = { decide: false, withdraw: true, retry: false, release: false, revoke: false }
  await open({ mine, mayDecide: [admin] })
  await screen.findByText('Your own request')
  expect(words()).toContain('Somebody else has to decide it: Admin One.')
  expect(words(document.querySelector('.keys'))).toBe('j nextk previous')
})

test('without the network nothing can be decided, and what was typed stays', async () => {
  request = { ...request, sensitive: false }
  await open()
  await armed()
  type('Comment (optional)', 'as agreed')
  await link('offline')
  await screen.findByText('You are offline')
  expect(inactive()).toBe(true)
  fireEvent.keyDown(document.body, { key: 'a' })
  expect(decisions()).toHaveLength(0)
  expect((screen.getByLabelText('Comment (optional)') as HTMLInputElement).value).toBe('as agreed')
})

test('what the requester typed is shown as it is: direction marks are written out', async () => {
  request = { ...request, justification: 'Reboot \u202Ethe replica of orders' }
  await open()
  expect(words()).toContain('Reboot \\u{202e}the replica')
})

test('a ticket that is an address says whose; any other is a fact to read', async () => {
  request = { ...request, ticket: 'https://jira.example.com@evil.example/INC-1' }
  await open()
  expect(words(screen.getByRole('link', { name: /^Open ticket/ }))).toBe('Open ticket evil.example')
  cleanup()
  request = { ...request, id: `q${++number}`, ticket: 'javascript:alert(1)' }
  await open()
  expect(screen.queryByRole('link', { name: /^Open ticket/ })).toBeNull()
  expect(words()).toContain('javascript:alert(1)')
})

test('a question goes into the timeline, and the request is read again', async () => {
  answers.note = () => request
  await open()
  fireEvent.click(screen.getByRole('button', { name: 'Ask a question' }))
  const field = screen.getByLabelText('What do you want to know?')
  await waitFor(() => expect(document.activeElement).toBe(field))
  fireEvent.input(field, { target: { value: ' Which database? ' } })
  fireEvent.click(screen.getByRole('button', { name: 'Send question' }))
  await screen.findByRole('button', { name: /^Approve for/ })
  expect(asked.find(({ endpoint }) => endpoint === 'note')?.input).toEqual({
    id: request.id,
    text: 'Which database?',
  })
  expect(asked.filter(({ endpoint }) => endpoint === 'request').length).toBeGreaterThanOrEqual(2)
  await waitFor(() =>
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Ask a question' })),
  )
})

test('Escape and Back to review keep what was written; Escape of an input method closes nothing', async () => {
  const long = 'The replica is not the one that hangs, look at the writer first'
  await open()
  fireEvent.keyDown(document.body, { key: 'r' })
  const field = await screen.findByLabelText(/^Why not/)
  fireEvent.input(field, { target: { value: long } })
  fireEvent.keyDown(field, { key: 'Escape', isComposing: true })
  expect(screen.queryByLabelText(/^Why not/)).toBeTruthy()
  fireEvent.keyDown(field, { key: 'Escape' })
  await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('button', { name: /^Reject/ })))
  fireEvent.keyDown(document.body, { key: 'r' })
  expect((await screen.findByLabelText<HTMLTextAreaElement>(/^Why not/)).value).toBe(long)
  fireEvent.click(screen.getByRole('button', { name: 'Back to the review' }))
  fireEvent.click(await screen.findByRole('button', { name: 'Ask a question' }))
  fireEvent.input(screen.getByLabelText('What do you want to know?'), {
    target: { value: 'Which database?' },
  })
  fireEvent.click(screen.getByRole('button', { name: 'Back to the review' }))
  fireEvent.click(await screen.findByRole('button', { name: 'Ask a question' }))
  expect(screen.getByLabelText<HTMLTextAreaElement>('What do you want to know?').value).toBe(
    'Which database?',
  )
})

describe('something narrower', () => {
  const set = (arn: string, name: string) => ({ arn, name, maxSeconds: 1800, sealed: false })
  const also = { list: 0, read: 3, write: 2, permissionsManagement: 1, tagging: 0 }
  const narrower = { ...set('arn:reboot', 'Rebooter'), also, risks: [], unread: [], isCertain: true }
  const options = () =>
    [...screen.getByLabelText('What would do').children].map(({ textContent }) => textContent)
  const whyNot = () => screen.getByLabelText(/^Why not/) as HTMLTextAreaElement
  const instead = (arn: string) =>
    fireEvent.change(screen.getByLabelText('What would do'), { target: { value: arn } })
  const rejected = async () => {
    fireEvent.click(screen.getByRole('button', { name: 'Reject' }))
    await waitFor(() => expect(decisions()).toHaveLength(1))
    return decisions()[0]?.input as { narrower?: unknown }
  }
  /** The account's first set is everything, as the alphabet has it. */
  async function suggested(items: readonly object[]): Promise<void> {
    request = { ...request, denied: { action: 'rds:RebootDBInstance', resource: null } }
    const asked = {
      arn: request.permissionSetArn!,
      name: 'DatabaseOperator',
      maxSeconds: 7200,
      sealed: false,
    }
    const sets = [set('arn:admin', 'AdministratorAccess'), asked, set('arn:narrow', 'ReadOnly')]
    answers.decide = () => request
    answers.narrower = () => ({ items })
    await open()
    await know({ toDecide: [request], catalog: [{ ...account, permissionSets: sets }] })
    if (items.length > 0) await screen.findByText('Rebooter')
    fireEvent.click(await screen.findByRole('button', { name: 'Suggest narrower' }))
  }

  test('is a no with its reason filled in: the narrowest set that allows what was denied, then the others', async () => {
    await suggested([narrower])
    expect(options()).toEqual(['Rebooter', 'AdministratorAccess', 'ReadOnly'])
    expect(whyNot().value).toBe('A narrower set would do: Rebooter.')
    const { narrower: offered } = await rejected()
    expect(offered).toEqual({ permissionSetArn: 'arn:reboot', durationSeconds: 1800 })
  })

  test('is chosen by who decides where nothing is known to be: no set of the account stands in for it', async () => {
    await suggested([])
    expect(options()).toEqual(['Choose a permission set', 'AdministratorAccess', 'ReadOnly'])
    expect(whyNot().value).toBe('')
    instead('arn:narrow')
    expect(whyNot().value).toBe('A narrower set would do: ReadOnly.')
    expect((await rejected()).narrower).toEqual({ permissionSetArn: 'arn:narrow', durationSeconds: 1800 })
  })

  test('not chosen, a no is sent without it', async () => {
    await suggested([])
    fireEvent.input(whyNot(), { target: { value: 'This is too much for a look.' } })
    expect(await rejected()).not.toHaveProperty('narrower')
  })

  test('another set keeps the reason that was written', async () => {
    await suggested([narrower])
    fireEvent.input(whyNot(), { target: { value: 'Reading is enough for this.' } })
    instead('arn:narrow')
    expect(whyNot().value).toBe('Reading is enough for this.')
  })
})

test('a custom request shows the exact document, line by line, one step below', async () => {
  const custom = {
    label: 'Read',
    sessionDuration: 'PT2H',
    managedPolicyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
    inlinePolicy: '{"Version":"2012-10-17","Statement":[]}',
  }
  await open({ custom })
  expect([...document.querySelectorAll('.policy code')].map(words)).toEqual([
    '{',
    '"Version": "2012-10-17",',
    '"Statement": []',
    '}',
  ])
  expect(words()).toContain('arn:aws:iam::aws:policy/ReadOnlyAccess')
  expect(document.querySelector('.fold')?.hasAttribute('open')).toBe(false)
})

describe('what is made of it is shown with our statements', () => {
  const made =
    '{"Version":"2012-10-17","Statement":[{"Sid":"Read"},{"Sid":"HallpassSeal"},{"Sid":"HallpassSealPerson"}]}'
  const created = { inlinePolicy: made, endsAt: '2026-11-24T03:14:00.000Z', granted: false }
  const sids = (of: Element) =>
    [...of.querySelectorAll('.policy code')].map(words).filter((line) => line.startsWith('"Sid"'))

  test.each([
    ['of a custom set', 'Exact policy that will be created', written],
    ['of one that is copied', 'Exact policies of the set', null],
  ])('%s, with the end that a yes now would give', async (_, name, custom) => {
    answers.reading = () => ({ ...reading, created })
    await open({ custom })
    const fold = (await screen.findByText(name)).closest('details')!
    await waitFor(() =>
      expect(sids(fold)).toEqual(['"Sid": "Read"', '"Sid": "HallpassSeal"', '"Sid": "HallpassSealPerson"']),
    )
    expect(words(fold)).toContain('Hallpass adds two statements')
    expect(words(fold)).toContain('an approval now would give, 2026-11-24 03:14 UTC')
  })

  test('and where it is granted, nothing is “as if now”', async () => {
    answers.reading = () => ({ ...reading, created: { ...created, granted: true } })
    await open({ custom: written })
    const fold = screen.getByText('Exact policy that will be created').closest('details')!
    await waitFor(() => expect(sids(fold)).toHaveLength(3))
    expect(words(fold)).not.toContain('approval now')
  })
})

test('what the requester holds here is said, and urgent is marked', async () => {
  const other = sampleSession(-10, 50, {
    id: 'h1',
    requester: viewer,
    permissionSetName: 'ReadOnly',
    accountName: 'stage-web',
  })
  const held = [other, { ...other, id: 'h2', requester: owned }]
  answers.sessions = ({ scope, requesterId }) => ({
    items: held.filter(({ requester }) => scope === 'managed' && requester.id === requesterId),
    next: null,
  })
  request = { ...request, urgent: true }
  await open()
  await screen.findByText(/ReadOnly on stage-web/)
  expect(document.querySelectorAll('.held')).toHaveLength(1)
  expect(screen.getByText('Urgent')).toBeTruthy()
})

describe('what the requester holds here that is not ours', () => {
  const seenAt = '2026-11-23T02:10:00.000Z'
  const look = { lookedAt: seenAt, missed: 0 }
  const one = (permissionSetName: string, through: 'name' | 'group', group: string | null) => ({
    permissionSetName,
    through,
    group,
    seenAt,
  })
  const held = async (standing: RequestWithTimeline['standing']) => {
    answers.sessions = () => ({ items: [], next: null })
    await open(standing === undefined ? {} : { standing })
    const name = await screen.findByText('Holds now')
    await waitFor(() => expect(name.nextElementSibling?.textContent).not.toBe(''))
    return words(name.nextElementSibling)
  }

  test('by name and through a group, as of the look that showed it', async () => {
    const items = [
      one('Audit', 'group', null),
      one('Ops', 'group', 'Ope\u202Erators'),
      one('ReadOnly', 'name', null),
    ]
    expect(await held({ ...look, items })).toBe(
      'Audit here (through a group) as of 03:10 CETOps here (through the group Ope\\u{202e}rators) as of 03:10 CETReadOnly here (standing) as of 03:10 CET',
    )
  })

  const nothing = 'nothing through Hallpass on the accounts you look after'
  test.each([
    ['nothing was found', { ...look, items: [] }, `${nothing}no standing access here as of 03:10 CET`],
    [
      'AWS did not say everything',
      { ...look, missed: 2, items: [] },
      `${nothing}no standing access found here, but AWS did not answer for everything as of 03:10 CET`,
    ],
    [
      'nobody has looked',
      { lookedAt: null, missed: 0, items: [] },
      `${nothing}standing access here was not looked for yet`,
    ],
    ['it is not theirs to see', null, nothing],
  ])('%s: said as it is', async (_, standing, said) => {
    expect(await held(standing)).toBe(said)
  })
})

test('what a page does not hold is never said to be nothing', async () => {
  answers.sessions = () => ({ items: [], next: 'more' })
  await open()
  await waitFor(() => expect(words(document.querySelector('.facts'))).toContain('Holds nowand more'))
})

const reading = {
  documents: [{ policy: null, document: '{"Version":"2012-10-17"}' }],
  unread: ['ours/Custom'],
  statements: [],
  findings: [
    { id: 'a', severity: 'exposure', because: 'It can delete databases.', policy: null, statement: 0 },
    {
      id: 'b',
      severity: 'escalation',
      because: 'It can pass roles.',
      policy: 'arn:aws:iam::aws:policy/X',
      statement: 2,
    },
    { id: 'c', severity: 'notice', because: 'Nothing much.', policy: null, statement: 0 },
  ],
  gives: { list: 1, read: 29, write: 8, permissionsManagement: 2, tagging: 1 },
  services: ['rds', 'cloudwatch'],
}

test('a finding of the catalogue is said in the reader’s own words, any other as the server says it', async () => {
  const known = { ...reading.findings[0]!, id: 'read-all-secrets' }
  answers.reading = () => ({ ...reading, findings: [known] })
  await open()
  expect(words(await screen.findByRole('region', { name: 'Look first' }))).toContain('Can read every secret.')
})

test('what to look at first stands first, one line until somebody wants them all; a notice is none of it', async () => {
  answers.reading = () => reading
  await open()
  const first = await screen.findByRole('region', { name: 'Look first' })
  expect(words(first)).toBe('Look firstExposure It can delete databases and 1 moreShow')
  fireEvent.click(screen.getByRole('button', { name: 'Show' }))
  await screen.findByText('It can pass roles.')
  expect(words(first)).toContain('X, statement 3')
  expect(words(first)).not.toContain('Nothing much.')
})

const written = {
  label: 'Share',
  sessionDuration: 'PT1H',
  managedPolicyArns: ['arn:aws:iam::aws:policy/X'],
  inlinePolicy: '{"Statement":[{"Sid":"Read"},{"Sid":"Share"}]}',
}
const none = { list: 0, read: 0, write: 0, permissionsManagement: 0, tagging: 0 }
const statement = {
  policy: null,
  statement: 0,
  sid: 'Read',
  effect: 'Allow',
  services: ['s3'],
  actions: { ...none, read: 2 },
  resources: ['arn:aws:s3:::a', 'arn:aws:s3:::a/*'],
  except: { actions: false, resources: false },
  conditions: [{ operator: 'Bool', key: 'aws:SecureTransport', values: ['true'] }],
} as const

test('each statement of a custom set is said in a line, those to look at are marked, AWS’s own are folded', async () => {
  answers.reading = () => ({
    ...reading,
    documents: [
      { policy: null, document: written.inlinePolicy },
      { policy: 'arn:aws:iam::aws:policy/X', document: '{"Statement":[{"Sid":"OfAws"}]}' },
    ],
    statements: [
      statement,
      { ...statement, statement: 1, sid: null, effect: 'Deny', except: { actions: true, resources: true } },
    ],
    findings: [{ ...reading.findings[0]!, statement: 1 }],
  })
  await open({ kind: 'custom', custom: written })
  const fold = screen.getByText('Exact policy that will be created').closest('details')!
  await waitFor(() =>
    expect([...fold.querySelectorAll('.statements li')].map(words)).toEqual([
      'Read allows 2 actions in s3: 2 read, 0 write, 0 permissions on arn:aws:s3:::a, arn:aws:s3:::a/*, only if aws:SecureTransport Bool true',
      'denies 2 actions in s3: 2 read, 0 write, 0 permissions on everything but arn:aws:s3:::a, arn:aws:s3:::a/*, only if aws:SecureTransport Bool true',
    ]),
  )
  expect([...fold.querySelectorAll('.marked')].map(words).join('')).toBe('{"Sid": "Share"}')
  expect(words(fold.querySelector('.managed-policy'))).toContain('OfAws')
})

test('what was not read is looked at first, too, and is said of no statement', async () => {
  const because = 'Not read: /ops/BreakGlass lives in the account.'
  const whole = { id: 'policy-unread', severity: 'notice', because, policy: '/ops/BreakGlass', statement: 0 }
  answers.reading = () => ({ ...reading, findings: [reading.findings[2], whole] })
  await open()
  const first = await screen.findByRole('region', { name: 'Look first' })
  fireEvent.click(screen.getByRole('button', { name: 'Show' }))
  expect(words(first)).toContain(because)
  expect(words(first)).not.toContain('statement')
})

test('what it gives is said in numbers, what could not be read by name, the documents one step below', async () => {
  answers.reading = () => reading
  await open()
  await screen.findByText('41 actions')
  expect(words()).toContain('41 actions in rds, cloudwatch: 30 read, 9 write, 2 permissions')
  expect(words()).toContain('ours/Custom')
  expect(words(screen.getByText('Exact policies of the set').closest('details'))).toContain(
    '"Version": "2012-10-17"',
  )
})

test('nothing to look at first: the line is not there', async () => {
  answers.reading = () => ({ ...reading, findings: reading.findings.slice(2) })
  await open()
  await screen.findByText('41 actions')
  expect(screen.queryByRole('region', { name: 'Look first' })).toBeNull()
})

test('what was asked for here before, and that this set never was', async () => {
  const by = { by: admin, decision: 'approve', comment: null, at: iso(-4000) } as const
  const past = (id: string, part: Partial<Request>) => ({
    ...request,
    id,
    openedAt: iso(-4320),
    status: 'expired',
    ...part,
  })
  answers.requests = ({ scope, accountId }) => ({
    items:
      scope === 'history' && accountId === request.accountId
        ? [
            request,
            past('p1', { permissionSetName: 'ReadOnly', decision: by }),
            past('p2', { permissionSetName: 'ReadOnly', status: 'lapsed' }),
          ]
        : [],
    next: null,
  })
  await open()
  await screen.findByText('2 requests in 90 days, 1 approved, last one 3 d ago')
  expect(words()).toContain('first time in 90 days Viewer One asks for this set here')
})

test.each([
  ['asked at three in the morning, after five by day', 5, 8 * 60, true],
  ['asked an hour from the others', 5, 60, false],
  ['asked around midnight from the others', 5, 23 * 60, false],
  ['before there is a habit', 4, 8 * 60, false],
])('outside the usual hours: %s', async (_, count, apartMinutes, isUnusual) => {
  const day = (n: number) => -1440 * (n + 1)
  const past = Array.from({ length: count }, (_, n) => ({
    ...request,
    id: `p${n}`,
    openedAt: new Date(Date.parse(request.openedAt) + (day(n) + apartMinutes) * 60_000).toISOString(),
  }))
  answers.requests = ({ scope }) => ({ items: scope === 'history' ? [request, ...past] : [], next: null })
  await open()
  await screen.findByText(new RegExp(`^${count} requests in 90 days`))
  expect(words().includes('outside the usual hours')).toBe(isUnusual)
})

test('what stands on a later page is not said to be the first time', async () => {
  const past = { ...request, id: 'p1', openedAt: iso(-4320), permissionSetName: 'ReadOnly' }
  answers.requests = () => ({ items: [past], next: 'more' })
  await open()
  await screen.findByText(/^1\+ requests in 90 days/)
  expect(words()).not.toContain('first time')
})

test('a narrower set that allows what was denied is named', async () => {
  const also = { list: 0, read: 3, write: 2, permissionsManagement: 1, tagging: 0 }
  request = { ...request, denied: { action: 'rds:RebootDBInstance', resource: null } }
  answers.narrower = () => ({
    items: [{ arn: 'x', name: 'Rebooter', also, risks: [], unread: [], isCertain: true }],
  })
  await open()
  await screen.findByText('Rebooter')
  expect(words()).toContain('Rebooter allows rds:RebootDBInstance, and gives 3 writes beside it')
})

test.each([
  ['what it gives less, and what one cannot do with it', [], true],
  ['what it gives less, and nothing of what nobody read', ['/ops/BreakGlass'], false],
])('the difference to the narrower set: %s', async (_, unread, says) => {
  request = { ...request, denied: { action: 'rds:RebootDBInstance', resource: null } }
  const risk = (id: string, because: string, severity = 'exposure') => ({
    id,
    severity,
    because,
    policy: null,
    statement: 0,
  })
  answers.reading = () => ({
    ...reading,
    findings: [
      risk('delete', 'It can delete databases.'),
      risk('share', 'It can share them.'),
      risk('wide', 'It is wide.', 'notice'),
    ],
  })
  const also = { list: 1, read: 2, write: 3, permissionsManagement: 0, tagging: 0 }
  const risks = [{ id: 'share', severity: 'exposure', because: 'It can share them.' }]
  answers.narrower = () => ({ items: [{ arn: 'x', name: 'Rebooter', also, risks, unread, isCertain: true }] })
  await open()
  const fold = (await screen.findByText('Difference to Rebooter')).closest('details')
  expect(words(fold)).toContain('Rebooter beside rds:RebootDBInstance: 3 read, 3 write, 0 permissions')
  expect(words(fold).includes('With Rebooter not:It can delete databases.')).toBe(says)
  expect(words(fold)).not.toContain('share')
})

test('while a no is being written, a approves nothing', async () => {
  request = { ...request, sensitive: false }
  answers.decide = () => request
  await open()
  await armed()
  fireEvent.keyDown(document.body, { key: 'r' })
  fireEvent.keyDown(document.body, { key: 'a' })
  await screen.findByLabelText(/^Why not/)
  expect(asked.some(({ endpoint }) => endpoint === 'decide')).toBe(false)
})

test('a start that was asked for stands where "from approval" does, in both times; once over it is not said', async () => {
  request = { ...request, startsAt: iso(1846) }
  await open()
  expect(words()).toContain(
    'for 1 h, from Tue 10:00 CET (2026-11-24 09:00 UTC) to about Tue 11:00 CET (2026-11-24 10:00 UTC)',
  )
  cleanup()
  request = { ...request, id: `q${++number}`, startsAt: iso(-1) }
  await open()
  expect(words()).toContain('for 1 h, from approval to about')
})

/** The same need in other accounts; each a request of its own. */
const sameIn = (name: string, part: Partial<Request> = {}): Request => ({
  ...request,
  id: `${request.id}-${name}`,
  accountId: '444455556666',
  accountName: name,
  sensitive: false,
  version: 2,
  digest: `sha-256:${name}`,
  ...part,
})
const together = () => screen.getByRole('checkbox', { name: /^Decide the same way in/ })

test('others of the same need are named; decided apart, the next of them opens with the same comment', async () => {
  request = { ...request, sensitive: false }
  const others = [sampleRequest({ id: `${request.id}-between`, requester: viewer, justification: 'Another' })]
  await open({}, [...others, sameIn('stage-web')])
  expect(words()).toContain('with 1 other of the same need')
  expect(screen.getByRole('link', { name: 'stage-web' }).getAttribute('href')).toBe(
    `#/approvals/${request.id}-stage-web`,
  )
  await armed()
  type(/^Comment/, 'Fine for the release')
  fireEvent.click(approve())
  await waitFor(() => expect(location.hash).toBe(`#/approvals/${request.id}-stage-web`))
  expect(decisions()).toHaveLength(1)
  cleanup()
  answers.request = () => ({ ...full(), ...sameIn('stage-web') })
  show(<Review id={`${request.id}-stage-web`} />)
  await screen.findByDisplayValue('Fine for the release')
})

test('decided together, each goes by its own digest and version; one with a name to type is left and opens next', async () => {
  request = { ...request, sensitive: false }
  await open({}, [sameIn('stage-web'), sameIn('prod-lake', { sensitive: true }), sameIn('dev-web')])
  await armed()
  type(/^Comment/, 'Fine')
  fireEvent.click(together())
  // Another thing to decide: what is pressed has to have been on the screen.
  await waitFor(() => expect(inactive()).toBe(true))
  expect(words()).toContain(
    'Not in it: prod-lake 4444-5555-6666 SENSITIVE. Each opens next, with the same comment.',
  )
  await armed()
  expect(words(approve())).toContain('Approve for 1 h, 3 accounts')
  fireEvent.click(approve())
  await waitFor(() => expect(location.hash).toBe(`#/approvals/${request.id}-prod-lake`))
  expect(decisions().map(({ input, terms }) => [input['digest'], terms.version, input['comment']])).toEqual([
    ['sha-256:shown', 7, 'Fine'],
    ['sha-256:stage-web', 2, 'Fine'],
    ['sha-256:dev-web', 2, 'Fine'],
  ])
  expect(notice.value).toContain('Decided the same way in 3 accounts.')
})

test('one that cannot be decided any more stops no other, and is named', async () => {
  request = { ...request, sensitive: false }
  await open({}, [sameIn('stage-web'), sameIn('dev-web')])
  answers.decide = ({ id }) => {
    if (String(id).endsWith('stage-web'))
      throw new Refuse('decided-already', { name: 'Admin One', time: iso(-1) })
    return request
  }
  fireEvent.click(together())
  fireEvent.click(screen.getByRole('button', { name: /^Reject/ }))
  await screen.findByLabelText(/^Why not/)
  type(/^Why not/, 'Which ticket is this for?')
  fireEvent.click(screen.getByRole('button', { name: 'Reject in 3 accounts' }))
  await waitFor(() => expect(notice.value).toContain('Not in stage-web: Already decided.'))
  expect(decisions().map(({ input }) => [input['decision'], input['comment']])).toEqual(
    Array.from({ length: 3 }, () => ['reject', 'Which ticket is this for?']),
  )
  expect(notice.value).toContain('Decided the same way in 2 accounts.')
})

test.each([
  ['another reason', { justification: 'Something else altogether' }],
  ['another set', { permissionSetName: 'PowerUser', permissionSetArn: 'arn:other' }],
  ['another time', { durationSeconds: 7200 }],
  ['another person', { requester: admin }],
])('%s is another need', async (_, part) => {
  await open({}, [sameIn('stage-web', part)])
  expect(words()).not.toContain('of the same need')
})

test('custom sets are not decided together: each has a policy to be read', async () => {
  const custom = { kind: 'custom', status: 'pending_owner', permissionSetArn: null } as const
  request = { ...request, ...custom }
  await open({}, [sameIn('stage-web')])
  expect(words()).toContain('with 1 other of the same need')
  expect(screen.queryByRole('checkbox')).toBeNull()
})
