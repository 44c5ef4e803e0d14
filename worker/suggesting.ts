import type { Api } from '../schema/contract/api.ts'
import type { Output } from '../schema/contract/endpoint.ts'
import type { Suggested } from '../schema/policy/suggest/suggest.ts'
import { factsToSuggest } from './db/suggesting.ts'
import type { Call } from './http/serve.ts'
import { whyNot } from './no-help.ts'
import { boundsAt, offersToWire, openSets, risksOf, setsToRead, textsOf } from './offers.ts'
import { openAccount } from './open-account.ts'
import type { Bound } from './policy.ts'

type Suggestions = Output<Api['suggest']>

/** What would help somebody who was denied something, among what they may ask for. */
export async function suggestTo({ deps, credential, input }: Call<Api['suggest']>): Promise<Suggestions> {
  const now = deps.now()
  const facts = await factsToSuggest(deps.db, { credential, now }, input.accountId)
  const account = openAccount(facts, input.accountId)
  const stopped = whyNot(input)
  if (stopped) return { ...stopped, sets: [], draft: null }

  const place = { personId: facts.caller.id, account, now }
  const open = openSets(facts, place)
  const sets = open.map(({ set, policies }) => textsOf(set.arn, policies, facts.managed))
  const suggested = await deps.reader.suggest({
    ...input,
    partition: deps.config.partition,
    ...setsToRead(sets, facts.managed),
  })
  const bound = boundsAt(facts, place)(null)
  const offers = offersToWire(suggested.sets, open)
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
