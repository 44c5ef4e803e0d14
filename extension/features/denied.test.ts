// @vitest-environment happy-dom
import { readFileSync } from 'node:fs'
import { afterAll, beforeEach, expect, test, vi } from 'vitest'
import expected from '../../test/fixtures/console/pages/expected.json' with { type: 'json' }
import { background } from '../lib/console-fixtures/browser.ts'
import { account, here, pending, running, signedOutHere } from '../lib/console-fixtures/requests.ts'
import { offerFor } from '../background/offer.ts'
import { readIdentity } from '../lib/console-page.ts'
import { denialIn, errorsOf } from '../lib/denied-text.ts'
import { type Desk, openDesk } from '../lib/desk.ts'
import { type Feature, startAll } from '../lib/feature.ts'
import type { PageMessage } from '../lib/page-messages.ts'
import type { ShownOffer } from '../lib/shown.ts'
import { sampleKnown } from '../test-samples.ts'
import { accountFrame } from './account-frame.tsx'
import { denied } from './denied.tsx'
import { requestAccess } from './request-access.tsx'
import { sessionClock } from './session-clock.tsx'

vi.stubEnv('WXT_TEST', '1')
HTMLElement.prototype.getBoundingClientRect = function drawn() {
  const hidden = this.closest('[style*="display: none"]') !== null
  return new DOMRect(0, 0, hidden ? 0 : 100, hidden ? 0 : 32)
}

interface Expected {
  readonly url: string
  readonly frame?: boolean
  readonly accountId: string | null
  readonly region: string | null
  readonly offers: readonly { kind: string; action?: string; missingAction?: string; resource?: string }[]
  readonly missed?: readonly string[]
}
const pages = Object.entries(expected as Record<string, Expected>)
const seen = sampleKnown({ catalog: [account, { ...account, id: '222233334444' }] })
const answered = (said: PageMessage) => (said.kind === 'offer' ? offerFor(said, seen) : null)

let end = new AbortController()
afterAll(() => end.abort())
beforeEach(() => {
  end.abort()
  end = new AbortController()
  background.sent.length = 0
  background.answers.here = here
  background.answers.offer = answered
  background.answers.suggest = null
})

test.each(pages)('%s: account and region are read as they are, or not at all', (name, { frame, ...page }) => {
  load(name)
  if (frame) return
  const identity = readIdentity(document, new URL(page.url))
  expect(identity?.accountId ?? null).toBe(page.accountId)
  expect(identity?.region ?? null).toBe(page.region)
})

test.each(pages.filter(([, { frame }]) => !frame))('%s: its offers, and no other', async (name, page) => {
  await visit(name)
  const wanted = page.offers.filter(({ action }) => !page.missed?.includes(action ?? ''))
  await settled()
  const offers = background.sent.flatMap((said) => (said.kind === 'offer' ? [answered(said)] : []))
  const drawn = [...document.querySelectorAll('[data-hallpass=denied]')]
  expect(drawn).toHaveLength(wanted.length)
  const kinds = offers.filter((offer): offer is ShownOffer => offer !== null)
  const unique = new Map(kinds.map(({ key, kind, denied: there }) => [key, { kind, there }]))
  expect([...unique.values()].map(({ kind, there }) => told(kind, there))).toEqual(
    wanted.map((w) => told(w.kind, w)),
  )
  // Where no request helps there is nothing to press.
  const buttons = drawn.filter((host) => host.shadowRoot?.querySelector('button'))
  expect(buttons).toHaveLength(wanted.filter(({ kind }) => kind !== 'no-help').length)
})

test('over all pages: no false offer, no wrong account, and what is missed is listed', () => {
  const missed = pages.flatMap(([name, page]) => page.missed?.map((action) => `${name}: ${action}`) ?? [])
  expect(missed).toEqual(['localised-block-only: ec2:StopInstances', 'own-markup: support:DescribeCases'])
})

const minuteMs = 60_000
const everyFeature = [sessionClock, requestAccess, denied, accountFrame]

