import * as v from 'valibot'
import { statuses } from './lifecycle.ts'
import {
  accountId,
  after,
  anyReason,
  comment,
  durationSeconds,
  instant,
  opaqueId,
  pageOf,
  permissionSetArn,
  person,
  reason,
} from './values.ts'

const status = v.picklist(statuses)

export const credentialsState = v.picklist(['gone', 'sealed', 'killed', 'may_last'])

/** What an approved request becomes. `endsAt` is written once; `endedAt` is when AWS confirmed the removal. */
export const session = v.object({
  startsAt: instant,
  endsAt: instant,
  activeAt: v.nullable(instant),
  endedAt: v.nullable(instant),
  /** AWS's name of the set it runs on, which the access portal's links ask for: a set made for it where it is sealed. */
  roleName: v.string(),
  credentials: credentialsState,
  /** Until when credentials issued before the end may work. */
  credentialsUntil: instant,
  accessRemains: v.nullable(v.picklist(['session', 'standing', 'group'])),
  /** The later session that keeps the person in, when `accessRemains` is `session`. */
  remainsUntil: v.nullable(instant),
  /** Since when AWS does not have this access, though nobody here ended it. */
  lostSince: v.nullable(instant),
})

export const timelineStep = v.object({
  event: v.string(),
  status,
  through: v.optional(status),
  actor: v.nullable(person),
  at: instant,
  comment: v.optional(v.string()),
  /** The rule that did it, where no person did. */
  rule: v.optional(v.string()),
})

const denied = v.object({ action: v.string(), resource: v.nullable(v.string()) })

/** A document of IAM statements is read in full by the policy reader; here only its size is bounded. */
const custom = v.strictObject({
  label: v.pipe(
    v.string(),
    v.trim(),
    v.minLength(1),
    v.maxLength(80),
    v.regex(/^[^\p{Cc}\u2028\u2029]*$/u, 'A label is one line.'),
  ),
  sessionDuration: v.pipe(v.string(), v.regex(/^PT([1-9]|1[0-2])H$/, 'PT1H to PT12H.')),
  managedPolicyArns: v.pipe(v.array(v.pipe(v.string(), v.maxLength(2048))), v.maxLength(10)),
  inlinePolicy: v.optional(v.pipe(v.string(), v.maxLength(32_768))),
})

export const asked = v.strictObject({
  accountId,
  permissionSetArn: v.optional(permissionSetArn),
  custom: v.optional(custom),
  durationSeconds,
  justification: reason,
  ticket: v.optional(v.pipe(v.string(), v.trim(), v.maxLength(200))),
  startsAt: v.optional(instant),
  extends: v.optional(opaqueId),
  urgent: v.optional(v.boolean()),
  /** Somebody has to decide: refused (`confirm-in-portal`) where a rule would grant it at once. */
  attended: v.optional(v.boolean()),
  denied: v.optional(
    v.strictObject({
      action: v.pipe(v.string(), v.maxLength(200)),
      resource: v.optional(v.pipe(v.string(), v.maxLength(2048))),
    }),
  ),
})
export type Asked = v.InferOutput<typeof asked>

/** A request, and from approval on its session: one id, one row. */
export const request = v.object({
  id: v.string(),
  kind: v.picklist(['standard', 'custom']),
  status,
  version: v.number(),
  digest: v.string(),
  accountId: v.string(),
  accountName: v.string(),
  sensitive: v.boolean(),
  permissionSetArn: v.nullable(v.string()),
  permissionSetName: v.string(),
  durationSeconds: v.number(),
  /** What the approver granted, never more than was asked; `null` before the decision. */
  grantedSeconds: v.nullable(v.number()),
  justification: v.string(),
  ticket: v.nullable(v.string()),
  /** Asked of SSO Admins at once; first in every queue. */
  urgent: v.optional(v.boolean()),
  /** From when the requester may remind those who decide; `null` once nothing is left to decide. */
  remindFrom: v.optional(v.nullable(instant)),
  denied: v.nullable(denied),
  /** When it is to start, if that was asked for; `null` is when it is approved. */
  startsAt: v.optional(v.nullable(instant)),
  extends: v.nullable(v.string()),
  requester: person,
  openedAt: instant,
  windowEndsAt: instant,
  /** How many people were asked when it was sent. */
  deciders: v.number(),
  decision: v.nullable(
    v.object({
      by: person,
      decision: v.picklist(['approve', 'reject']),
      comment: v.nullable(v.string()),
      at: instant,
    }),
  ),
  /** What a rejection offers instead: `asked` is the body of a new request. */
  narrower: v.optional(
    v.nullable(v.object({ permissionSetName: v.string(), asked: v.looseObject(asked.entries) })),
  ),
  /** The rule that granted it without a person. */
  rule: v.optional(v.nullable(v.string())),
  /** Who ended the session before its time, when they said so, and why. */
  ending: v.nullable(v.object({ by: v.nullable(person), reason: v.nullable(v.string()), at: instant })),
  failure: v.nullable(v.string()),
  retryUntil: v.nullable(instant),
  session: v.nullable(session),
})
export type Request = v.InferOutput<typeof request>
export type Session = v.InferOutput<typeof session>

