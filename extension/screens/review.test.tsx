// @vitest-environment happy-dom
import { answers, asked, know, link, Refuse, show, words } from './test-portal.tsx'
import { configure, fireEvent, screen, waitFor } from '@testing-library/preact'
import { beforeEach, expect, test, vi } from 'vitest'
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

test('Approve waits a second after the request is shown', async () => {
  expect(armAfterMs).toBe(1000)
  request = { ...request, sensitive: false }
  await open()
  expect(inactive()).toBe(true)
  fireEvent.click(approve())
  expect(decisions()).toHaveLength(0)
  await armed()
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
  expect(options).toEqual(['15 min', '30 min', '1 h'])
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
})

test('something narrower is a no with its reason filled in, and what would do', async () => {
  const sets = [
    { arn: 'arn:narrow', name: 'ReadOnly', maxSeconds: 1800, sealed: false },
    { arn: request.permissionSetArn!, name: 'DatabaseOperator', maxSeconds: 7200, sealed: false },
  ]
  answers.decide = () => request
  await open()
  await know({ toDecide: [request], catalog: [{ ...account, permissionSets: sets }] })
  fireEvent.click(await screen.findByRole('button', { name: 'Suggest narrower' }))
  expect([...screen.getByLabelText('What would do').children].map(({ textContent }) => textContent)).toEqual([
    'ReadOnly',
  ])
  expect((screen.getByLabelText(/^Why not/) as HTMLTextAreaElement).value).toBe(
    'A narrower set would do: ReadOnly.',
  )
  fireEvent.click(screen.getByRole('button', { name: 'Reject' }))
  await waitFor(() => expect(asked.some(({ endpoint }) => endpoint === 'decide')).toBe(true))
  expect(asked.find(({ endpoint }) => endpoint === 'decide')?.input).toMatchObject({
    decision: 'reject',
    narrower: { permissionSetArn: 'arn:narrow', durationSeconds: 1800 },
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

test('what the requester holds here is said, and urgent is marked', async () => {
  const other = sampleSession(-10, 50, {
    id: 'h1',
    requester: viewer,
    permissionSetName: 'ReadOnly',
    accountName: 'stage-web',
  })
  answers.sessions = () => ({ items: [other, { ...other, id: 'h2', requester: owned }], next: null })
  request = { ...request, urgent: true }
  await open()
  await screen.findByText(/ReadOnly on stage-web/)
  expect(document.querySelectorAll('.held')).toHaveLength(1)
  expect(screen.getByText('Urgent')).toBeTruthy()
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

test('what to look at first stands first, one line until somebody wants them all; a notice is none of it', async () => {
  answers.reading = () => reading
  await open()
  const first = await screen.findByRole('region', { name: 'Look first' })
  expect(words(first)).toBe('Look firstIt can delete databases. and 1 moreShow')
  fireEvent.click(screen.getByRole('button', { name: 'Show' }))
  await screen.findByText('It can pass roles.')
  expect(words(first)).toContain('X, statement 3')
  expect(words(first)).not.toContain('Nothing much.')
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
  expect(words()).toContain('first time Viewer One asks for this set here')
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
