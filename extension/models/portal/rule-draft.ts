import type { Rule, Times, Weekday } from '../../../schema/contract/rules.ts'

/** Hours of days of the week as they are typed. */
export interface Hours {
  readonly days: readonly Weekday[]
  readonly from: string
  readonly to: string
}

/** A rule as it is typed: lists one to a line, the limit in hours. */
export interface RuleDraft {
  readonly name: string
  readonly effect: Rule['effect']
  readonly who: string
  readonly where: string
  readonly sets: string
  /** Empty: this rule sets no limit. */
  readonly hours: string
  readonly approval: '' | 'needed' | 'automatic'
  readonly levels: '' | '1' | '2'
  readonly isTimed: boolean
  readonly zone: string
  readonly weekly: readonly Hours[]
}

const workdays: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri']
export const workHours: Hours = { days: workdays, from: '09:00', to: '17:00' }

export function draftOf(rule: Rule | null, zone: string): RuleDraft {
  const allows = rule?.effect === 'allow' ? rule : null
  return {
    name: rule?.name ?? '',
    effect: rule?.effect ?? 'allow',
    who: rule?.who.join('\n') ?? '',
    where: rule?.where.join('\n') ?? '',
    sets: rule?.sets.join('\n') ?? '',
    hours: allows?.maxSeconds ? String(allows.maxSeconds / 3600) : '',
    approval: allows?.approval ?? '',
    levels: allows?.levels ? (String(allows.levels) as '1' | '2') : '',
    isTimed: rule?.times !== undefined,
    zone: rule?.times?.zone ?? zone,
    weekly: rule?.times?.weekly.map(typedHours) ?? [workHours],
  }
}

/** A field for a time knows no 24:00; midnight ends a day as well. */
function typedHours({ days, from, to }: Hours): Hours {
  return { days, from, to: to === '24:00' ? '00:00' : to }
}

function writtenHours({ days, from, to }: Hours): Times['weekly'][number] {
  return { days: [...days], from, to: to === '00:00' ? '24:00' : to }
}

/** As the API takes it; what is wrong with it the server says, with its field. */
export function ruleOf(draft: RuleDraft): Rule {
  const { name, effect, zone, weekly, approval, levels, hours } = draft
  const about = {
    name: name.trim(),
    who: linesOf(draft.who),
    where: linesOf(draft.where),
    sets: linesOf(draft.sets),
    ...(draft.isTimed ? { times: { zone, weekly: weekly.map(writtenHours) } } : {}),
  }
  if (effect === 'deny') return { effect, ...about }
  return {
    effect,
    ...about,
    ...(hours.trim() ? { maxSeconds: Math.round(Number(hours) * 3600) } : {}),
    ...(approval ? { approval } : {}),
    ...(levels ? { levels: levels === '1' ? 1 : 2 } : {}),
  }
}

export function linesOf(text: string): string[] {
  return [...new Set(text.split('\n').map((line) => line.trim()))].filter(Boolean)
}

/** All rules as they will be: with this one in the place of the one that was opened, or beside them, or without it. */
export function withRule(rules: readonly Rule[], opened: string | null, rule: Rule | null): Rule[] {
  const others = rules.filter(({ name }) => name !== opened)
  return rule === null ? others : [...others, rule]
}

type FieldOfRule = 'name' | 'who' | 'where' | 'sets' | 'hours' | 'times'

/** The field of the last rule that a refusal is about: "rules.3.who.0". */
export function fieldOf(field: string | undefined): FieldOfRule | null {
  const part = /^rules\.\d+\.(\w+)/.exec(field ?? '')?.[1]
  if (part === 'maxSeconds') return 'hours'
  return part === 'name' || part === 'who' || part === 'where' || part === 'sets' || part === 'times'
    ? part
    : null
}