test.each(pages.filter(([, { frame }]) => !frame))(
  '%s: the clock and the frame do their work or stay away, nothing throws, and the page stays as it is',
  async (name) => {
    const failed = vi.spyOn(console, 'error')
    load(name)
    const before = ownOf(document.body)
    const identity = readIdentity(document, placed(name))
    const own = identity?.permissionSet ?? 'DatabaseOperator'
    const runs = running(Date.now() + 41 * minuteMs + 5000, { permissionSetName: own })
    background.answers.here = { ...here, sessions: [runs] }
    await visit(name, true, everyFeature)
    expect(text('session-clock').includes('41 min')).toBe(identity !== null)
    const inUse = identity !== null && identity.permissionSet === own
    expect(document.querySelectorAll('[data-hallpass=account-frame]')).toHaveLength(inUse ? 1 : 0)
    expect(ownOf(document.body)).toBe(before)

    background.answers.here = here
    background.changed()
    await vi.waitFor(() => expect(text('session-clock')).not.toContain('min'))
    expect(document.querySelector('[data-hallpass=account-frame]')).toBeNull()
    expect(failed).not.toHaveBeenCalled()
    failed.mockRestore()
  },
)

test('of 26 pages 23 show a set of Identity Center, which a frame needs, and one shows no account', () => {
  const identities = pages
    .filter(([, { frame }]) => !frame)
    .map(([name]) => {
      load(name)
      return readIdentity(document, placed(name))
    })
  const without = identities.filter((identity) => identity === null)
  const framed = identities.filter((identity) => identity?.permissionSet)
  expect([identities.length, framed.length, without.length]).toEqual([26, 23, 1])
})

test('what a frame says is a text alone; the page it is in asks what fits', () => {
  load('sub-frame')
  const [text = ''] = errorsOf(document).map(denialIn)
  const { offers, accountId } = expected['sub-frame']
  const offer = offerFor({ accountId, roleName: 'AWSReservedSSO_ReadOnly_1a2b3c4d5e6f7a8b', text }, seen)
  expect(told(offer!.kind, offer!.denied)).toEqual(told('grant', offers[0]!))
})

test('denied in a frame: the button in the bar becomes the offer, and pressing it opens the form for it', async () => {
  const desk = await visit('multi-session')
  load('sub-frame', false)
  desk.saidInFrame.set(
    errorsOf(document)
      .map(denialIn)[0]!
      .replaceAll('AWSReservedSSO_ReadOnly_1a2b3c4d5e6f7a8b', role('multi-session')),
  )
  await vi.waitFor(() => expect(text('request-access')).toContain('Request this action'))
})

test('denied in a frame of the home page: its widgets are noise there too', async () => {
  const desk = await visit('home-noise')
  desk.saidInFrame.set(
    `User: arn:aws:sts::111122223333:assumed-role/${role('single-session')}/viewer is not authorized to perform: logs:DeleteLogGroup`,
  )
  await settled()
  expect(text('request-access')).toContain('Request Access')
})

const narrowest = { ...account.permissionSets[1]!, hint: 'narrowest that helps' }

test('denied from above in a frame: the panel says why, and what may be sent is other access', async () => {
  const desk = await visit('single-session')
  const policy = 'with an explicit deny in a service control policy'
  desk.saidInFrame.set(
    `User: arn:aws:sts::111122223333:assumed-role/${role('single-session')}/viewer is not authorized to perform: logs:DeleteLogGroup ${policy}`,
  )
  await vi.waitFor(() => expect(text('request-access')).toContain('A request will not help'))
  press(inside('request-access', 'button'))
  await vi.waitFor(() => expect(text('panel')).toContain('denies logs:DeleteLogGroup for everyone here.'))
  expect(inside('panel', '[data-send]')).toBeNull()
  expect(background.sent.map(({ kind }) => kind)).not.toContain('suggest')
  inside<HTMLElement>('panel', '[data-first]')?.click()
  expect(inside('panel', '[data-send]')).not.toBeNull()
  expect(text('panel')).not.toContain('Stopped at')
})

test('signed out when the offer was opened: what helps is asked for once somebody is signed in', async () => {
  background.answers.suggest = null
  background.answers.here = signedOutHere
  await visit('single-session')
  press(inside('denied', 'button'))
  await vi.waitFor(() => expect(text('panel')).toContain('You are signed out'))
  background.answers.suggest = { sets: [narrowest], draft: null, says: '' }
  background.answers.here = here
  background.changed()
  await vi.waitFor(() => expect(text('panel')).toContain('PowerUsernarrowest that helps'))
})

