import { customSets, type Rule, type Times } from '../../schema/contract/rules.ts'
import type { Configured } from '../db/config.ts'
import { canonical } from '../http/hash.ts'
import { invalid } from '../http/refusal.ts'
import { refOf, subjectOf } from '../references.ts'
import type { KeptRule } from './rule.ts'

// Rules as an Admin writes them, with names, and as they are kept, with ids: a name may come to mean somebody else.

/** Refuses a name that nobody and nothing has. `field` is the rule: "rules.3". */
export function keptRule(rule: Rule, facts: Configured, field: string): KeptRule {
  const { name, effect, times = null } = rule
  refuseEmptyHours(times, field)
  const ids = (of: 'who' | 'where' | 'sets', idOf: (ref: string, field: string) => string) =>
    [...new Set(rule[of].map((ref, i) => idOf(ref, `${field}.${of}.${i}`)))].toSorted()
  return {
    name,
    effect,
    who: ids('who', (ref, at) => whoOf(ref, facts, at)),
    where: ids('where', (ref, at) => whereOf(ref, facts, at)),
    sets: ids('sets', (ref, at) => setOf(ref, facts, at)),
    times,
    maxSeconds: rule.effect === 'allow' ? (rule.maxSeconds ?? null) : null,
    approval: rule.effect === 'allow' ? (rule.approval ?? null) : null,
    levels: rule.effect === 'allow' ? (rule.levels ?? null) : null,
  }
}

/** Hours that end as they begin might be none or a whole day; that is 00:00 to 24:00. */
function refuseEmptyHours(times: Times | null, field: string): void {
  const at = times?.weekly.findIndex(({ from, to }) => from === to) ?? -1
  if (at < 0) return
  throw invalid(
    `${field}.times.weekly.${at}.to`,
    'These hours end as they begin; a whole day is 00:00 to 24:00.',
  )
}

function whoOf(ref: string, facts: Configured, field: string): string {
  const { kind, subjectId } = subjectOf(ref, facts, field)
  return `${kind}:${subjectId}`
}

function whereOf(ref: string, { accounts }: Configured, field: string): string {
  const isKnown = !/^\d/.test(ref) || accounts.some(({ id }) => id === ref)
  if (!isKnown) throw invalid(field, `The organisation has no account ${ref}.`)
  return ref
}

function setOf(ref: string, { sets }: Configured, field: string): string {
  if (ref === customSets) return ref
  const set = sets.find(({ name }) => name === ref)
  if (!set) throw invalid(field, `There is no permission set ${ref}.`)
  return set.arn
}

/** As it would be written today. */
export function writtenRule(kept: KeptRule, facts: Configured): Rule {
  const about = {
    name: kept.name,
    who: kept.who.map((id) => refOf(subjectIn(id), facts)).toSorted(),
    where: [...kept.where],
    sets: kept.sets.map((arn) => facts.sets.find((set) => set.arn === arn)?.name ?? arn).toSorted(),
    ...(kept.times === null ? {} : { times: kept.times }),
  }
  if (kept.effect === 'deny') return { effect: 'deny', ...about }
  return {
    effect: 'allow',
    ...about,
    ...(kept.maxSeconds === null ? {} : { maxSeconds: kept.maxSeconds }),
    ...(kept.approval === null ? {} : { approval: kept.approval }),
    ...(kept.levels === null ? {} : { levels: kept.levels }),
  }
}

function subjectIn(id: string) {
  const kind = id.startsWith('group:') ? ('group' as const) : ('person' as const)
  return { kind, subjectId: id.slice(kind.length + 1) }
}

/** The lists of a rule have no order. */
export function isSameRule(one: Rule | null, other: Rule | null): boolean {
  return plain(one) === plain(other)
}

function plain(rule: Rule | null): string {
  if (rule === null) return ''
  const list = (refs: readonly string[]) => [...new Set(refs)].toSorted()
  return canonical({ ...rule, who: list(rule.who), where: list(rule.where), sets: list(rule.sets) })
}
