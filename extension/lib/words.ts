import type { Problem } from '../../schema/contract/errors.ts'
import { type Explainable, explain } from '../../schema/contract/lifecycle.ts'
import { filledIn, type Params, t as text } from './text.ts'
import { at, duration } from './time.ts'

/** The text of `key`; with a number `n` the form that the language has for so many (`key_one`), where it has one. */
export function t(key: string, params: Params = {}): string {
  const { n } = params
  if (n === undefined || !/^\d+$/.test(n)) return filledIn(key, params)
  const filled = { ...params, n: n.length > 3 ? Number(n).toLocaleString(locale()) : n }
  return filledIn(`${key}_${pluralRules().select(Number(n))}`, filled) || filledIn(key, filled)
}

function locale(): string {
  return text('ui_locale') || 'en-GB'
}

const rules = new Map<string, Intl.PluralRules>()

/** Made once: it takes longer than all that is said with it. */
function pluralRules(): Intl.PluralRules {
  const made = rules.get(locale()) ?? new Intl.PluralRules(locale())
  rules.set(locale(), made)
  return made
}

/** A refusal of the API, or one of the extension's own (`offline`, `site-off`), whose `type` has the same form. */
export type Refused = { readonly type: string; readonly params: Params } & Partial<
  Omit<Problem, 'type' | 'params'>
>

/** The sentence under a request's status (SCREENS 6). */
export function says(request: Explainable, now = Date.now()): string {
  const { key, params } = explain(request, now)
  return t(key, spoken(params, now))
}

/** Until when what was issued may work (SCREENS 6); empty where that is no later than the end. */
export function credentialsSay(session: {
  readonly endsAt: string
  readonly credentials: string
  readonly credentialsUntil: string
}): string {
  const { credentials, credentialsUntil, endsAt } = session
  // That AWS itself holds the end is worth saying even when both times are one.
  if (credentials !== 'sealed' && credentialsUntil === endsAt) return ''
  return t(`status_credentials_${credentials}`, { time: at(credentialsUntil) })
}

export interface ProblemWords {
  readonly title: string
  readonly detail: string
  /** The one button that mends it; empty where there is none. */
  readonly button: string
}

/** The words of a refusal (SCREENS 7); what this version does not know is said in the server's own. */
export function problemWords(problem: Refused, now = Date.now()): ProblemWords {
  const key = `problem_${problem.type.replace('/problems/', '').replaceAll('-', '_')}`
  const params = spoken(problem.params, now)
  const { variant } = problem
  const detail = (variant && t(`${key}_${variant}_detail`, params)) || t(`${key}_detail`, params)
  return {
    title: t(`${key}_title`) || problem.title || t('problem_broken_title'),
    detail: detail || problem.detail || '',
    button: t(`${key}_button`, params),
  }
}

function spoken(params: Params, now: number): Params {
  const { time, duration: seconds } = params
  const words: Record<string, string> = { ...params }
  if (time) words['time'] = at(time, now)
  if (seconds && /^\d+$/.test(seconds)) words['duration'] = duration(Number(seconds))
  return words
}