test('the form opens for what was denied: only what allows it, the narrowest chosen', async () => {
  background.answers.suggest = { sets: [narrowest], draft: { maxSeconds: 7200, at: 1 }, says: '' }
  await visit('single-session')
  press(inside('denied', 'button'))
  await vi.waitFor(() => expect(text('panel')).toContain('PowerUsernarrowest that helps'))
  expect(text('panel')).toContain('Stopped at rds:RebootDBInstance on db:orders')
  expect(text('panel')).toContain('Only this actioncustom, two decisions')
  expect(text('panel')).not.toContain('DatabaseOperator')
  expect(inside<HTMLInputElement>('panel', 'input[name=access]')?.checked).toBe(true)
  expect(background.sent.find(({ kind }) => kind === 'suggest')).toEqual({
    kind: 'suggest',
    accountId: '111122223333',
    denied: {
      action: 'rds:RebootDBInstance',
      resource,
      reason: 'implicit_identity_policy',
      at: 'rds:RebootDBInstance on db:orders',
    },
  })
  const form = [...document.querySelector('[data-hallpass=panel]')!.shadowRoot!.querySelectorAll('button')]
  form.find(({ textContent }) => textContent === 'Full form')?.click()
  expect(background.sent.at(-1)).toMatchObject({
    what: 'portal',
    route: `/request?account=111122223333&set=${encodeURIComponent(narrowest.arn)}`,
    denied: { action: 'rds:RebootDBInstance', resource },
  })
})

test('nothing that may be asked for allows it: the form says why, and there is nothing to send', async () => {
  background.answers.suggest = { sets: [], draft: null, says: 'No set that you may ask for allows it.' }
  await visit('single-session')
  press(inside('denied', 'button'))
  await vi.waitFor(() => expect(text('panel')).toContain('No set that you may ask for allows it.'))
  expect(inside('panel', '[data-send]')).toBeNull()
})

test('what was denied is not told to the API before somebody opens the offer', async () => {
  await visit('single-session')
  await settled()
  expect(background.sent.map(({ kind }) => kind)).not.toContain('suggest')
})

test('once sent, the offer in the alert becomes the status, then the way into the console', async () => {
  const denial = { action: 'rds:RebootDBInstance', resource }
  background.answers.here = { ...here, underWay: pending({ denied: denial }) }
  await visit('single-session')
  await vi.waitFor(() => expect(text('denied')).toContain('Hallpass Pending'))
  background.answers.here = { ...here, sessions: [running(Date.now() + 3_600_000, { denied: denial })] }
  background.changed()
  await vi.waitFor(() => expect(text('denied')).toContain('Active Session'))
  expect(inside<HTMLAnchorElement>('denied', 'a')?.href).toContain('role_name=DatabaseOperator')
})

test('a message that does not say what was denied remembers what was asked for because of it, and no session', async () => {
  const offers = () =>
    [...document.querySelectorAll('[data-hallpass=denied]')].map((host) =>
      host.shadowRoot?.textContent.trim(),
    )
  background.answers.here = { ...here, underWay: pending() }
  await visit('bare')
  await vi.waitFor(() => expect(offers()).toEqual(['Hallpass Pending', 'HallpassRequest this action']))
  background.answers.here = { ...here, sessions: [running(Date.now() + 3_600_000)] }
  background.changed()
  await vi.waitFor(() => expect(offers()[0]).toBe('HallpassRequest Access'))
})

test('redrawn while the answer is on its way, as the console does: the message that is there has the offer', async () => {
  let answer: () => void = () => undefined
  background.answers.offer = (said: PageMessage) =>
    new Promise((done) => (answer = () => done(answered(said))))
  await visit('single-session')
  const old = errorsOf(document)[0]!
  const fresh = old.cloneNode(true)
  old.replaceWith(fresh)
  await quiet()
  answer()
  await quiet()
  expect(
    [...document.querySelectorAll('[data-hallpass=denied]')].map(
      (host) => host.parentElement?.closest('[data-analytics-alert]') === fresh,
    ),
  ).toEqual([true])
})

test('another word in the message leaves its offer and the focus where they are; another reason does not', async () => {
  await visit('single-session')
  const [box] = errorsOf(document)
  const host = box!.querySelector('[data-hallpass]')
  box!.appendChild(document.createElement('button')).textContent = 'Copied'
  await quiet()
  expect(box!.querySelector('[data-hallpass]')).toBe(host)
  const sentence = box!.querySelector('[class*=awsui_content_]')!
  sentence.textContent = sentence.textContent.replace(
    /because .*/,
    'with an explicit deny in a service control policy',
  )
  await vi.waitFor(() => expect(text('denied')).toContain('A request will not help'))
  expect(inside('denied', 'button')).toBeNull()
})

