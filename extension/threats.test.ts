// @vitest-environment happy-dom
import { globSync, readFileSync } from 'node:fs'
import { afterAll, beforeEach, expect, test, vi } from 'vitest'
import type { Request } from '../schema/contract/requests.ts'
import { background } from './lib/console-fixtures/browser.ts'
import { account, here, pending } from './lib/console-fixtures/requests.ts'
import { offerFor } from './background/offer.ts'
import { heard } from './background/heard.ts'
import { wordsOf } from './background/notices.ts'
import type { NoticeKind } from './background/to-tell.ts'
import { manifestFor } from './build/manifest.ts'
import { denied } from './features/denied.tsx'
import { requestAccess } from './features/request-access.tsx'
import { readIdentity } from './lib/console-page.ts'
import { openDesk } from './lib/desk.ts'
import { startAll } from './lib/feature.ts'
import type { PageMessage } from './lib/page-messages.ts'
import { safePage } from './lib/safe-page.ts'
import { iso, sampleKnown, sampleSession, storyNow } from './test-samples.ts'

/* Threats D1 to D10 and D16 by their ids, as far as they need no browser; the rest is in test/browser/hostile.e2e.test.ts. */

vi.stubEnv('WXT_TEST', '1')
HTMLElement.prototype.getBoundingClientRect = () => new DOMRect(0, 0, 100, 32)

const role = 'AWSReservedSSO_ReadOnly_1a2b3c4d5e6f7a8b'
const who = `arn:aws:sts::111122223333:assumed-role/${role}/viewer`
const says = (action: string, on = '*') =>
  `User: ${who} is not authorized to perform: ${action} on resource: ${on} because no identity-based policy allows the ${action} action`
const seen = sampleKnown({ catalog: [account] })
const page = { accountId: '111122223333', roleName: role }
const console = { id: 'hallpass', url: 'https://eu-west-1.console.aws.amazon.com/rds/home', frameId: 0 }
const sources = globSync('extension/{background,entrypoints,features,lib,models,screens,ui}/**/*.{ts,tsx}')
  .filter((file) => !/\.test\.|test-|console-fixtures/.test(file))
  .map((file) => ({ file, code: readFileSync(file, 'utf8') }))

Object.assign((globalThis as unknown as { chrome: { runtime: object } }).chrome.runtime, {
  getURL: (path: string) => `chrome-extension://hallpass${path}`,
})

let end = new AbortController()
afterAll(() => end.abort())
beforeEach(() => {
  end.abort()
  end = new AbortController()
  background.sent.length = 0
  background.answers.here = here
  background.answers.offer = (said: PageMessage) => (said.kind === 'offer' ? offerFor(said, seen) : null)
  document.documentElement.innerHTML = `<head><meta name="awsc-session-data" content='{"accountId":"111122223333","sessionARN":"${who}"}' /></head><body></body>`
})

