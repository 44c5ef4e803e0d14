import type { Api } from '../schema/contract/api.ts'
import type { Output } from '../schema/contract/endpoint.ts'
import type { Suggested, SetTexts } from '../schema/policy/suggest/suggest.ts'
import { factsToSuggest, type SetInFull, type SuggestFacts } from './db/suggesting.ts'
import type { AccountRow } from './db/facts.ts'
import type { Call } from './http/serve.ts'
import { Refusal } from './http/refusal.ts'
import { whyNot } from './no-help.ts'
import { longestAllowed, type Bound } from './policy.ts'
import { namesOf } from './refusals.ts'
import { placeOf } from './rules/asked.ts'
import { rulingOn } from './rules/ruling.ts'

type Suggestions = Output<Api['suggest']>

/** What would help somebody who was denied something, among what they may ask for. */
export async function suggestTo({ deps, credential, input }: Call<Api['suggest']>): Promise<Suggestions> {
  const now = deps.now()
  const facts = await factsToSuggest(deps.db, { credential, now }, input.accountId)
  const account = openAccount(facts, input.accountId)
  const stopped = whyNot(input)
  if (stopped) return { ...stopped, sets: [], draft: null }

  const open = openSets(facts, account, now)
  const sets = open.map(({ set, policies }) => textsOf(set.arn, policies, facts.managed))
  const suggested = await deps.reader.suggest({ ...input, sets })
  const bound = boundOn(facts, account, { set: null, now })
  const offers = suggested.sets.map((offer) =>
    offerToWire(
      offer,
      open.find(({ set }) => set.arn === offer.arn)!,
    ),
  )
  const draft = bound === null || suggested.draft === null ? null : draftToWire(suggested, bound)
  const helps = offers.length > 0 || draft !== null
  return {
    action: suggested.action,
    resources: [...suggested.resources],
    sets: offers,
    draft,
    noHelp: helps ? null : nothingHelps(suggested),
  }
}

function openAccount({ account, admins, caller }: SuggestFacts, id: string): AccountRow {
  const names = namesOf(admins)
  if (caller.principalId === null)
    throw new Refusal('not-linked', { email: caller.email ?? caller.name, names })
  if (account === null || account.status !== 'ACTIVE')
    throw new Refusal('account-unknown', { account: id, names })
  if (account.requestable === 0 || account.management === 1)
    throw new Refusal('account-hidden', { account: account.name, names })
  return account
}

type OpenSet = SetInFull & { readonly longest: Bound }

function openSets(facts: SuggestFacts, account: AccountRow, now: number): OpenSet[] {
  return facts.sets.flatMap((one) => {
    const longest = boundOn(facts, account, { set: one.set, now })
    return longest === null ? [] : { ...one, longest }
  })
}

/** The longest the caller may ask for a set, or a custom one; `null` where no rule lets them. */
function boundOn(
  { book, caller, groups, settings }: SuggestFacts,
  account: AccountRow,
  { set, now }: { readonly set: SetInFull['set'] | null; readonly now: number },
): Bound | null {
  const ruling = rulingOn(book.rules, {
    personId: caller.id,
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

function textsOf(arn: string, policies: SetInFull['policies'], known: SuggestFacts['managed']): SetTexts {
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

function offerToWire(
  offer: Suggested['sets'][number],
  { set, longest }: OpenSet,
): Suggestions['sets'][number] {
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

function draftToWire({ action, draft }: Suggested, { seconds }: Bound): Suggestions['draft'] {
  const { document, companions, resourceIsNamed, findings } = draft!
  return {
    custom: {
      label: `Only ${action}`.slice(0, 80),
      sessionDuration: 'PT1H',
      managedPolicyArns: [],
      inlinePolicy: document,
    },
    maxSeconds: seconds,
    companions: companions.map((one) => ({ ...one, resources: [...one.resources] })),
    resourceIsNamed,
    risks: risksOf(findings),
  }
}

/** Each once, however many statements raise it. */
function risksOf(findings: Suggested['sets'][number]['risks']): Suggestions['sets'][number]['risks'] {
  const risks = findings.map(({ id, severity, because }) => ({ id, severity, because }))
  return [...new Map(risks.map((one) => [one.id, one])).values()]
}

function nothingHelps({ action, isKnown, blocked }: Suggested): NonNullable<Suggestions['noHelp']> {
  if (blocked) {
    const sentence = `No custom set may have ${action}: ${blocked.because}`
    return { because: 'blocked', policy: blocked.because, sentence }
  }
  if (!isKnown)
    return {
      because: 'unknown-action',
      policy: null,
      sentence: `AWS has no action ${action}, and no set you may ask for allows it.`,
    }
  return {
    because: 'closed',
    policy: null,
    sentence: `Nothing you may ask for here allows ${action}, and no rule lets you ask for a custom set.`,
  }
}
