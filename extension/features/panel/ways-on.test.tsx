// @vitest-environment happy-dom
/** @jsxImportSource ../../lib/dom */
import { background } from '../../lib/console-fixtures/browser.ts'
import { account, here } from '../../lib/console-fixtures/requests.ts'
import { beforeEach, expect, test, vi } from 'vitest'
import { hereOf } from '../../background/here.ts'
import { shownTrouble } from '../../background/shown.ts'
import { type Child, draw } from '../../lib/dom/jsx-runtime.ts'
import { openDesk } from '../../lib/desk.ts'
import type { Here } from '../../lib/messages.ts'
import type { ShownTrouble } from '../../lib/shown.ts'
import { t } from '../../lib/text.ts'
import { owner, sampleKnown } from '../../test-samples.ts'
import { Icon } from '../parts/icon.tsx'
import { toneIcons } from '../parts/tones.ts'
import { panelModel, type PanelState } from './model.ts'
import { Panel } from './panel.tsx'
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

const none = (catalog: readonly (typeof account)[], link: 'online' | 'signed-out' = 'online') =>
  hereOf(account.id, sampleKnown({ me: { ...owner, admins: ['Admin One', 'Admin Two'] }, catalog }), link)
const copy = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue()

test('signed out: that is said, and the one way on is to sign in', () => {
  showPanel(none([account], 'signed-out'))
  expect(mount.textContent).toContain('You are signed out')
  mount.querySelector<HTMLElement>('.foot button')?.click()
  expect(background.sent).toEqual([{ kind: 'open', what: 'sign-in' }])
})

test.each([
  [[], 'Not open to you', 'No rule lets you ask for 1111-2222-3333; ask Admin One, Admin Two.'],
  [
    [{ ...account, permissionSets: [] }],
    'Nothing to request',
    'No permission set may be requested for prod-payments; ask Admin One, Admin Two.',
  ],
])('where nothing can be asked for: why, whom to ask, and what to write them', (catalog, title, detail) => {
  showPanel(none(catalog))
  expect(mount.querySelector('.body')?.textContent).toBe(title + detail)
  const button = mount.querySelector<HTMLElement>('.foot button')
  expect(button?.textContent).toBe('Copy message')
  button?.click()
  expect(copy).toHaveBeenLastCalledWith(detail)
})

test('while nothing is known yet there is nothing to press', () => {
  showPanel(hereOf(account.id, null, 'online'))
  expect(mount.textContent).toContain(t('panel_loading'))
  expect(mount.querySelector('.foot')).toBeNull()
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

test('too long is said in its row, not again in a note, and one press beside it takes the longest', () => {
  const edit = vi.spyOn(model, 'edit')
  const trouble = troubleOf('too-long', { maxSeconds: 3600 })
  showPanel(here, { trouble })
  expect(mount.querySelectorAll('[role=alert]')).toHaveLength(1)
  const button = mount.querySelector<HTMLElement>('.row[aria-labelledby=for] .error + button')
  expect(button?.textContent).toBe('Use 1 h')
  button?.click()
  expect(edit).toHaveBeenCalledWith({ seconds: 3600 })
})

test.each([
  ['already-asked', 'info'],
  ['too-many-open', 'warning'],
  ['nobody-decides', 'error'],
])('%s is %s, by its colour and by its sign', (key, tone) => {
  showTrouble(key)
  expect(mount.querySelector('[role=alert]')?.className).toBe(`note ${tone}`)
  const drawn = mount.querySelector('path')?.getAttribute('d')
  show(<Icon name={toneIcons[tone as keyof typeof toneIcons]} />)
  expect(mount.querySelector('path')?.getAttribute('d')).toBe(drawn)
})

function troubleOf(key: string, more: object = {}): ShownTrouble {
  return shownTrouble({ type: `/problems/${key}`, params: { duration: '3600' }, ...more })
}

function showTrouble(key: string, more: object = {}): void {
  show(<TroubleNote trouble={troubleOf(key, more)} model={model} />)
}

function showPanel(known: Here, change: Partial<PanelState> = {}): void {
  const drawn = { page: { ...page, signal }, model, covered: false, now: 0, press: () => undefined }
  show(<Panel {...drawn} here={known} state={{ ...model.state.get(), ...change }} />)
}

function show(child: Child): void {
  draw(mount, null)
  draw(mount, child)
}
