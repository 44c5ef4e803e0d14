import type { Suggestions } from '../schema/contract/suggest.ts'
import type { SetTexts, Suggested } from '../schema/policy/suggest/suggest.ts'
import type { PolicyTexts } from './aws/port.ts'
import type { AccountRow } from './db/facts.ts'
import type { OfferFacts, SetInFull } from './db/offers.ts'
import { longestAllowed, type Bound } from './policy.ts'
import { placeOf } from './rules/asked.ts'
import { rulingOn } from './rules/ruling.ts'

export type Offer = Suggestions['sets'][number]
export type OpenSet = SetInFull & { readonly longest: Bound }

/** Who would ask, and where and when. */
export interface Place {
  readonly personId: string
  readonly account: AccountRow
  readonly now: number
}

/** What this person may ask for there. */
export function openSets(facts: OfferFacts, place: Place): OpenSet[] {
  return facts.sets.flatMap((one) => {
    const longest = boundOn(facts, place, one.set)
    return longest === null ? [] : { ...one, longest }
  })
}

/** The longest they may ask for a set, or for a custom one; `null` where no rule lets them. */
export function boundOn(
  { book, groups, settings }: OfferFacts,
  { personId, account, now }: Place,
  set: SetInFull['set'] | null,
): Bound | null {
  const ruling = rulingOn(book.rules, {
    personId,
    groups: new Set(groups),
    account: placeOf(account),
    setArn: set?.arn ?? null,
    seconds: settings.minSeconds,
    startsAt: now,
  })
  return ruling.allowed
    ? longestAllowed(account, set ?? { name: 'custom sets', maxSeconds: null }, ruling.bound)
    : null
}

/** For the reader: with the documents that are here, and the names of those that are not. */
export function textsOf(arn: string, policies: PolicyTexts, known: OfferFacts['managed']): SetTexts {
  const { managed, customer, inline, boundary } = policies
  const documents = managed.flatMap((one) => known.get(one) ?? [])
  const limit = known.get(boundary)
  return {
    arn,
    documents: inline === '' ? documents : [...documents, inline],
    boundary: boundary === '' ? null : limit === undefined ? [] : [limit],
    unread: [...customer, ...managed.filter((one) => !known.has(one))],
  }
}

export function offersToWire(suggested: Suggested['sets'], open: readonly OpenSet[]): Offer[] {
  const bySet = new Map(open.map((one) => [one.set.arn, one]))
  return suggested.flatMap((offer) => {
    const found = bySet.get(offer.arn)
    return found ? offerToWire(offer, found) : []
  })
}

function offerToWire(offer: Suggested['sets'][number], { set, longest }: OpenSet): Offer {
  return {
    arn: set.arn,
    name: set.name,
    maxSeconds: longest.seconds,
    sealed: set.sealed === 1,
    isCertain: offer.isCertain,
    also: offer.also,
    risks: risksOf(offer.risks),
    unread: [...offer.unread],
  }
}

/** Each once, however many statements raise it. */
export function risksOf(findings: Suggested['sets'][number]['risks']): Offer['risks'] {
  const risks = findings.map(({ id, severity, because }) => ({ id, severity, because }))
  return [...new Map(risks.map((one) => [one.id, one])).values()]
}
