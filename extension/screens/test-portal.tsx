import '../test-browser.ts'
import { cleanup, render, waitFor } from '@testing-library/preact'
import type { ComponentChild } from 'preact'
import { afterEach, beforeEach, vi } from 'vitest'
import type { EndpointName } from '../../schema/contract/api.ts'
import { fakeBrowser } from '../test-browser.ts'
import type { ReadDenial } from '../lib/shown.ts'
import type { Known } from '../lib/storage.ts'
import { sampleKnown, storyNow } from '../test-samples.ts'

/** The background as a screen meets it: what each endpoint answers, and what was asked of it. */
export interface Asked {
  readonly endpoint: string
  readonly input: Readonly<Record<string, unknown>>
  readonly terms: { readonly idempotencyKey?: string; readonly version?: number }
}

type Answer = (input: Asked['input']) => unknown

export const asked: Asked[] = []
export const answers: Partial<Record<EndpointName, Answer>> = {}
export const told: string[] = []
/** The same as they were said, and what a sign-in comes to. */
export const said: object[] = []
export const signIn: { comes: () => Promise<unknown> } = { comes: async () => ({ ok: true, output: null }) }
/** What a pasted text is read as. */
export const denial: { read: ReadDenial | null } = { read: null }

/** What an answer throws to be refused. */
export class Refuse {
  readonly problem: { type: string; params: Record<string, string> } & Record<string, unknown>
  constructor(key: string, params: Record<string, string> = {}, facts: Record<string, unknown> = {}) {
    this.problem = { type: `/problems/${key}`, params, ...facts }
  }
}

const { catalogItem, linkItem, seenItem } = await import('../lib/storage.ts')
const { catalog } = await import('../models/catalog.ts')
const { connection, seen, watchSeen } = await import('../models/seen.ts')
export const { go, replaceRoute, route } = await import('../models/portal/route.ts')
const { closeDialog } = await import('../models/portal/dialog.ts')
const { notice } = await import('../models/portal/notice.ts')

// The story of the pictures: its hour, in its zone.
process.env['TZ'] = 'Europe/Berlin'
vi.useFakeTimers({ toFake: ['Date'] })
vi.setSystemTime(storyNow)
await watchSeen()

interface Message {
  readonly kind: string
  readonly endpoint: EndpointName
  readonly input: Asked['input']
  readonly terms: Asked['terms']
}

Object.assign(fakeBrowser.runtime, { sendMessage: hear })

async function hear(message: Message): Promise<unknown> {
  const { kind, endpoint, input, terms } = message
  if (kind !== 'call') {
    told.push(kind)
    said.push(message)
    if (kind === 'sign-in') return signIn.comes()
    if (kind === 'read') return denial.read
    return { ok: true, output: null }
  }
  asked.push({ endpoint, input, terms })
  const answer = answers[endpoint]
  try {
    return { ok: true, output: answer ? await answer(input) : { items: [], next: null } }
  } catch (refusal) {
    if (refusal instanceof Refuse) return { ok: false, problem: refusal.problem }
    throw refusal
  }
}

beforeEach(async () => {
  vi.setSystemTime(storyNow)
  asked.length = 0
  told.length = 0
  said.length = 0
  signIn.comes = async () => ({ ok: true, output: null })
  for (const name of Object.keys(answers)) delete answers[name as EndpointName]
  // What would happen to a request is asked while it is typed: unless a test says so, the answer is on its way.
  answers.previewOpen = () => new Promise(() => undefined)
  answers.reading = () => new Promise(() => undefined)
  answers.review = () => new Promise(() => undefined)
  denial.read = null
  closeDialog()
  notice.value = null
  location.hash = ''
  await know({})
  await link('online')
})
afterEach(cleanup)

/** What storage has when the screen opens; `null` for nothing at all. */
export async function know(part: Partial<Known> | null): Promise<void> {
  const { catalog: accounts, ...known } = sampleKnown(part ?? {})
  await catalogItem.setValue(part && accounts)
  await seenItem.setValue(part && known)
  await waitFor(() => {
    const told = JSON.stringify([seen.value, catalog()])
    if (told !== JSON.stringify(part ? [known, accounts] : [null, null]))
      throw new Error('Storage has not told yet.')
  })
}

export async function link(state: 'online' | 'offline' | 'unreachable' | 'signed-out'): Promise<void> {
  await linkItem.setValue({ state, retryAt: storyNow + 8000 })
  await waitFor(() => {
    if (connection.value !== state) throw new Error('Storage has not told yet.')
  })
}

export function show(node: ComponentChild) {
  return render(<main>{node}</main>)
}

/** What a person reads, in one line. */
export function words(element: Element | null = document.body): string {
  return (element?.textContent ?? '').replace(/\s+/g, ' ').trim()
}
