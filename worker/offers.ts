import type { Suggestions } from '../schema/contract/suggest.ts'
import type { SetTexts, SuggestAsk, Suggested } from '../schema/policy/suggest/suggest.ts'
import type { PolicyTexts } from './aws/port.ts'
import type { AccountRow } from './db/facts.ts'
import type { OfferFacts, SetInFull } from './db/offers.ts'
import { longestAllowed, type Bound } from './policy.ts'
import { thereOf } from './rules/there.ts'
import { rulingAmong, speakingAt } from './rules/ruling.ts'

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
  const boundOn = boundsAt(facts, place)
  return facts.sets.flatMap((one) => {
    const longest = boundOn(one.set)
    return longest === null ? [] : { ...one, longest }
  })
}

/** The longest they may ask for a set, or for a custom one; `null` where no rule lets them. */
export function boundsAt(
  { book, groups, settings }: OfferFacts,
  { personId, account, now }: Place,
): (set: SetInFull['set'] | null) => Bound | null {
  const speaking = speakingAt(book.rules, thereOf({ personId, groups }, account, now))
  return (set) => {
    const ruling = rulingAmong(speaking, { setArn: set?.arn ?? null, seconds: settings.minSeconds })
    const limits = set ?? { name: 'custom sets', maxSeconds: null }
    return ruling.allowed ? longestAllowed(account, limits, ruling.bound) : null
  }
}

/** For the reader: which of its documents are here, and the names of those that are not. */
export function textsOf(arn: string, policies: PolicyTexts, known: OfferFacts['managed']): SetTexts {
  const { managed, customer, inline, boundary } = policies
  return {
    arn,
    inline: inline === '' ? null : inline,
    managed: managed.filter((one) => known.has(one)),
    boundary: boundary === '' ? null : known.has(boundary) ? [boundary] : [],
    unread: [...customer, ...managed.filter((one) => !known.has(one))],
  }
}

/** What the reader is asked: the sets, and beside them each document that they name. */
export function setsToRead(
  sets: readonly SetTexts[],
  known: OfferFacts['managed'],
): Pick<SuggestAsk, 'sets' | 'managed'> {
  const named = new Set(sets.flatMap(({ managed, boundary }) => [...managed, ...(boundary ?? [])]))
  return { sets, managed: Object.fromEntries([...known].filter(([arn]) => named.has(arn))) }
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
