import * as v from 'valibot'
import { request } from './requests.ts'
import { instant, timeZone } from './values.ts'

export const insightsQuery = v.strictObject({
  /** Whose hours of the day decisions are told by; UTC where it is left out. */
  zone: v.optional(timeZone),
})

const hour = v.object({
  /** 0 to 23: when the request came. */
  hour: v.number(),
  count: v.number(),
  /** `null`: nobody decided anything that came at this hour. */
  medianSeconds: v.nullable(v.number()),
})

const week = v.object({ from: instant, until: instant, heldMinutes: v.number() })

/** What people would rather look at than read, of the requests the caller may see. */
export const insights = v.object({
  at: instant,
  /** Since when requests were looked at: four weeks, or less where there were more than are looked at. */
  from: instant,
  isCut: v.boolean(),
  /** Sessions from approval on until AWS confirmed their end, soonest end first; `more`: not all of them. */
  running: v.array(request),
  more: v.boolean(),
  /** People's decisions, without what rules granted. */
  decisions: v.object({
    count: v.number(),
    medianSeconds: v.nullable(v.number()),
    hours: v.array(hour),
  }),
  /**
   * What was given since then, against the same given for good. A grant is one person, account and permission set. Its
   * minutes if it stood: from its first session since then until now, for that is when somebody would have given it.
   * Its minutes held: those within which AWS had its assignment. What they hold anyhow, by a standing assignment or a
   * group, saves nothing and is left out. Sessions asked for before `from` count from there, where they still run.
   */
  held: v.object({
    grants: v.number(),
    /** Grants left out, because their holders have the same access anyhow. */
    leftOut: v.number(),
    heldMinutes: v.number(),
    standingMinutes: v.number(),
    /** Of all that count, oldest first; the last one ends now. */
    weeks: v.array(week),
  }),
})
export type Insights = v.InferOutput<typeof insights>
