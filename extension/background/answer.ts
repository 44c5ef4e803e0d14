import type { Asked } from '../../schema/contract/requests.ts'
import { isWrite } from '../lib/writes.ts'
import type { Talk } from '../lib/messages.ts'
import type { ShownRequest, ShownTrouble } from '../lib/shown.ts'
import { linkItem, pastedItem, stoodItem } from '../lib/storage.ts'
import { callApi } from './client.ts'
import { beforeSending, keepForeseen, keptFromPage } from './before.ts'
import { openForPage } from './end-confirm.ts'
import { type Heard, type Sender, speaker } from './heard.ts'
import { hereOf } from './here.ts'
import { offerFor, offerOf } from './offer.ts'
import { known } from './known.ts'
import { keepPlace } from './places.ts'
import { portalHere } from './portal-here.ts'
import { type InView, readDenial, saidAgain, stoodAt } from './read-denial.ts'
import { broken } from './problems.ts'
import { sessionsFull, tellTopFrame } from './ports.ts'
import { confirmElsewhere, shownRequest, shownTrouble } from './shown.ts'
import { ticketMissing, withTicket } from './urgent.ts'
import { refreshNow, signInNow, signOutNow } from './standing.ts'
import { draftedFor, narrowestKnown, suggestFor } from './suggest.ts'

type Answer = Talk[keyof Talk]['hears']

/** What the background does for a message. Whether it may be sent was decided before. */
export async function answer(message: Heard, from: Sender = {}): Promise<Answer> {
  try {
    return await answerTo(message, from)
  } catch (error) {
    return failed(message, error)
  }
}

/** Storage that is full, or a bug: a button that waits for an answer gets one all the same. */
function failed({ kind }: Heard, error: unknown): Answer {
  const reference = crypto.randomUUID().slice(0, 8)
  console.error('A message was not answered', { kind, reference, error })
  const refused = { ok: false, problem: broken(reference) } as const
  if (kind === 'send') return { trouble: shownTrouble(refused.problem) }
  return outcomes.has(kind) ? refused : null
}
const outcomes: ReadonlySet<Heard['kind']> = new Set(['call', 'sign-in', 'sign-out', 'refresh'])

async function answerTo(message: Heard, from: Sender): Promise<Answer> {
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
      return suggestFor(message.accountId, message.denied, message.shown)
    case 'before': {
      const { kind: _, ...wish } = message
      return beforeSending(wish)
    }
    case 'read':
      return readDenial(message.text, await known(), inViewOf(message))
    case 'portal':
      return portalHere(message.accountIds, await known())
    case 'follow':
      return follow(message)
    case 'open':
      if ('denied' in message && message.denied) await carryOn(message.denied, message.route)
      await (message.what === 'sign-in' ? signInNow() : openForPage(message.route))
      return null
    case 'call':
      return call(message)
    case 'sign-in':
      return signInNow(message.again)
    case 'sign-out':
      return signOutNow()
    case 'refresh':
      return refreshNow()
  }
}

async function here({ accountId, page }: Extract<Heard, { kind: 'here' }>): Promise<Answer> {
  const [seen, link] = await Promise.all([known(), linkItem.getValue()])
  return { ...hereOf(accountId, seen, link?.state ?? null, Date.now(), page), sessionsFull: sessionsFull() }
}

/** The text is what starts the form's look, so that it comes last. */
async function carryOn(denied: Parameters<typeof saidAgain>[0], route: string | undefined): Promise<void> {
  await stoodItem.setValue(stoodAt(route, denied))
  await pastedItem.setValue(saidAgain(denied))
}

function inViewOf({ accountId, denied }: Extract<Heard, { kind: 'read' }>): InView {
  return { ...(accountId !== undefined && { accountId }), ...(denied && { denied }) }
}

async function offer(said: Extract<Heard, { kind: 'offer' }>): Promise<Answer> {
  const seen = await known()
  const fitting = offerFor(said, seen)
  if (fitting?.kind !== 'grant') return fitting
  const narrowest = await narrowestKnown(said.accountId, fitting.denied, seen)
  return narrowest ? offerOf(narrowest, fitting) : fitting
}

async function send(message: Extract<Heard, { kind: 'send' }>, from: Sender): Promise<Answer> {
  const { idempotencyKey, page, drafted } = message
  const wish = withTicket(message.asked)
  if (wish === null) return { trouble: ticketMissing() }
  const custom = drafted ? await draftedFor(wish) : null
  const asked = custom ? { ...wish, custom } : wish
  const told = speaker(from) === 'ours' ? null : await keptFromPage(asked)
  if (told?.kept) return { trouble: told.kept }
  const outcome = await callApi('open', told ? { ...asked, attended: true } : asked, { idempotencyKey })
  if (outcome.ok && page !== undefined) await keepPlace(outcome.output.id, page)
  if (outcome.ok && told) await keepForeseen(outcome.output.id, told.foreseen)
  void refreshNow()
  if (!outcome.ok) return { trouble: troubleOf(outcome.problem, asked) }
  return { request: shownRequest(outcome.output, await known()) }
}

/** A rule that came, or whose hours began, since the page was told who decides. */
function troubleOf(problem: Parameters<typeof shownTrouble>[0], asked: Asked): ShownTrouble {
  return problem.type === '/problems/confirm-in-portal' ? confirmElsewhere(asked) : shownTrouble(problem)
}

/** Only the person's own request. */
async function follow({
  requestId: id,
  page,
}: Extract<Heard, { kind: 'follow' }>): Promise<ShownRequest | null> {
  const seen = await known()
  const outcome = await callApi('request', { id })
  if (!outcome.ok || outcome.output.requester.id !== seen?.me.id) return null
  return shownRequest(outcome.output, seen, Date.now(), page)
}

/** A write is followed by a look, so that every screen shows it. */
async function call({ endpoint, input, terms }: Extract<Heard, { kind: 'call' }>): Promise<Answer> {
  const outcome = await callApi(endpoint, input, termsOf(terms))
  if (outcome.ok && isWrite(endpoint)) void refreshNow(setUp.has(endpoint))
  return outcome
}

/** They change who one is or decides for, which is read rarely otherwise. */
const setUp: ReadonlySet<string> = new Set(['setAway', 'setOwners', 'setRole'])

function termsOf({ idempotencyKey, version }: NonNullable<Extract<Heard, { kind: 'call' }>['terms']> = {}) {
  return {
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    ...(version === undefined ? {} : { version }),
  }
}
