// @vitest-environment happy-dom
import { fakeBrowser } from '../../test-browser.ts'
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/preact'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { clockTime } from '../../lib/time.ts'
import { endWishedItem, linkItem, seenItem, type Seen, tabsItem } from '../../lib/storage.ts'
import { faceOf, type Popup, popupModel, type PopupState, showPopup } from '../../models/popup.ts'
import { iso, owner, sampleRequest, sampleSeen, storyNow } from '../../test-samples.ts'
import { PopupPage } from './popup.tsx'

const minuteMs = 60_000
let said: { kind: string; endpoint?: string; input?: unknown; terms?: unknown }[]
let answer: unknown

// When it is what the samples say.
vi.useFakeTimers({ toFake: ['Date'] })

beforeEach(() => {
  vi.setSystemTime(storyNow)
  fakeBrowser.reset()
  said = []
  answer = { ok: true, output: null }
  fakeBrowser.runtime.sendMessage = (async (message: (typeof said)[number]) => {
    said.push(message)
    return answer
  }) as typeof fakeBrowser.runtime.sendMessage
})
afterEach(cleanup)

async function open(
  seen: Seen | null,
  link: 'online' | 'signed-out' | 'unreachable' = 'online',
): Promise<Popup> {
  if (seen) await seenItem.setValue(seen)
  await linkItem.setValue({ state: link, retryAt: null })
  const popup = popupModel()
  const page = (state: PopupState) => <PopupPage popup={popup} shown={faceOf(state)} />
  const view = render(page(popup.state.get()))
  await showPopup(popup, (state) => view.rerender(page(state)))
  await popup.checkSites()
  return popup
}

function running(minutesLeft: number): Seen['sessions'][number] {
  const credentials = { credentials: 'may_last', credentialsUntil: iso(90), accessRemains: null } as const
  const times = {
    startsAt: iso(-20),
    activeAt: iso(-20),
    endsAt: iso(minutesLeft),
    endedAt: null,
  }
  return sampleRequest({
    id: 's1',
    status: 'active',
    session: { ...times, ...credentials, roleName: 'DatabaseOperator', remainsUntil: null, lostSince: null },
  })
}

const summary = {
  activeSessions: 1,
  pendingRequests: 0,
  pendingApprovals: 100,
  totalRequests: 48,
  badge: 100,
}

test('a running session says how long, until when, and opens the console with its role', async () => {
  await open(sampleSeen({ sessions: [running(41.5)] }))

  const card = within(screen.getByRole('article'))
  card.getByText('1111-2222-3333')
  card.getByText('SENSITIVE')
  card.getByText('Active Session')
  expect(card.getByText(/41 min left/)).toBeTruthy()
  expect(card.getByText(/Open tabs and command lines may work until/)).toBeTruthy()
  const link = card.getByRole('link', { name: 'Open in console: prod-payments' })
  const portal = new URL(link.getAttribute('href') ?? '')
  expect(portal.hash).toContain('account_id=111122223333')
  expect(portal.hash).toContain('role_name=DatabaseOperator')
})

test('before a role is opened: that other AWS tabs will switch to it, and that five sessions are all', async () => {
  const sentences = ['Your other AWS tabs will switch to this role.', /^AWS allows five in one browser/]
  await open(sampleSeen({ sessions: [running(41.5)] }))
  const card = within(screen.getByRole('article'))
  for (const sentence of sentences) expect(card.queryByText(sentence)).toBeNull()
  await tabsItem.setValue({ shareSession: true, full: true })
  for (const sentence of sentences) await card.findByText(sentence)
})

test('the popup opens without the catalog, which may be megabytes', async () => {
  const read = vi.spyOn(fakeBrowser.storage.local, 'get')
  await open(sampleSeen({ sessions: [running(41.5)] }))
  expect(read.mock.calls).toEqual([['seen']])
  expect(await seenItem.getValue()).not.toHaveProperty('catalog')
})

test('the cards count, more than 99 as 99+, and a viewer has no card of approvals', async () => {
  await open(sampleSeen({ summary }))
  expect(screen.getByRole('link', { name: 'Pending Approvals 99+' })).toBeTruthy()
  cleanup()

  await open(sampleSeen({ me: { ...owner, level: 0 }, summary: { ...summary, pendingApprovals: null } }))
  expect(screen.queryByText('Pending Approvals')).toBeNull()
})

