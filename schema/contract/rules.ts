import * as v from 'valibot'
import { durationSeconds, instant, ownerRef, person, timeZone } from './values.ts'

/** Rules' word for every custom set at once: no set of AWS's can be called so. */
export const customSets = '(custom)'

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export type Weekday = (typeof weekdays)[number]

const ruleName = v.pipe(
  v.string('Write a name.'),
  v.trim(),
  v.minLength(1, 'Write a name.'),
  v.maxLength(80, 'At most 80 characters.'),
)
const place = v.pipe(
  v.string('Write an account id, ou:PATH or tag:KEY=VALUE.'),
  v.trim(),
  v.maxLength(500, 'At most 500 characters.'),
  v.regex(/^(\d{12}|ou:[^/]+(\/[^/]+)*|tag:[^=]+=.*)$/, 'Write an account id, ou:PATH or tag:KEY=VALUE.'),
  v.description('An account id, ou:PATH for every account below it, or tag:KEY=VALUE of the account in AWS.'),
)
const setRef = v.pipe(
  v.string('Write the name of a permission set, or (custom).'),
  v.minLength(1),
  v.maxLength(100),
  v.description('The name of a permission set, or (custom) for every custom set.'),
)
const few = 'At most 50; a group or an OU says more.'

const clockTime = v.pipe(
  v.string('Write a time such as 09:00.'),
  v.regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'Write a time such as 09:00.'),
)
/** Hours of a day of the week; `to` before `from` goes on into the next day. */
const weekly = v.strictObject({
  days: v.pipe(v.array(v.picklist(weekdays)), v.minLength(1, 'Name a day.'), v.maxLength(7)),
  from: clockTime,
  to: clockTime,
})
export const times = v.strictObject({
  zone: timeZone,
  weekly: v.pipe(v.array(weekly), v.minLength(1, 'Name the hours.'), v.maxLength(10)),
})
export type Times = v.InferOutput<typeof times>

/** Whom and what a rule is about. An empty list: everybody, every account, every set. */
const about = {
  name: ruleName,
  who: v.pipe(v.array(ownerRef), v.maxLength(50, few)),
  where: v.pipe(v.array(place), v.maxLength(50, few)),
  sets: v.pipe(v.array(setRef), v.maxLength(50, few)),
  /** When access may start; left out: always. */
  times: v.optional(times),
} as const

/**
 * What a rule lets people ask for. The longest of those that speak counts, and the most decisions of them. `approval`
 * left out: a decision is needed, unless another rule is automatic.
 */
const allowing = v.strictObject({
  effect: v.literal('allow'),
  ...about,
  maxSeconds: v.optional(durationSeconds),
  approval: v.optional(v.picklist(['needed', 'automatic'], 'Write needed or automatic.')),
  levels: v.optional(v.picklist([1, 2], 'Write 1 or 2.')),
})
const denying = v.strictObject({ effect: v.literal('deny'), ...about })

export const rule = v.variant('effect', [allowing, denying])
export type Rule = v.InferOutput<typeof rule>

export const maxRules = 200
const rules = v.pipe(v.array(rule), v.maxLength(maxRules, `At most ${maxRules} rules.`))

/** All rules together: they have no order. */
export const ruleBook = v.object({
  rules: v.array(rule),
  /** Goes back as `If-Match`; 0 before there was a rule. */
  version: v.number(),
  savedBy: v.nullable(person),
  savedAt: v.nullable(instant),
})
export const rulesInput = v.strictObject({ rules })

/** What the rules say to one request. */
export const ruling = v.object({
  outcome: v.picklist(['refused', 'needs-decision', 'automatic']),
  /** How many decisions it takes. */
  levels: v.number(),
  /** The longest the rules let one ask for; `null`: they do not say. */
  maxSeconds: v.nullable(v.number()),
  /** The rules that say so, by name. */
  because: v.array(v.string()),
})
export type RulingOnWire = v.InferOutput<typeof ruling>

/** Which requests of the last 30 days would have gone differently under other rules. */
export const rulesPreview = v.object({
  /** How many were looked at, newest first; `more`: there were older ones within the 30 days. */
  looked: v.number(),
  more: v.boolean(),
  count: v.number(),
  /** The newest 50 of them. */
  items: v.array(
    v.object({
      request: v.object({
        id: v.string(),
        requester: person,
        accountId: v.string(),
        accountName: v.string(),
        permissionSetName: v.string(),
        durationSeconds: v.number(),
        openedAt: instant,
      }),
      before: ruling,
      after: ruling,
    }),
  ),
})
export type RulesPreview = v.InferOutput<typeof rulesPreview>
