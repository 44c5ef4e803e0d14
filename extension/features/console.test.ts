// @vitest-environment happy-dom
import { readFileSync } from 'node:fs'
import { afterAll, beforeEach, expect, test, vi } from 'vitest'
import { background } from '../lib/console-fixtures/browser.ts'
import { here, pending, running } from '../lib/console-fixtures/requests.ts'
import { readIdentity } from '../lib/console-page.ts'
import { type Desk, openDesk } from '../lib/desk.ts'
import { startAll } from '../lib/feature.ts'
import { requestAccess } from './request-access.tsx'
import { sessionClock } from './session-clock.tsx'

vi.stubEnv('WXT_TEST', '1')
// happy-dom lays nothing out: all that is in the page is taken as drawn, unless a style hides it.
HTMLElement.prototype.getBoundingClientRect = function drawn() {
  const hidden = this.closest('[style*="display: none"]') !== null
  return new DOMRect(0, 0, hidden ? 0 : 100, hidden ? 0 : 32)
}

const fixtures = ['single-session', 'multi-session', 'narrow', 'no-navigation', 'old-navigation']
const minuteMs = 60_000

let end = new AbortController()
afterAll(() => end.abort())
beforeEach(() => {
  end.abort()
  end = new AbortController()
  background.answers.here = here
})

test.each(fixtures)('%s: the button is on the page, in the bar where there is one', async (name) => {
  await visit(name)
  const host = part('request-access')
  expect(text(host)).toContain('HallpassRequest Access')
  expect(host?.hasAttribute('data-floating')).toBe(name === 'no-navigation')
})

test('in a list the button is an item, or the list is none to a screen reader', async () => {
  await visit('single-session')
  const item = part('request-access')?.parentElement
  expect(item?.tagName).toBe('LI')
  expect(item?.nextElementSibling?.querySelector('#nav-usernameMenu')).not.toBeNull()
})

test('no session: no clock; a running one of this account: set and time, and the button makes room', async () => {
  await visit('single-session')
  expect(text(part('session-clock'))).toBe('')
  background.answers.here = { ...here, sessions: [running(Date.now() + 41 * minuteMs + 5000)] }
  background.changed()
  await vi.waitFor(() => expect(text(part('session-clock'))).toContain('DatabaseOperator41 min'))
  expect(text(part('request-access'))).toBe('')
})

test('a click the page makes up opens nothing', async () => {
  await visit('single-session')
  part('request-access')?.shadowRoot?.querySelector('button')?.click()
  expect(part('panel')).toBeNull()
})

test('storage first: with a background that never answers again the panel is usable', async () => {
  const desk = await visit('single-session')
  delete background.answers.here
  desk.panelWished.set(1)
  const panel = part('panel')?.shadowRoot
  expect(text(part('panel'))).toContain('Owner One, SSO Admin One and 1 more')
  expect(panel?.querySelectorAll('input[name=access]')).toHaveLength(2)
  expect(panel?.querySelector<HTMLInputElement>('input[name=access]')?.checked).toBe(true)
  expect(panel?.activeElement?.id).toBe('text')
})

test('what nobody has read of the chosen set is said under who is asked, and of no other set', async () => {
  const unread = 'Not read: /ops/BreakGlass.'
  background.answers.before = { asked: 'Owner One', until: 'Until Tue 03:10.', unread }
  const desk = await visit('single-session')
  desk.panelWished.set(1)
  await vi.waitFor(() => expect(text(part('panel'))).toContain(`Owner One${unread}Until Tue 03:10.`))
  delete background.answers.before
  part('panel')?.shadowRoot?.querySelectorAll<HTMLInputElement>('input[name=access]')[1]?.click()
  expect(text(part('panel'))).not.toContain(unread)
})

test('what the person typed stays text, and unseen characters are shown', async () => {
  const justification = '<img src=x onerror=alert(1)> \u202Egnp.exe'
  background.answers.here = { ...here, underWay: pending({ justification }) }
  await visit('single-session')
  press(part('request-access')?.shadowRoot?.querySelector('button'))
  expect(part('panel')?.shadowRoot?.querySelector('img')).toBeNull()
  expect(text(part('panel'))).toContain(String.raw`“<img src=x onerror=alert(1)> \u{202e}gnp.exe”`)
})

