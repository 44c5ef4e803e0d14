import * as v from 'valibot'
import { browser } from 'wxt/browser'
import { api } from '../../schema/contract/api.ts'
import { asked } from '../../schema/contract/requests.ts'
import { denialReasons } from '../../schema/contract/suggest.ts'
import { accountId, durationSeconds, opaqueId, permissionSetArn } from '../../schema/contract/values.ts'
import { isConsoleHost } from '../lib/aws-hosts.ts'
import { longestDenial } from '../lib/denied-text.ts'
import { linkedRequest, linkOrigin } from '../lib/link-page.ts'
import { samplePage } from '../lib/own-pages.ts'
import { portalHost } from '../lib/portal-host.ts'

const key = v.pipe(v.string(), v.regex(/^[\w-]{8,100}$/))
const route = v.pipe(v.string(), v.maxLength(300), v.regex(/^\/[\w\-/?=&.%]*$/))

/** An address, of which only what is safe is kept. */
const page = v.optional(v.pipe(v.string(), v.maxLength(8000)))
const text = v.pipe(v.string(), v.maxLength(longestDenial))
const roleName = v.nullable(v.pipe(v.string(), v.maxLength(64)))
const action = v.pipe(v.string(), v.maxLength(200))
/** `at` is for people, and made of the rest. */
const denied = v.pipe(
  v.strictObject({
    action,
    missingAction: v.optional(action),
    resource: v.optional(v.pipe(v.string(), v.maxLength(2048))),
    reason: v.optional(v.picklist(denialReasons)),
    at: v.optional(v.string()),
  }),
  v.transform((there) => {
    const { at: _, ...told } = there
    return told
  }),
)

/** The panel's form: a custom set is drafted by us, and what extends or waits is asked for in the portal. */
const askedThere = v.pick(asked, [
  'accountId',
  'permissionSetArn',
  'durationSeconds',
  'justification',
  'urgent',
  'denied',
])

/** All that a frame within a console page may say. */
const frameMessages = [v.strictObject({ kind: v.literal('denied'), text })] as const

/** What a page of the access portal may say. */
const portalMessages = [
  v.strictObject({
    kind: v.literal('portal'),
    accountIds: v.pipe(v.array(accountId), v.maxLength(5000)),
  }),
  v.strictObject({ kind: v.literal('open'), what: v.literal('portal'), route: v.optional(route) }),
] as const

/** What our one page on the API's host may say: which request it is the link of. */
const linkMessages = [
  v.strictObject({
    kind: v.literal('open'),
    what: v.literal('portal'),
    route: v.pipe(v.string(), v.regex(/^\/requests\/[\w-]{1,64}$/)),
  }),
] as const

/** What a content script may say. Its page is hostile ground, so this is all there is. */
const pageMessages = [
  v.strictObject({ kind: v.literal('offer'), accountId, roleName, text }),
  v.strictObject({
    kind: v.literal('suggest'),
    accountId,
    denied,
    shown: v.optional(permissionSetArn),
  }),
  v.strictObject({ kind: v.literal('before'), accountId, permissionSetArn, durationSeconds }),
  v.strictObject({ kind: v.literal('here'), accountId, page }),
  v.strictObject({
    kind: v.literal('send'),
    asked: askedThere,
    idempotencyKey: key,
    page,
    drafted: v.optional(v.literal(true)),
  }),
  v.strictObject({ kind: v.literal('follow'), requestId: opaqueId, page }),
  v.strictObject({
    kind: v.literal('open'),
    what: v.picklist(['sign-in', 'portal']),
    route: v.optional(route),
    denied: v.nullish(denied),
  }),
] as const

const terms = v.strictObject({ idempotencyKey: v.optional(key), version: v.optional(v.number()) })
const endpoint = v.custom<keyof typeof api>((name) => typeof name === 'string' && Object.hasOwn(api, name))
const input = v.record(v.string(), v.unknown())

const ownMessages = [
  v.strictObject({ kind: v.literal('call'), endpoint, input, terms: v.optional(terms) }),
  v.strictObject({
    kind: v.literal('read'),
    text: v.pipe(v.string(), v.maxLength(100_000)),
    accountId: v.optional(accountId),
    denied: v.optional(denied),
  }),
  v.strictObject({ kind: v.literal('sign-in'), again: v.optional(v.literal(true)) }),
  v.strictObject({ kind: v.literal('sign-out') }),
  v.strictObject({ kind: v.literal('refresh') }),
] as const

const speakers = {
  frame: v.variant('kind', frameMessages),
  portal: v.variant('kind', portalMessages),
  link: v.variant('kind', linkMessages),
  page: v.variant('kind', pageMessages),
  ours: v.variant('kind', [...pageMessages, ...ownMessages]),
} as const

export type Speaker = keyof typeof speakers
export type Heard = v.InferOutput<(typeof speakers)[Speaker]>

export interface Sender {
  readonly id?: string | undefined
  readonly url?: string | undefined
  readonly frameId?: number | undefined
  readonly tab?: { readonly id?: number | undefined } | undefined
}

/** The message, if this sender may send it and it has the form of one; else `null`, and nothing is answered. */
export function heard(message: unknown, sender: Sender): Heard | null {
  const who = speaker(sender)
  if (who === null) return null
  const parsed = v.safeParse(speakers[who], message)
  return parsed.success ? parsed.output : null
}

/** One of our own pages, or the sample of a console page among them, which may say no more than that; our content script in a console page, in a frame of one, in the access portal or on the page of links, or nobody. */
export function speaker({ id, url, frameId }: Sender): Speaker | null {
  if (id !== browser.runtime.id || url === undefined) return null
  if (url.startsWith(browser.runtime.getURL('/'))) return isSample(url) ? 'page' : 'ours'
  if (frameId === 0 && isLink(new URL(url))) return 'link'
  const { protocol, hostname, host } = new URL(url)
  if (protocol !== 'https:') return null
  if (frameId === 0 && host === portalHost) return 'portal'
  if (!isConsoleHost(hostname) || frameId === undefined) return null
  return frameId === 0 ? 'page' : 'frame'
}

/** It runs what runs in a console page, so that what holds there is seen to hold: no token, no call, no grant by a rule. */
function isSample(url: string): boolean {
  return new URL(url).pathname === `/${samplePage}`
}

function isLink({ origin, pathname }: URL): boolean {
  return origin === linkOrigin && linkedRequest(pathname) !== null
}
