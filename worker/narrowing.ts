import type { Api } from '../schema/contract/api.ts'
import type { Output } from '../schema/contract/endpoint.ts'
import type { SetTexts } from '../schema/policy/suggest/suggest.ts'
import { narrowingQuestions } from './db/narrowing.ts'
import { offersFrom, textsFrom, type OfferFacts, type StoredTexts } from './db/offers.ts'
import { requestWith, type RequestInFull } from './db/request.ts'
import type { Call } from './http/serve.ts'
import { Refusal } from './http/refusal.ts'
import { offersToWire, openSets, setsToRead, textsOf } from './offers.ts'
import { isAllowed } from './policy.ts'

const shown = 3

/** Narrower sets that its requester may ask for and that allow what they were denied. */
export async function narrowerThan(call: Call<Api['narrower']>): Promise<Output<Api['narrower']>> {
  const { deps, credential, input } = call
  const now = deps.now()
  const ask = { credential, now, id: input.id }
  const { full, more } = await requestWith(deps.db, ask, narrowingQuestions(ask, input.id))
  const { caller, ties, request } = full
  if (!isAllowed('narrower', caller, ties)) throw new Refusal('not-found')
  const [stored, managed, account, ...offers] = more
  const known = new Map(managed.map(({ arn, document }) => [arn, document]))
  const own = textsIn(full, stored, known)
  if (request.deniedAction === null || account === null || own === null) return { items: [] }

  const facts = offersFrom(offers)
  const place = { personId: request.requesterId, account, now }
  const open = openSets(facts, place).filter(({ set }) => set.arn !== request.setArn)
  const sets = [own, ...open.map(({ set, policies }) => textsOf(set.arn, policies, facts.managed))]
  const suggested = await deps.reader.suggest({
    action: request.deniedAction,
    resource: request.deniedResource ?? undefined,
    accountId: request.accountId,
    partition: deps.config.partition,
    ...setsToRead(sets, new Map([...known, ...facts.managed])),
  })
  const asked = suggested.sets.findIndex(({ arn }) => arn === request.setArn)
  const certain = suggested.sets.slice(0, Math.max(asked, 0)).filter(({ isCertain }) => isCertain)
  return { items: offersToWire(certain, open).slice(0, shown) }
}

/** Of the set that is asked for; `null` where nobody has read it. */
function textsIn(
  { request, custom }: RequestInFull,
  stored: StoredTexts | null,
  known: OfferFacts['managed'],
): SetTexts | null {
  const id = request.setArn ?? ''
  if (custom === null) return stored && textsOf(id, textsFrom(stored), known)
  const { managedPolicyArns, inlinePolicy } = custom
  const policies = { managed: managedPolicyArns, customer: [], inline: inlinePolicy ?? '', boundary: '' }
  return textsOf(id, policies, known)
}
