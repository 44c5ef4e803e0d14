import type { Talk } from '../lib/messages.ts'
import { openPortalTab } from '../lib/portal-tab.ts'
import type { ShownRequest } from '../lib/shown.ts'
import { linkItem, seenItem } from '../lib/storage.ts'
import { callApi } from './client.ts'
import { beforeSending, needsNobody } from './before.ts'
import { type Heard, type Sender, speaker } from './heard.ts'
import { hereOf } from './here.ts'
import { offerFor } from './offer.ts'
import { keepPlace } from './places.ts'
import { portalHere } from './portal-here.ts'
import { readDenial } from './read-denial.ts'
import { sessionsFull, tellTopFrame } from './ports.ts'
import { confirmElsewhere, shownRequest, shownTrouble } from './shown.ts'
import { refreshNow, signInNow, signOutNow } from './standing.ts'
import { draftedFor, narrowestKnown, suggestFor } from './suggest.ts'

type Answer = Talk[keyof Talk]['hears']

/** What the background does for a message. Whether it may be sent was decided before. */
export async function answer(message: Heard, from: Sender = {}): Promise<Answer> {
  switch (message.kind) {
    case 'here':
      return here(message)
    case 'send':
      return send(message, from)
    case 'denied':
      tellTopFrame(from.tab?.id, message.text)
      return null
    case 'offer':
      return offer(message)
    case 'suggest':
      return suggestFor(message.accountId, message.denied)
    case 'before': {
      const { kind: _, ...wish } = message
      return beforeSending(wish)
    }
    case 'read':
      return readDenial(message.text, await seenItem.getValue())
    case 'portal':
      return portalHere(message.accountIds, await seenItem.getValue())
    case 'follow':
      return follow(message)
    case 'open':
      await (message.what === 'sign-in' ? signInNow() : openPortalTab(message.route))
      return null
    case 'call':
      return call(message)
    case 'sign-in':
      return signInNow()
    case 'sign-out':
      return signOutNow()
    case 'refresh':
      return refreshNow()
  }
}

async function here({ accountId, page }: Extract<Heard, { kind: 'here' }>): Promise<Answer> {
  const [seen, link] = await Promise.all([seenItem.getValue(), linkItem.getValue()])
  return { ...hereOf(accountId, seen, link?.state ?? null, Date.now(), page), sessionsFull: sessionsFull() }
}

async function offer(said: Extract<Heard, { kind: 'offer' }>): Promise<Answer> {
  const seen = await seenItem.getValue()
  const fitting = offerFor(said, seen)
  if (fitting?.kind !== 'grant') return fitting
  return offerFor(said, seen, await narrowestKnown(said.accountId, fitting.denied.action, seen))
}

async function send(message: Extract<Heard, { kind: 'send' }>, from: Sender): Promise<Answer> {
  const { idempotencyKey, page, drafted } = message
  const custom = drafted ? await draftedFor(message.asked) : null
  const asked = custom ? { ...message.asked, custom } : message.asked
  if (speaker(from) !== 'ours' && (await needsNobody(asked))) return { trouble: confirmElsewhere(asked) }
  const outcome = await callApi('open', asked, { idempotencyKey })
  if (outcome.ok && page !== undefined) await keepPlace(outcome.output.id, page)
  void refreshNow()
  if (!outcome.ok) return { trouble: shownTrouble(outcome.problem) }
  return { request: shownRequest(outcome.output, await seenItem.getValue()) }
}

/** Only the person's own request. */
async function follow({
  requestId: id,
  page,
}: Extract<Heard, { kind: 'follow' }>): Promise<ShownRequest | null> {
  const seen = await seenItem.getValue()
  const outcome = await callApi('request', { id })
  if (!outcome.ok || outcome.output.requester.id !== seen?.me.id) return null
  return shownRequest(outcome.output, seen, Date.now(), page)
}

/** A write is followed by a look, so that every screen shows it. */
async function call({ endpoint, input, terms }: Extract<Heard, { kind: 'call' }>): Promise<Answer> {
  const outcome = await callApi(endpoint, input, termsOf(terms))
  if (outcome.ok && writes.has(endpoint)) void refreshNow()
  return outcome
}

const writes: ReadonlySet<string> = new Set(
  'open decide withdraw retry release revoke adopt remove ignore'.split(' '),
)

function termsOf({ idempotencyKey, version }: NonNullable<Extract<Heard, { kind: 'call' }>['terms']> = {}) {
  return {
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    ...(version === undefined ? {} : { version }),
  }
}