const note = { row: null, tone: 'info', title: 'Slow down', detail: 'Try again in 5 s.', button: '' } as const
test.each([
  ['what covers it', false, {}, 'Something on this page covers this panel.'],
  ['a refusal', true, { trouble: note }, 'Slow down'],
  ['a request', true, { request: pending() }, 'Pending.'],
])(
  'what Send was answered comes into view in a panel too short for it: %s',
  async (_, seen, answer, said) => {
    const revealed: string[] = []
    vi.spyOn(HTMLElement.prototype, 'scrollIntoView').mockImplementation(function reveal(this: HTMLElement) {
      revealed.push(this.textContent.trim())
    })
    document.elementFromPoint = () => (seen ? part('panel') : null)
    background.answers.send = answer
    const desk = await visit('single-session')
    desk.panelWished.set(1)
    const field = part('panel')?.shadowRoot?.querySelector('textarea')
    if (field) field.value = 'Orders DB hangs, need to reboot.'
    if (seen) await new Promise((done) => setTimeout(done, 700))
    press(part('panel')?.shadowRoot?.querySelector('[data-send]'))
    await vi.waitFor(() => expect(revealed.at(-1)).toContain(said))
    vi.restoreAllMocks()
  },
)

test('a running session opened in this browser of one session says what happens to the other tabs', async () => {
  background.answers.here = { ...here, underWay: pending() }
  background.answers.follow = running(Date.now() + 59 * minuteMs + 5000)
  await visit('no-navigation')
  press(part('request-access')?.shadowRoot?.querySelector('button'))
  expect(text(part('panel'))).toContain('Pending.Pending')
  expect(text(part('panel'))).toContain('Owner One and 2 others were asked.')
  background.changed()
  await vi.waitFor(() => expect(text(part('panel'))).toContain('Active Session, 59 min left'))
  expect(text(part('panel'))).toContain('Your other AWS tabs will switch to this role.')
  expect(text(part('panel'))).not.toContain('This tab stays')
  const link = part('panel')?.shadowRoot?.querySelector('a')?.href
  expect(link).toContain('/start/#/console?account_id=111122223333&role_name=DatabaseOperator')
})

test.each([
  [true, 'AWS allows five in one browser; sign out of one, then open again.'],
  [false, ''],
])('five sessions side by side, %s: said before another role is opened', async (sessionsFull, sentence) => {
  background.answers.here = { ...here, sessionsFull, underWay: pending() }
  background.answers.follow = running(Date.now() + 59 * minuteMs)
  await visit('multi-session')
  press(part('request-access')?.shadowRoot?.querySelector('button'))
  background.changed()
  await vi.waitFor(() => expect(text(part('panel'))).toContain('Active Session'))
  const warning = part('panel')?.shadowRoot?.querySelector('.warning')
  expect(warning?.textContent.trim() ?? '').toBe(sentence)
  expect(text(part('panel'))).not.toContain('will switch')
  expect(text(part('panel'))).toMatch(
    /This tab stays in .+; the page opens in a new tab in DatabaseOperator\./,
  )
})

test('the session ends while something is typed in the page: its menu goes, and the focus stays', async () => {
  background.answers.here = { ...here, sessions: [running(Date.now() + 41 * minuteMs + 5000)] }
  await visit('single-session')
  await vi.waitFor(() => expect(text(part('session-clock'))).toContain('41 min'))
  const field = document.body.appendChild(document.createElement('input'))
  const clock = part('session-clock')?.shadowRoot?.querySelector('button')
  clock?.focus()
  press(clock)
  expect(part('clock-menu')).not.toBeNull()
  field.focus()
  background.answers.here = here
  background.changed()
  await vi.waitFor(() => expect(part('clock-menu')).toBeNull())
  expect(document.activeElement).toBe(field)
})

