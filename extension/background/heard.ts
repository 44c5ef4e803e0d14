import * as v from 'valibot'
import { browser } from 'wxt/browser'
import { api } from '../../schema/contract/api.ts'
import { asked } from '../../schema/contract/requests.ts'
import { accountId, opaqueId } from '../../schema/contract/values.ts'

const key = v.pipe(v.string(), v.regex(/^[\w-]{8,100}$/))
const route = v.pipe(v.string(), v.maxLength(300), v.regex(/^\/[\w\-/?=&.%]*$/))

/** What a content script may say. Its page is hostile ground, so this is all there is. */
const pageMessages = [
  v.strictObject({ kind: v.literal('here'), accountId }),
  v.strictObject({ kind: v.literal('send'), asked, idempotencyKey: key }),
  v.strictObject({ kind: v.literal('follow'), requestId: opaqueId }),
  v.strictObject({
    kind: v.literal('open'),
    what: v.picklist(['sign-in', 'portal']),
    route: v.optional(route),
  }),
] as const

const terms = v.strictObject({ idempotencyKey: v.optional(key), version: v.optional(v.number()) })
const endpoint = v.custom<keyof typeof api>((name) => typeof name === 'string' && Object.hasOwn(api, name))
const input = v.record(v.string(), v.unknown())

const ownMessages = [
  v.strictObject({ kind: v.literal('call'), endpoint, input, terms: v.optional(terms) }),
  v.strictObject({ kind: v.literal('sign-in') }),
  v.strictObject({ kind: v.literal('sign-out') }),
  v.strictObject({ kind: v.literal('refresh') }),
] as const

const fromPage = v.variant('kind', pageMessages)
const fromOurs = v.variant('kind', [...pageMessages, ...ownMessages])

export type Heard = v.InferOutput<typeof fromOurs>

export interface Sender {
  readonly id?: string | undefined
  readonly url?: string | undefined
  readonly frameId?: number | undefined
}

/** The message, if this sender may send it and it has the form of one; else `null`, and nothing is answered. */
export function heard(message: unknown, sender: Sender): Heard | null {
  const who = speaker(sender)
  if (who === null) return null
  const parsed = v.safeParse(who === 'ours' ? fromOurs : fromPage, message)
  return parsed.success ? parsed.output : null
}

/** One of our own pages, our content script in the top frame of a console page, or nobody. */
export function speaker({ id, url, frameId }: Sender): 'ours' | 'page' | null {
  if (id !== browser.runtime.id || url === undefined) return null
  if (url.startsWith(browser.runtime.getURL('/'))) return 'ours'
  const { protocol, hostname } = new URL(url)
  const console = protocol === 'https:' && /(^|\.)console\.aws\.amazon\.com$/.test(hostname)
  return console && frameId === 0 ? 'page' : null
}