test('a message that is put out of sight gives its offer to the same one that is in sight', async () => {
  await visit('single-session')
  const [hidden] = errorsOf(document)
  const again = hidden!.cloneNode(true) as HTMLElement
  again.querySelector('[data-hallpass]')?.remove()
  hidden!.style.display = 'none'
  document.body.appendChild(again)
  await vi.waitFor(() => expect(again.querySelector('[data-hallpass=denied]')).not.toBeNull())
  expect(document.querySelectorAll('[data-hallpass=denied]')).toHaveLength(1)
})

test('what fitted nothing is asked again when what may be asked for is known, and not before', async () => {
  background.answers.offer = null
  background.answers.here = { ...here, account: null }
  const desk = await visit('single-session')
  const asked = () => background.sent.filter(({ kind }) => kind === 'offer').length
  const before = asked()
  await desk.refresh()
  expect(asked()).toBe(before)
  background.answers.offer = answered
  background.answers.here = here
  background.changed()
  await vi.waitFor(() => expect(text('denied')).toContain('Request'))
  expect(asked()).toBeGreaterThan(before)
})

test('in the empty place our script put there if there is one, and only if it is empty', async () => {
  load('single-session')
  const slot = document.querySelector('[class*=action-slot]')!
  slot.innerHTML = '<div data-hallpass-place></div>'
  await visit('single-session', false)
  expect(document.querySelector('[data-hallpass-place] > [data-hallpass=denied]')).not.toBeNull()
})

const resource = 'arn:aws:rds:us-east-1:111122223333:db:orders'

function told(
  kind: string,
  there: { action?: string; missingAction?: string | undefined; resource?: string | undefined },
) {
  return [kind, there.action ?? '', there.missingAction ?? '', there.resource ?? '']
}

function role(name: string): string {
  return /assumed-role\/([^/]+)\//.exec(pageOf(name))![1]!
}

function load(name: string, head = true): void {
  const page = new DOMParser().parseFromString(pageOf(name), 'text/html').documentElement
  if (head) document.documentElement.innerHTML = page.innerHTML
  else document.body.innerHTML = page.querySelector('body')!.innerHTML
}

/** A page that has its title and its `main` only stands in the ordinary frame. */
function pageOf(name: string): string {
  const html = fixture(name)
  if (html.includes('<html')) return html
  const [, title, main] = /(<title>.*<\/title>)\s*(<main>.*<\/main>)/s.exec(html)!
  return fixture('frame')
    .replace('<title></title>', () => title!)
    .replace('<main></main>', () => main!)
}

function fixture(name: string): string {
  return readFileSync(`test/fixtures/console/pages/${name}.html`, 'utf8')
}

/** The page as it is without anything of ours, and without the list items that ours stands in, in a bar of them. */
function ownOf(body: HTMLElement): string {
  const copy = body.cloneNode(true) as HTMLElement
  for (const ours of copy.querySelectorAll('[data-hallpass]')) {
    const item = ours.closest('li[style*="all: initial"]')
    ours.remove()
    if (item?.childNodes.length === 0) item.remove()
  }
  return copy.innerHTML
}

function placed(name: string): URL {
  return new URL((expected as Record<string, Expected>)[name]!.url)
}

async function visit(
  name: string,
  fresh = true,
  features: readonly Feature[] = [requestAccess, denied],
): Promise<Desk> {
  const { href } = placed(name)
  ;(window as unknown as { happyDOM: { setURL(url: string): void } }).happyDOM.setURL(href)
  if (fresh) load(name)
  const identity = readIdentity(document, placed(name))
  const page = { ...identity!, signal: end.signal }
  const desk = openDesk(page, () => undefined)
  if (identity) startAll(features, page, desk)
  await vi.waitFor(() => expect(desk.here.get()).not.toBeNull())
  await settled()
  return desk
}

const settled = () => new Promise((done) => setTimeout(done, 40))
/** Longer than the quiet after which a page is looked at again. */
const quiet = () => new Promise((done) => setTimeout(done, 180))

function press(button: Element | null | undefined): void {
  const event = new MouseEvent('click', { bubbles: true })
  Object.defineProperty(event, 'isTrusted', { value: true })
  button?.dispatchEvent(event)
}

function inside<E extends Element>(name: string, selector: string): E | null | undefined {
  return document.querySelector(`[data-hallpass=${name}]`)?.shadowRoot?.querySelector<E>(selector)
}

function text(name: string): string {
  return inside(name, '.hallpass')?.textContent ?? ''
}