test('signed out is not ended: nothing is said of a session that goes on', async () => {
  background.answers.here = { ...here, sessions: [running(Date.now() + 41 * minuteMs + 5000)] }
  await visit('single-session')
  await vi.waitFor(() => expect(text(part('session-clock'))).toContain('41 min'))
  background.answers.here = { ...here, signedIn: false }
  background.changed()
  await vi.waitFor(() => expect(text(part('session-clock'))).toBe(''))
})

test('the session ends early: that is said', async () => {
  background.answers.here = { ...here, sessions: [running(Date.now() + 41 * minuteMs + 5000)] }
  await visit('single-session')
  await vi.waitFor(() => expect(text(part('session-clock'))).toContain('41 min'))
  background.answers.here = here
  background.changed()
  await vi.waitFor(() =>
    expect(text(part('session-clock'))).toBe('DatabaseOperator on prod-payments has ended.'),
  )
})

test('the extension is updated: what it left in the page goes at once, and nothing is thrown', async () => {
  const thrown = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  const life = new AbortController()
  background.answers.here = { ...here, sessions: [running(Date.now() + 41 * minuteMs + 5000)] }
  const desk = await visit('single-session', undefined, life)
  desk.panelWished.set(1)
  expect(document.querySelectorAll('[data-hallpass]').length).toBeGreaterThan(1)
  const over = background.update()
  await vi.waitFor(() => expect(document.querySelectorAll('[data-hallpass]')).toHaveLength(0))
  over()
  expect(thrown).not.toHaveBeenCalled()
})

test('however often the background sleeps, a page keeps one way to it', async () => {
  await visit('single-session')
  const listens = vi.spyOn(AbortSignal.prototype, 'addEventListener')
  vi.useFakeTimers()
  for (let i = 0; i < 3; i++) {
    background.sleep()
    await vi.advanceTimersByTimeAsync(5_000)
  }
  vi.useRealTimers()
  expect(background.ports()).toBe(1)
  expect(listens).not.toHaveBeenCalled()
  listens.mockRestore()
})

test('the page ends: nothing of ours stays', async () => {
  const desk = await visit('single-session')
  desk.panelWished.set(1)
  end.abort()
  expect(document.querySelectorAll('[data-hallpass]')).toHaveLength(0)
})

test('one failing feature never stops another', async () => {
  const told = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  const broken = { id: 'broken', on: () => true, start: () => Promise.reject(new Error('broken')) }
  const worse = {
    id: 'worse',
    on() {
      throw new Error('worse')
    },
    start: () => undefined,
  }
  await visit('single-session', [broken, worse, requestAccess])
  expect(text(part('request-access'))).toContain('Request Access')
  await vi.waitFor(() => expect(told).toHaveBeenCalledTimes(2))
})

async function visit(
  name: string,
  features = [sessionClock, requestAccess],
  life = new AbortController(),
): Promise<Desk> {
  const html = readFileSync(`test/fixtures/console/${name}.html`, 'utf8')
  document.documentElement.innerHTML = new DOMParser().parseFromString(
    html,
    'text/html',
  ).documentElement.innerHTML
  const place = { hostname: '111122223333-abcd1234.us-east-1.console.aws.amazon.com', search: '' }
  const identity = readIdentity(document, name === 'no-navigation' ? { ...place, hostname: 'x' } : place)
  if (!identity) throw new Error(`${name} names nobody`)
  const page = { ...identity, signal: AbortSignal.any([end.signal, life.signal]) }
  const desk = openDesk(page, () => life.abort())
  startAll(features, page, desk)
  await vi.waitFor(() => expect(desk.here.get()).not.toBeNull())
  return desk
}

/** As a person does it: only the browser can make such an event. */
function press(button: Element | null | undefined): void {
  const event = new MouseEvent('click', { bubbles: true })
  Object.defineProperty(event, 'isTrusted', { value: true })
  button?.dispatchEvent(event)
}

function part(name: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(`[data-hallpass=${name}]`)
}

function text(host: HTMLElement | null): string {
  return host?.shadowRoot?.querySelector('.hallpass')?.textContent ?? ''
}