/** A refusal before it is met: `application/problem+json` as far as its words go. */
const obstacle = v.object({
  type: v.string(),
  title: v.string(),
  detail: v.string(),
  params: v.record(v.string(), v.string()),
  variant: v.exactOptional(v.string()),
  /** It would not be refused for as long as this. */
  maxSeconds: v.exactOptional(v.number()),
})

/** What the requester holds in this account that is not ours, as the last looks at AWS had it. */
const standing = v.object({
  items: v.array(
    v.object({
      permissionSetName: v.string(),
      through: v.picklist(['name', 'group']),
      group: v.nullable(v.string()),
      seenAt: instant,
    }),
  ),
  /** When the last look at everything began; `null` before the first one is over. */
  lookedAt: v.nullable(instant),
  /** Accounts and sets AWS did not answer for in that look. */
  missed: v.number(),
})

export const requestWithTimeline = v.object({
  ...request.entries,
  /** Beside the name, which people choose themselves; `null` where none is known. */
  requesterEmail: v.optional(v.nullable(v.string())),
  /** What a custom request defines, as it is going to be created; `null` for a set of the catalog. */
  custom: v.optional(v.nullable(v.object(custom.entries))),
  timeline: v.array(timelineStep),
  /** AWS's ids of the assignment made and taken away; `null` where there is none, or it was not ours to make. */
  operations: v.optional(v.object({ grant: v.nullable(v.string()), removal: v.nullable(v.string()) })),
  /** Who may decide now, without the requester; empty when nothing is left to decide. */
  mayDecide: v.array(person),
  /** How many of them have a page of ours open, told to the requester alone; `null`: not known just now, or not waiting. */
  online: v.optional(v.nullable(v.number())),
  /** What a yes would be refused for, as things are now; `null` where nothing is known, or the caller may not decide. */
  obstacle: v.optional(v.nullable(obstacle)),
  /** `null` for whoever may not see where AWS and we differ. */
  standing: v.optional(v.nullable(standing)),
  /** What the caller may do with it now. */
  mine: v.object({
    decide: v.boolean(),
    withdraw: v.boolean(),
    retry: v.boolean(),
    release: v.boolean(),
    revoke: v.boolean(),
  }),
})
export type RequestWithTimeline = v.InferOutput<typeof requestWithTimeline>
export type TimelineStep = v.InferOutput<typeof timelineStep>

export const requestPage = pageOf(request)

export const requestById = v.strictObject({ id: opaqueId })

export const requestQuery = v.strictObject({
  scope: v.picklist(['mine', 'to-decide', 'history']),
  part: v.optional(v.picklist(['first', 'more'])),
  status: v.optional(v.union([status, v.array(status)])),
  /** Of the history, and of one's own; the queue refuses them: what is looked for. Whoever decided, at either level; opened from and to. */
  accountId: v.optional(accountId),
  requesterId: v.optional(opaqueId),
  deciderId: v.optional(opaqueId),
  from: v.optional(instant),
  to: v.optional(instant),
  after,
})

/** Less that would do, said with a rejection: a set of the catalog or a custom one, and for how long. */
const narrower = v.strictObject({
  permissionSetArn: v.optional(permissionSetArn),
  custom: v.optional(custom),
  durationSeconds: v.optional(durationSeconds),
})

export const noteInput = v.strictObject({
  id: opaqueId,
  text: v.pipe(
    v.string(),
    v.normalize('NFC'),
    v.trim(),
    v.minLength(1, 'Write something.'),
    v.maxLength(2000, 'At most 2,000 characters.'),
  ),
})

export const decisionInput = v.strictObject({
  id: opaqueId,
  decision: v.picklist(['approve', 'reject']),
  comment: v.optional(comment),
  durationSeconds: v.optional(durationSeconds),
  digest: v.optional(v.pipe(v.string(), v.maxLength(100))),
  /** As typed: approving needs it where the account is sensitive. */
  accountName: v.optional(v.pipe(v.string(), v.maxLength(200))),
  narrower: v.optional(narrower),
})

export const sessionQuery = v.strictObject({
  scope: v.picklist(['mine', 'managed']),
  /** Of those one looks after: whose. */
  requesterId: v.optional(opaqueId),
  after,
})
export const releaseInput = v.strictObject({ id: opaqueId, reason: v.optional(comment) })
export const revokeInput = v.strictObject({ id: opaqueId, reason: anyReason })
