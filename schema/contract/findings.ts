import * as v from 'valibot'
import { accountId, after, anyReason, durationSeconds, instant, opaqueId, pageOf, person } from './values.ts'

export const findingStatuses = ['open', 'ignored', 'adopted', 'removed', 'over'] as const
const status = v.picklist(findingStatuses)

/** Where AWS and we differ: an assignment that is not ours, or a session of ours that AWS has not. */
export const finding = v.object({
  id: v.string(),
  kind: v.picklist(['unknown', 'lost']),
  status,
  version: v.number(),
  accountId,
  accountName: v.string(),
  permissionSetArn: v.string(),
  permissionSetName: v.string(),
  /** Who holds it, as AWS names them; `name` is `null` where AWS does not say. */
  principal: v.object({
    kind: v.picklist(['user', 'group']),
    id: v.string(),
    name: v.nullable(v.string()),
  }),
  /** The first look that showed it: AWS does not say since when an assignment stands. */
  since: instant,
  seenAt: instant,
  /** The session that is lost, or the one that an act made. */
  requestId: v.nullable(v.string()),
  /** Who acted on it, when, and why. */
  act: v.nullable(v.object({ by: v.nullable(person), reason: v.string(), at: instant })),
  /** `null` while ignored: until it is no longer true. */
  ignoredUntil: v.nullable(instant),
  /** What the caller may do with it now. */
  mine: v.object({ adopt: v.boolean(), remove: v.boolean(), ignore: v.boolean() }),
})
export type Finding = v.InferOutput<typeof finding>
export type FindingStatus = (typeof findingStatuses)[number]

export const findingPage = v.object({
  ...pageOf(finding).entries,
  /** When the last look at everything began; `null` before the first one is over. */
  lastFullLookAt: v.nullable(instant),
  /** Accounts and sets AWS did not answer for in that look. */
  missed: v.number(),
})
export type FindingPage = v.InferOutput<typeof findingPage>

export const findingQuery = v.strictObject({ status: v.optional(status), after })

export const adoptInput = v.strictObject({ id: opaqueId, durationSeconds, reason: anyReason })
export const removeInput = v.strictObject({ id: opaqueId, reason: anyReason })

const daySeconds = 24 * 60 * 60
export const ignoreInput = v.strictObject({
  id: opaqueId,
  reason: anyReason,
  /** How long; 90 days unless said. */
  durationSeconds: v.optional(
    v.pipe(
      v.number(),
      v.integer(),
      v.minValue(daySeconds, 'At least a day.'),
      v.maxValue(366 * daySeconds, 'At most a year.'),
    ),
  ),
})
