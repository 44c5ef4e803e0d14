// @vitest-environment happy-dom
/** @jsxImportSource ../../lib/dom */
import { background } from '../../lib/console-fixtures/browser.ts'
import { account, here } from '../../lib/console-fixtures/requests.ts'
import { beforeEach, expect, test, vi } from 'vitest'
import { shownTrouble } from '../../background/shown.ts'
import { type Child, draw } from '../../lib/dom/jsx-runtime.ts'
import { openDesk } from '../../lib/desk.ts'
import { panelModel } from './model.ts'
import { NoForm } from './no-form.tsx'
import { TroubleNote } from './trouble.tsx'

const page = { accountId: account.id, region: null, roleName: null, permissionSet: null, multiSession: false }
const { signal } = new AbortController()
const desk = openDesk({ ...page, signal }, () => undefined)
const model = panelModel(account.id, desk, signal)
const mount = document.createElement('div')
const portal = (route: string) => ({ kind: 'open', what: 'portal', route })

beforeEach(() => {
  background.sent.length = 0
})

test.each([
  [{ ...here, signedIn: false }, 'You are signed out', { kind: 'open', what: 'sign-in' }],
  [{ ...here, account: null }, 'Nothing to request here', portal('/request?account=111122223333')],
])('where nothing can be asked for, why, and the one way on', (known, words, sent) => {
  show(<NoForm here={known} form="/request?account=111122223333" />)
  expect(mount.textContent).toContain(words)
  mount.querySelector('button')?.click()
  expect(background.sent).toEqual([sent])
})

test('while nothing is known yet there is nothing to press', () => {
  show(<NoForm here={{ ...here, seenAt: null }} form="/request" />)
  expect(mount.querySelector('button')).toBeNull()
})

test.each([
  ['signed-out', 'You are signed out', { kind: 'open', what: 'sign-in' }],
  ['too-many-open', 'Too many open requests', portal('/requests?filter=open')],
])('%s is a note with the button that mends it', (key, title, sent) => {
  showTrouble(key)
  expect(mount.querySelector('[role=alert]')?.textContent).toContain(title)
  mount.querySelector('button')?.click()
  expect(background.sent).toEqual([sent])
})

test('what was asked already is followed from here', () => {
  showTrouble('already-asked', { requestId: 'r-9' })
  mount.querySelector('button')?.click()
  expect(background.sent).toMatchObject([{ kind: 'follow', requestId: 'r-9' }])
})

test('too long is said in its row, not again in a note, and one press takes the longest', () => {
  const edit = vi.spyOn(model, 'edit')
  showTrouble('too-long', { maxSeconds: 3600 })
  expect(mount.querySelector('[role=alert]')).toBeNull()
  mount.querySelector('button')?.click()
  expect(edit).toHaveBeenCalledWith({ seconds: 3600 })
})

function showTrouble(key: string, more: object = {}): void {
  const trouble = shownTrouble({ type: `/problems/${key}`, params: { duration: '3600' }, ...more })
  show(<TroubleNote trouble={trouble} model={model} />)
}

function show(child: Child): void {
  draw(mount, null)
  draw(mount, child)
}
