// @vitest-environment happy-dom
import { afterAll, beforeEach, expect, test, vi } from 'vitest'
import { background } from '../lib/console-fixtures/browser.ts'
import { here, running } from '../lib/console-fixtures/requests.ts'
import { openDesk } from '../lib/desk.ts'
import { accountFrame } from './account-frame.tsx'

vi.stubEnv('WXT_TEST', '1')
const minuteMs = 60_000

let end = new AbortController()
afterAll(() => end.abort())
beforeEach(() => {
  end.abort()
  end = new AbortController()
})

test('a session in use on a sensitive account: frame, name, number and the word', async () => {
  await visit('DatabaseOperator', running(Date.now() + 41 * minuteMs))
  expect(frame()).toBe('Hallpassprod-payments111122223333 SENSITIVE')
})

test.each([
  ['the page is in another role', 'ReadOnly', {}],
  ['the account is not sensitive', 'DatabaseOperator', { sensitive: false }],
  ['AWS has not confirmed the session', 'DatabaseOperator', { status: 'provisioning' as const }],
])('%s: no frame, or it would never be seen', async (_, permissionSet, change) => {
  await visit(permissionSet, running(Date.now() + 41 * minuteMs, change))
  expect(frame()).toBeUndefined()
})

test('on a set made for the session the frame shows by the name AWS has', async () => {
  const request = { ...running(Date.now() + 41 * minuteMs), roleName: 'jit-abc-DatabaseOpera' }
  await visit('jit-abc-DatabaseOpera', request)
  expect(frame()).toContain('prod-payments')
})

test('the session ends: the frame goes', async () => {
  await visit('DatabaseOperator', running(Date.now() + 41 * minuteMs))
  background.answers.here = here
  background.changed()
  await vi.waitFor(() => expect(frame()).toBeUndefined())
})

async function visit(permissionSet: string, session: (typeof here)['sessions'][number]): Promise<void> {
  background.answers.here = { ...here, sessions: [session] }
  const identity = {
    accountId: '111122223333',
    region: null,
    roleName: null,
    permissionSet,
    multiSession: false,
  }
  const page = { ...identity, signal: end.signal }
  const desk = openDesk(page, () => undefined)
  await accountFrame.start(page, desk)
  await vi.waitFor(() => expect(desk.here.get()).not.toBeNull())
}

function frame(): string | undefined {
  return document.querySelector('[data-hallpass=account-frame]')?.shadowRoot?.querySelector('.frame')
    ?.textContent
}