test('what waits for a decision is reviewed, never decided here', async () => {
  const requester = { id: 'viewer', name: 'Viewer One' }
  await open(sampleSeen({ toDecide: [sampleRequest({ requester, windowEndsAt: iso(40.5) })] }))

  const group = within(screen.getByRole('region', { name: 'Pending Approvals' }))
  expect(group.getByRole('listitem').textContent).toContain(
    'Viewer One: DatabaseOperator on prod-payments, 1 h',
  )
  group.getByText('due in 40 min')
  group.getByRole('button', { name: 'Review the request of Viewer One for prod-payments' })
  expect(screen.queryByRole('button', { name: /approve|reject/i })).toBeNull()
})

test('what a requester called a custom set stands in quotes, with what hides in it written out', async () => {
  await open(sampleSeen({ mine: [sampleRequest({ kind: 'custom', permissionSetName: 'Read\u202eonly' })] }))
  expect(screen.getByText('“Read\\u{202e}only”')).toBeTruthy()
})

const waitingHere = (remindIn: number) =>
  sampleRequest({ deciders: 4, openedAt: iso(-6), remindFrom: iso(remindIn), version: 3 })

test('what I wait for: who was asked, how many of them are there now, and since when', async () => {
  answer = { ok: true, output: { online: 2 } }
  const popup = await open(sampleSeen({ mine: [waitingHere(9)] }))
  const row = within(screen.getByRole('region', { name: 'My Requests' }))
  row.getByText('4 people asked, 6 min ago')
  expect(row.queryByRole('button')).toBeNull()
  await popup.look()
  row.getByText('4 people asked, 2 online, 6 min ago')
  expect(said).toMatchObject([{ kind: 'refresh' }, { endpoint: 'request', input: { id: 'r1' } }])

  answer = { ok: false, problem: { type: '/problems/unreachable', params: {} } }
  await popup.look()
  row.getByText('4 people asked, 6 min ago')
})

test('from when the server takes it, those who decide are reminded with one press, once', async () => {
  await open(sampleSeen({ mine: [waitingHere(-1)] }))
  const remind = screen.getByRole('button', {
    name: 'Remind those who may decide: DatabaseOperator, prod-payments',
  })
  fireEvent.click(remind)
  await screen.findByText('Those who may decide were reminded.')
  fireEvent.click(remind)
  expect(remind.getAttribute('aria-disabled')).toBe('true')
  expect(said).toMatchObject([{ endpoint: 'remind', input: { id: 'r1' }, terms: { version: 3 } }])
})

test('a reminder that is refused says why, and may be pressed again', async () => {
  await open(sampleSeen({ mine: [waitingHere(-1)] }))
  answer = { ok: false, problem: { type: '/problems/too-fast', params: { n: '40' } } }
  const remind = screen.getByRole('button', { name: /^Remind/ })
  fireEvent.click(remind)
  await screen.findByText('Try again in 40 s.')
  expect(remind.getAttribute('aria-disabled')).toBeNull()
})

test('with nothing to show it says so, and offers to request access', async () => {
  await open(sampleSeen({}))
  screen.getByRole('heading', { name: 'No access right now.' })
  expect(screen.getAllByRole('link', { name: 'Request Access' })).toHaveLength(1)
})

test('signed out and unknown, there is one thing to press', async () => {
  await open(null, 'signed-out')
  fireEvent.click(screen.getByRole('button', { name: 'Sign in' }))
  await waitFor(() => expect(said).toEqual([{ kind: 'sign-in' }]))
})

test('while the server does not answer, timers go on and its buttons rest', async () => {
  await open(sampleSeen({ sessions: [running(41.5)] }), 'unreachable')

  screen.getByText('Hallpass does not answer')
  expect(screen.getByText(/41 min left/)).toBeTruthy()
  for (const name of [/End access/, /Open in console/, /Extend/])
    expect(screen.getByRole('button', { name }).getAttribute('aria-disabled')).toBe('true')
})