test('D1: nothing of ours listens to messages of a page, or sends it any', () => {
  const talks =
    /addEventListener\(\s*['"]message['"]|\bonmessage\b|window\.postMessage|\btop\.postMessage|dispatchEvent\(/
  // The socket of the background is not a page.
  const found = sources.filter(({ file, code }) => talks.test(code) && !file.endsWith('background/live.ts'))
  expect(found.map(({ file }) => file)).toEqual([])
})

test('D2: no other extension, and no site, may connect', () => {
  expect(manifestFor({ browser: 'chrome', api: 'https://a.example' })).toMatchObject({
    externally_connectable: { ids: [] },
  })
  expect(sources.filter(({ code }) => /onMessageExternal|onConnectExternal/.test(code))).toEqual([])
  expect(heard({ kind: 'here', accountId: '111122223333' }, { ...console, id: 'other' })).toBeNull()
})

test.each([
  [{ kind: 'call', endpoint: 'decide', input: {} }, console],
  [{ kind: 'call', endpoint: 'tokens', input: {} }, console],
  [{ kind: 'read', text: 'x' }, console],
  [{ kind: 'sign-out' }, console],
  [{ kind: 'offer', accountId: '111122223333', roleName: null, text: 'x'.repeat(9000) }, console],
  [{ kind: 'suggest', accountId: '111122223333', denied: { action: 'a:B', reason: 'anything' } }, console],
  [
    { kind: 'here', accountId: '111122223333' },
    { ...console, frameId: 3 },
  ],
  [
    { kind: 'send', asked: {}, idempotencyKey: '12345678' },
    { ...console, frameId: 3 },
  ],
  [
    { kind: 'offer', accountId: '111122223333', roleName: null, text: 'x' },
    { ...console, frameId: 3 },
  ],
  [
    { kind: 'here', accountId: '111122223333' },
    { ...console, url: 'https://d-9067a1b2c3.awsapps.com/start' },
  ],
  [
    { kind: 'send', asked: {}, idempotencyKey: '12345678' },
    { ...console, url: 'https://d-9067a1b2c3.awsapps.com/start' },
  ],
])('D3: a page that got hold of our content script cannot say %j', (message, sender) => {
  expect(heard(message, sender)).toBeNull()
})

test('D3: a frame may say one thing, and the access portal two', () => {
  const portal = { ...console, url: 'https://d-9067a1b2c3.awsapps.com/start/' }
  expect(heard({ kind: 'denied', text: 'x' }, { ...console, frameId: 3 })).not.toBeNull()
  expect(heard({ kind: 'denied', text: 'x', accountId: '1' }, { ...console, frameId: 3 })).toBeNull()
  expect(heard({ kind: 'portal', accountIds: ['111122223333'] }, portal)).not.toBeNull()
  expect(heard({ kind: 'open', what: 'portal', route: '/request' }, portal)).not.toBeNull()
  expect(heard({ kind: 'open', what: 'sign-in' }, portal)).toBeNull()
})

const payloads = [
  '<img src=x onerror=alert(1)>',
  '"><script>alert(1)</script>',
  '<svg/onload=alert(1)>',
  'javascript:alert(1)',
  '{{constructor.constructor("alert(1)")()}}',
  '\u202Egnp.exe',
  '<a href="https://evil.example">click</a>',
]
test.each(payloads)('D4: %s in a message or a reason stays text', async (payload) => {
  const words = `arn:aws:rds:us-east-1:111122223333:db:${payload.replaceAll(' ', '')}`
  background.answers.here = { ...here, underWay: pending({ justification: payload }) }
  background.answers.suggest = null
  error(says('rds:RebootDBInstance', words))
  await visit()
  await vi.waitFor(() => expect(inside('denied')?.querySelector('button')).not.toBeNull())
  press(inside('denied')?.querySelector('button'))
  press(inside('request-access')?.querySelector('button'))
  for (const root of roots()) {
    expect(root.querySelector('script, img, a[href*="evil"], [onload], [onerror]')).toBeNull()
    expect(root.textContent).not.toContain('\u202E')
  }
})

test('D5: an address that is no page of the console is never opened or kept', () => {
  for (const address of [
    'javascript:alert(1)',
    'data:text/html,x',
    'https://evil.example/',
    'blob:https://console.aws.amazon.com/1',
  ])
    expect(safePage(address)).toBeNull()
})

test('D6: nothing of the package can be reached or framed by a page', () => {
  const manifest = manifestFor({ browser: 'chrome', api: 'https://a.example' })
  expect(manifest).not.toHaveProperty('web_accessible_resources')
  expect(manifest.content_security_policy.extension_pages).toContain("frame-ancestors 'none'")
})

test('D7: a click the page makes up opens nothing, and nothing is asked of the API', async () => {
  error(says('rds:RebootDBInstance'))
  await visit()
  await vi.waitFor(() => expect(inside('denied')?.querySelector('button')).not.toBeNull())
  inside('denied')?.querySelector('button')?.click()
  expect(inside('panel')).toBeUndefined()
  expect(background.sent.map(({ kind }) => kind)).not.toContain('suggest')
})

test('D8: what is drawn holds no token, no ids of others, and no request of anybody else', async () => {
  const secrets = JSON.stringify([
    seen.me.principalId,
    account.deciders.map(({ id }) => id),
    'sha-256',
    'Bearer',
  ])
  error(says('rds:RebootDBInstance'))
  await visit()
  await vi.waitFor(() => expect(inside('denied')?.querySelector('button')).not.toBeNull())
  press(inside('request-access')?.querySelector('button'))
  const drawn = roots()
    .map((root) => root.textContent)
    .join()
  for (const secret of JSON.parse(secrets).flat()) expect(drawn).not.toContain(secret)
})

test('D9: the script in the page’s world leaves one empty place and no more', () => {
  const script = readFileSync('extension/entrypoints/alert-place.content.ts', 'utf8')
  expect(script).not.toMatch(
    /browser\.|chrome\.|fetch\(|import(?!.*(define-content-script|console-matches))|https:\/\/(?!github)/,
  )
})

test.each([
  'https://console.aws.amazon.com.evil.example/',
  'https://evilconsole.aws.amazon.com/',
  'https://console-aws-amazon.com/',
  'https://console.amazonaws.com/',
  'https://xn--console-aws.amazon.com/',
  'http://console.aws.amazon.com/',
])('D10: a look-alike is not listened to: %s', (url) => {
  expect(heard({ kind: 'here', accountId: '111122223333' }, { ...console, url })).toBeNull()
})

test('D10: an account in a message is never taken for the page’s', () => {
  const other = says('rds:RebootDBInstance').replaceAll('111122223333', '444455556666')
  expect(offerFor({ ...page, text: other }, seen)).toBeNull()
  expect(offerFor({ ...page, text: says('s3:GetObject').replace(role, 'deployer') }, seen)).toBeNull()
  document.head.innerHTML = document.head.innerHTML.replace('111122223333', '999988887777')
  expect(
    readIdentity(document, new URL('https://111122223333-abcd1234.eu-west-1.console.aws.amazon.com/')),
  ).toBeNull()
})

// oxfmt-ignore
const kinds = [
  'halfway', 'approved', 'rejected', 'lapsed', 'failed', 'granted', 'revoked',
  'ends_soon', 'ended', 'urgent', 'reminder',
] as const satisfies readonly NoticeKind[]
const noticed: Request = {
  ...sampleSession(-50, 10, { kind: 'custom' }),
  permissionSetName: 'Reboot\n\u202Eonly',
  justification: 'A secret reason. INC-4412',
  ticket: 'INC-4412',
  failure: 'AccessDenied for role/secret',
  decision: { by: { id: 'p', name: 'Owner One' }, decision: 'reject', comment: 'A secret why', at: iso(0) },
  ending: { by: { id: 'p', name: 'Owner One' }, reason: 'A secret end', at: iso(0) },
}

test.each(kinds)('D16: a notice of %s names nobody and nothing, and never why', (kind) => {
  const { title, message } = wordsOf({ kind, request: noticed }, false, storyNow)
  expect(title).toBe('Hallpass')
  expect(message).toMatch(/^[A-Z][a-z ]+( 10 min)?\.$/)
  expect(message).not.toMatch(/prod-payments|1111|Reboot|Owner|secret|INC/)
})

test.each(kinds)(
  'D16: asked for names, a notice of %s has the account and the set as plain text, and never why',
  (kind) => {
    const { title, message } = wordsOf({ kind, request: noticed }, true, storyNow)
    expect(title).toMatch(/^[A-Z][a-z ]+( 10 min)?\.$/)
    expect(message).toBe('“Reboot \\u{202e}only” on prod-payments 1111-2222-3333')
    expect(`${title} ${message}`).not.toMatch(/Owner|secret|INC/)
  },
)

test('D16: a request that was not read is told of without names, whatever was asked for', () => {
  expect(wordsOf({ kind: 'reminder', request: null }, true, storyNow).title).toBe('Hallpass')
})

test('a page that floods with messages is asked about forty, and shown eight', async () => {
  for (let i = 0; i < 500; i++) error(says(`s3:Action${i}`))
  await visit()
  for (let round = 0; round < 4; round++) {
    document.body.innerHTML = ''
    for (let i = 0; i < 100; i++) error(says(`s3:Other${round}${i}`))
    await quiet()
    expect(document.querySelectorAll('[data-hallpass=denied]').length).toBeLessThanOrEqual(8)
  }
  expect(background.sent.filter(({ kind }) => kind === 'offer').length).toBeLessThanOrEqual(40)
})

test('a page that takes our nodes out wins after five times, and is left alone', async () => {
  const box = error(says('rds:RebootDBInstance'))
  await visit()
  await vi.waitFor(() => expect(box.querySelector('[data-hallpass]')).not.toBeNull())
  let removed = 0
  for (let i = 0; i < 8; i++) {
    const host = box.querySelector('[data-hallpass]')
    if (host) removed += 1
    host?.remove()
    await quiet()
  }
  expect(removed).toBe(5)
  expect(box.querySelector('[data-hallpass]')).toBeNull()
})

test('a minute later it may come back once: a console that redraws itself all day is not one that fights us', async () => {
  const clock = vi.spyOn(Date, 'now')
  const box = error(says('rds:RebootDBInstance'))
  await visit()
  const takenOut = async () => {
    const host = box.querySelector('[data-hallpass]')
    host?.remove()
    await quiet()
    return host !== null
  }
  for (let i = 0; i < 5; i++) await takenOut()
  expect(await takenOut()).toBe(false)
  const later = Date.now() + 61_000
  clock.mockImplementation(() => later)
  document.body.append('a change')
  await quiet()
  expect([await takenOut(), await takenOut()]).toEqual([true, false])
  clock.mockRestore()
})

test('on a page that is open all day the forty-first message is asked about too', async () => {
  const clock = vi.spyOn(Date, 'now')
  await visit()
  const asked = () => background.sent.filter(({ kind }) => kind === 'offer').length
  for (let i = 0; i < 2; i++) {
    document.body.innerHTML = ''
    for (let n = 0; n < 25; n++) error(says(`s3:Action${i}${n}`))
    await quiet()
  }
  expect(asked()).toBe(40)
  const later = Date.now() + 61_000
  clock.mockImplementation(() => later)
  document.body.append('a change')
  await quiet()
  expect(asked()).toBe(41)
  clock.mockRestore()
})

test('a message that counts down is one message, and keeps its offer and the button that has the focus', async () => {
  const box = error(`${says('rds:RebootDBInstance')}. Retrying in 60 s`)
  await visit()
  await vi.waitFor(() => expect(box.querySelector('[data-hallpass=denied]')).not.toBeNull())
  const host = box.querySelector('[data-hallpass=denied]')
  for (const left of ['59 s', '9 s', '1 s']) {
    box.firstElementChild!.textContent = `${says('rds:RebootDBInstance')}. Retrying in ${left}`
    await quiet()
  }
  expect(box.querySelector('[data-hallpass=denied]')).toBe(host)
  expect(background.sent.filter(({ kind }) => kind === 'offer')).toHaveLength(1)
})

test('a page that has used up its questions loses no offer that stands', async () => {
  const box = error(says('rds:RebootDBInstance'))
  await visit()
  await vi.waitFor(() => expect(box.querySelector('[data-hallpass=denied]')).not.toBeNull())
  const host = box.querySelector('[data-hallpass=denied]')
  for (let round = 0; round < 2; round++) {
    const many = Array.from({ length: 25 }, (_, i) => error(says(`s3:Action${round}${i}`)))
    await quiet()
    for (const each of many) each.remove()
  }
  box.firstElementChild!.textContent = `${says('rds:RebootDBInstance')} (copied)`
  await quiet()
  expect(box.querySelector('[data-hallpass=denied]')).toBe(host)
})

test('a place that the page filled, or put elsewhere, is not used', async () => {
  const box = error(says('rds:RebootDBInstance'))
  box.insertAdjacentHTML(
    'beforeend',
    '<a href="https://evil.example"><div data-hallpass-place>press <b>here</b></div></a>',
  )
  document.body.insertAdjacentHTML('beforeend', '<div data-hallpass-place></div>')
  await visit()
  await vi.waitFor(() => expect(box.querySelector('[data-hallpass=denied]')).not.toBeNull())
  expect(document.querySelector('[data-hallpass-place] [data-hallpass]')).toBeNull()
})

async function visit(): Promise<void> {
  const identity = readIdentity(document, new URL('https://us-east-1.console.aws.amazon.com/rds/home'))!
  const visited = { ...identity, signal: end.signal }
  startAll(
    [requestAccess, denied],
    visited,
    openDesk(visited, () => undefined),
  )
  await quiet()
}

function error(text: string): HTMLElement {
  const box = document.body.appendChild(document.createElement('div'))
  box.dataset['analyticsAlert'] = 'error'
  box.appendChild(document.createElement('div')).textContent = text
  return box
}

/** Longer than the quiet after which a page is looked at again. */
const quiet = () => new Promise((done) => setTimeout(done, 180))

function inside(name: string): HTMLElement | null | undefined {
  return document
    .querySelector(`[data-hallpass=${name}]`)
    ?.shadowRoot?.querySelector<HTMLElement>('.hallpass')
}

function roots(): ShadowRoot[] {
  return [...document.querySelectorAll('[data-hallpass]')].flatMap(({ shadowRoot }) => shadowRoot ?? [])
}

function press(button: Element | null | undefined): void {
  const event = new MouseEvent('click', { bubbles: true })
  Object.defineProperty(event, 'isTrusted', { value: true })
  button?.dispatchEvent(event)
}
