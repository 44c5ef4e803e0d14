// @vitest-environment happy-dom
import { afterAll, beforeEach, expect, test, vi } from 'vitest'
import { background } from '../lib/console-fixtures/browser.ts'
import type { PortalHere } from '../lib/messages.ts'
import { startPortalPage } from './portal-page.tsx'

vi.stubEnv('WXT_TEST', '1')

const row = (id: string, name: string, role = '') =>
  `<div data-testid="account-list-cell"><strong>${name}</strong> <span>${id}</span> ${role && `<a>${role}</a>`}</div>`
const known: PortalHere = {
  listed: {
    '111122223333': ['ReadOnly', 'PowerUser', 'Admin'],
    '222233334444': ['ReadOnly'],
    '333344445555': ['Admin'],
  },
  others: [{ id: '444455556666', name: 'stage-web', sensitive: true }],
  running: ['111122223333 DatabaseOperator'],
}

let end = new AbortController()
afterAll(() => end.abort())
beforeEach(() => {
  end.abort()
  end = new AbortController()
  vi.useRealTimers()
  background.sent.length = 0
  background.answers.portal = known
  location.hash = ''
  document.body.innerHTML = `<div id="root"><section>${row('111122223333', 'prod-payments', 'ReadOnly')}${row('222233334444', 'prod-web', 'ReadOnly')}${row('333344445555', 'prod-data')}${row('555566667777', 'dev-web')}</section></div>`
})

test('accounts with sets one does not have get a link; others, and accounts one may not ask for, get none', async () => {
  startPortalPage(end.signal)
  await vi.waitFor(() => expect(texts('portal-request')).toHaveLength(2))
  expect(texts('portal-request')).toEqual([
    'HallpassRequest Access2 more permission sets',
    'HallpassRequest Access',
  ])
  expect(background.sent).toEqual([
    { kind: 'portal', accountIds: ['111122223333', '222233334444', '333344445555', '555566667777'] },
  ])
})

test('accounts one may ask for that are not listed stand beside the list, not in it', async () => {
  startPortalPage(end.signal)
  await vi.waitFor(() => expect(texts('portal-others')).toHaveLength(1))
  expect(texts('portal-others')[0]).toContain('Hallpass: Accounts you may ask for')
  expect(texts('portal-others')[0]).toContain('stage-web 4444-5555-6666')
  expect(document.querySelector('section [data-hallpass=portal-others]')).toBeNull()
})

test('nobody is signed in, or the page is over: nothing', async () => {
  background.answers.portal = null
  startPortalPage(end.signal)
  await vi.waitFor(() => expect(background.sent).toHaveLength(1))
  expect(document.querySelector('[data-hallpass]')).toBeNull()
  background.answers.portal = known
  const over = new AbortController()
  startPortalPage(over.signal)
  over.abort()
  await Promise.resolve()
  expect(document.querySelector('[data-hallpass]')).toBeNull()
})

test('what was not answered is asked again when the page is looked at, not at each change of it', async () => {
  vi.useFakeTimers()
  background.answers.portal = null
  startPortalPage(end.signal)
  for (let change = 0; change < 5; change++) {
    document.body.append('a change')
    await vi.advanceTimersByTimeAsync(200)
  }
  expect(background.sent).toHaveLength(1)
  background.answers.portal = known
  document.dispatchEvent(new Event('visibilitychange'))
  await vi.waitFor(() => expect(texts('portal-request')).toHaveLength(2))
  expect(background.sent).toHaveLength(2)
})

test('a row that the page uses again for another account has that one’s link, or none', async () => {
  startPortalPage(end.signal)
  await vi.waitFor(() => expect(texts('portal-request')).toHaveLength(2))
  const [first] = document.querySelectorAll('[data-testid=account-list-cell]')
  first!.querySelector('span')!.textContent = '555566667777'
  await vi.waitFor(() => expect(texts('portal-request')).toHaveLength(1))
  first!.querySelector('span')!.textContent = '333344445555'
  await vi.waitFor(() => expect(texts('portal-request')).toHaveLength(2))
})

test.each([
  ['DatabaseOperator', 1],
  ['AdministratorAccess', 0],
])('a page that stays at %s: "Open again" is offered for a session that runs alone', async (role, times) => {
  vi.useFakeTimers()
  location.hash = `#/console?account_id=111122223333&role_name=${role}`
  startPortalPage(end.signal)
  await vi.advanceTimersByTimeAsync(7000)
  expect(texts('portal-wait')).toHaveLength(times)
  if (times)
    expect(texts('portal-wait')[0]).toContain('AWS may need another minute to show the role.Open again')
})

function texts(name: string): string[] {
  const hosts = document.querySelectorAll<HTMLElement>(`[data-hallpass=${name}]`)
  return Array.from(hosts, (host) => host.shadowRoot!.querySelector('.hallpass')!.textContent.trim())
}