test.each([41.5, 8])(
  'with %d min left Extend keeps its place and its look while the server is away',
  async (minutes) => {
    const look = (role: string) => screen.getByRole(role, { name: /^Extend/ }).className
    await open(sampleSeen({ sessions: [running(minutes)] }))
    const before = look('link')
    cleanup()
    await open(sampleSeen({ sessions: [running(minutes)] }), 'unreachable')
    expect(look('button')).toBe(before)
  },
)

test('what was given back before its time says since when, and no end that is still to come', async () => {
  const at = new Date(Date.now() - 8000).toISOString()
  const given = { ...running(41.5), status: 'ending', ending: { by: null, reason: null, at } } as const
  await open(sampleSeen({ sessions: [given] }))
  const card = within(screen.getByRole('article'))
  card.getByText(/AWS is removing it, \d+ s/)
  card.getByText(clockTime(at), { exact: false })
  expect(card.queryByText(clockTime(given.session!.endsAt), { exact: false })).toBeNull()
  expect(card.queryByRole('button')).toBeNull()
})

async function askEnd(): Promise<ReturnType<typeof within>> {
  await open(sampleSeen({ sessions: [running(41.5)] }))
  fireEvent.click(screen.getByRole('button', { name: 'End access to prod-payments' }))
  return within(screen.getByRole('dialog'))
}

test('ending access is asked once more, says what happens, and sends the reason', async () => {
  const dialog = await askEnd()
  dialog.getByRole('heading', { name: 'End your access to prod-payments?' })
  dialog.getByText('DatabaseOperator is taken away now; work that is running may fail.')
  expect(dialog.getByText('1111-2222-3333').textContent).toContain('SENSITIVE')
  expect(said).toEqual([])

  fireEvent.input(dialog.getByLabelText('Reason (optional)'), { target: { value: ' done early ' } })
  fireEvent.click(dialog.getByRole('button', { name: 'End access' }))

  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  expect(said).toMatchObject([
    { kind: 'call', endpoint: 'release', input: { id: 's1', reason: 'done early' } },
  ])
})

test('a refused end keeps the question open, and pressing again sends the same key', async () => {
  const dialog = await askEnd()
  answer = { ok: false, problem: { type: '/problems/broken', params: { id: '7K3F' } } }
  const press = () => fireEvent.click(dialog.getByRole('button', { name: 'End access' }))

  press()
  await dialog.findByText('Trying again is safe, nothing happens twice; reference 7K3F.')
  press()
  await waitFor(() => expect(said).toHaveLength(2))
  expect(said[0]?.terms).toEqual(said[1]?.terms)
})

test('opened from the clock of a page it asks about that session at once, and not again', async () => {
  await endWishedItem.setValue({ id: 's1', at: Date.now() })
  const popup = await open(sampleSeen({ sessions: [{ ...running(20), id: 's0' }, running(41.5)] }))
  await popup.takeEndWish()
  within(await screen.findByRole('dialog')).getByText(/DatabaseOperator is taken away now/)
  expect(popup.state.get().ending?.request.id).toBe('s1')
  expect(said).toEqual([])
  popup.askEnd(null)
  await popup.takeEndWish()
  expect(popup.state.get().ending).toBeNull()
})

test.each([
  ['is over', running(-1), 0],
  ['is not known', { ...running(41), id: 'other' }, 0],
  ['was to be ended a minute ago', running(41), minuteMs],
])('a session that %s is not asked about', async (_, session, agoMs) => {
  await endWishedItem.setValue({ id: 's1', at: Date.now() - agoMs })
  const popup = await open(sampleSeen({ sessions: [session] }))
  await popup.takeEndWish()
  expect(popup.state.get().ending).toBeNull()
})

test('keeping access sends nothing', async () => {
  const dialog = await askEnd()
  fireEvent.click(dialog.getByRole('button', { name: 'Keep it' }))
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  expect(said).toEqual([])
})

test('off on the console: it says so, and Allow asks the browser', async () => {
  let allowed = false
  Object.assign(fakeBrowser.permissions, {
    contains: async () => allowed,
    request: async () => (allowed = true),
  })
  await open(sampleSeen())
  await screen.findByText('The browser does not let Hallpass run on the AWS console.')
  fireEvent.click(screen.getByRole('button', { name: 'Allow' }))
  await waitFor(() => expect(screen.queryByText('Off on this page')).toBeNull())
  expect(allowed).toBe(true)
})
