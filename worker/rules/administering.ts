import type { Api } from '../../schema/contract/api.ts'
import type { Change } from '../../schema/contract/config.ts'
import type { Output } from '../../schema/contract/endpoint.ts'
import type { Rule } from '../../schema/contract/rules.ts'
import { writeOrRefuse } from '../administering.ts'
import { planOf } from '../configuring.ts'
import { configured, configuredBeside, type Configured } from '../db/config.ts'
import { requestsSince } from '../db/past.ts'
import { standingRules, type RuleBook } from '../db/rules.ts'
import type { Call } from '../http/serve.ts'
import { Refusal } from '../http/refusal.ts'
import { instant } from '../wire.ts'
import { foresee, foresightMs } from './foresight.ts'
import { keptRule, writtenRule } from './writing.ts'

type Book = Output<Api['rules']>

export async function showRules({ deps, credential }: Call<Api['rules']>): Promise<Book> {
  const facts = await configured(deps.db, { credential, now: deps.now() }, 'rules')
  return toBook(facts.book, facts)
}

/** All rules as they will be. What is the same as before is no change, and makes no event. */
export async function setRules(call: Call<Api['setRules']>): Promise<Book> {
  const { deps, input, ifMatch } = call
  const facts = await configured(deps.db, { ...call, now: deps.now() }, 'setRules')
  if (ifMatch !== null && ifMatch !== facts.book.version) throw new Refusal('changed')
  refuseTwice(input.rules)
  // Every name is resolved, so that a refusal says which rule of those that were sent.
  input.rules.forEach((rule, i) => keptRule(rule, facts, `rules.${i}`))
  const { planned } = planOf(facts, changesTo(input.rules, facts), deps.newId)
  const now = await writeOrRefuse(call, facts, planned, standingRules())
  return toBook(now, facts)
}

export async function previewRules(call: Call<Api['previewRules']>): Promise<Output<Api['previewRules']>> {
  const { deps, input } = call
  const now = deps.now()
  const since = requestsSince({ ...call, now }, now - foresightMs)
  const [facts, past] = await configuredBeside(deps.db, { ...call, now }, 'previewRules', since)
  refuseTwice(input.rules)
  const rules = input.rules.map((rule, i) => keptRule(rule, facts, `rules.${i}`))
  return foresee(past, { before: facts.book.rules, after: rules })
}

function refuseTwice(rules: readonly Rule[]): void {
  const names = rules.map(({ name }) => name)
  const twice = names.findIndex((name, i) => names.indexOf(name) < i)
  if (twice < 0) return
  const what = `Another rule is called ${names[twice]}.`
  throw new Refusal('invalid', { what }, { field: `rules.${twice}.name` })
}

function changesTo(rules: readonly Rule[], facts: Configured): Change[] {
  const before = facts.book.rules.map((kept) => writtenRule(kept, facts))
  const named = (all: readonly Rule[], name: string) => all.find((rule) => rule.name === name) ?? null
  const names = new Set([...before, ...rules].map(({ name }) => name))
  return [...names].map((key) => ({
    what: 'rule',
    key,
    from: named(before, key),
    to: named(rules, key),
  }))
}

function toBook({ rules, version, savedBy, savedAt }: RuleBook, facts: Configured): Book {
  return {
    rules: rules.map((kept) => writtenRule(kept, facts)),
    version,
    savedBy,
    savedAt: savedAt === null ? null : instant(savedAt),
  }
}
