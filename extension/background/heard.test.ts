import { fakeBrowser } from '../test-browser.ts'
import { expect, test } from 'vitest'
import { heard } from './heard.ts'

const id = fakeBrowser.runtime.id
const ours = { id, url: `chrome-extension://${id}/popup.html` }
const page = { id, url: 'https://eu-west-1.console.aws.amazon.com/rds/home', frameId: 0 }
const call = { kind: 'call', endpoint: 'me', input: {} }
const here = { kind: 'here', accountId: '111122223333' }

test('our own pages may call the API, and a page of the console may not', () => {
  expect(heard(call, ours)).toEqual(call)
  expect(heard(call, page)).toBeNull()
})

test.each(['sign-in', 'sign-out', 'refresh'])('a page of the console may not say %s', (kind) => {
  expect(heard({ kind }, page)).toBeNull()
  expect(heard({ kind }, ours)).toEqual({ kind })
})

test('a page of the console may ask what is known here', () => {
  expect(heard(here, page)).toEqual(here)
  expect(heard(here, { ...page, url: 'https://console.aws.amazon.com/console/home' })).toEqual(here)
})

test.each([
  ['another extension', { ...page, id: 'other' }],
  ['a frame within the page', { ...page, frameId: 7 }],
  ['a look-alike', { ...page, url: 'https://evilconsole.aws.amazon.com/' }],
  ['another site', { ...page, url: 'https://console.aws.amazon.com.evil.example/' }],
  ['a page without TLS', { ...page, url: 'http://eu-west-1.console.aws.amazon.com/' }],
  ['nobody in particular', { id }],
])('%s is not listened to', (_, sender) => {
  expect(heard(here, sender)).toBeNull()
})

test.each([
  { kind: 'here', accountId: '1111' },
  { kind: 'here', accountId: '111122223333', more: true },
  { kind: 'follow', requestId: '../me' },
  { kind: 'open', what: 'portal', route: 'https://evil.example' },
  { kind: 'open', what: 'anything' },
  { kind: 'send', asked: { accountId: '111122223333' }, idempotencyKey: 'k' },
  { kind: 'call', endpoint: '__proto__', input: {} },
  'here',
  null,
])('%j has not the form of a message', (message) => {
  expect(heard(message, ours)).toBeNull()
})

const asked = { accountId: '111122223333', durationSeconds: 3600, justification: 'Orders DB hangs. INC-4412' }
test.each([
  { custom: { label: 'Mine', sessionDuration: 'PT1H', inlinePolicy: '{}' } },
  { extends: 'r1' },
  { startsAt: '2026-12-01T00:00:00.000Z' },
])('a page sends what its panel asks, and nothing with %j', (more) => {
  const send = { kind: 'send', asked, idempotencyKey: '12345678' }
  expect(heard(send, page)).toEqual(send)
  const urgent = { ...send, asked: { ...asked, urgent: true } }
  expect(heard(urgent, page)).toEqual(urgent)
  expect(heard({ ...send, asked: { ...asked, ...more } }, page)).toBeNull()
})

const sample = { id, url: `chrome-extension://${id}/sample.html` }

test('the sample of a console page is one of ours, and may say what a console page may', () => {
  expect(heard(here, sample)).toEqual(here)
  expect(heard({ kind: 'open', what: 'sign-in' }, sample)).not.toBeNull()
  for (const url of [sample.url, `${sample.url}?x`, `${sample.url}#/popup.html`])
    for (const message of [call, { kind: 'sign-in' }, { kind: 'read', text: 'x' }])
      expect(heard(message, { id, url, frameId: 0 })).toBeNull()
})

const link = { id, url: 'http://127.0.0.1:8787/r/abc123', frameId: 0 }
const opens = { kind: 'open', what: 'portal', route: '/requests/abc123' }

test('the page of links may have its request opened, and nothing else', () => {
  expect(heard(opens, link)).toEqual(opens)
  for (const route of ['/approvals/abc123', '/requests/a?b=1', '/requests/../manage', undefined])
    expect(heard({ ...opens, route }, link)).toBeNull()
  for (const message of [here, call, { kind: 'sign-in' }, { ...opens, what: 'sign-in' }])
    expect(heard(message, link)).toBeNull()
})

test.each([
  ['in a frame', { ...link, frameId: 3 }],
  ['on another path', { ...link, url: 'http://127.0.0.1:8787/docs' }],
  ['on another port', { ...link, url: 'http://127.0.0.1:9999/r/abc123' }],
  ['on another host', { ...link, url: 'http://127.0.0.1.example:8787/r/abc123' }],
])('%s nobody is the page of links', (_, sender) => {
  expect(heard(opens, sender)).toBeNull()
})
