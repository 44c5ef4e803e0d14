import * as v from 'valibot'
import { after, instant, opaqueId, pageOf } from './values.ts'

/** What an audit record is about: `request`, `note`, `attempt` and `reminder` carry a request's id. */
export const auditKinds = [
  'request',
  'note',
  'attempt',
  'account',
  'ou',
  'permission_set',
  'person',
  'rules',
  'settings',
  'finding',
  'reminder',
] as const
export type AuditKind = (typeof auditKinds)[number]

/** One thing that happened. `at` is when; `recordedAt` when it was written down. */
export const auditRecord = v.object({
  /** Counts up; later records have higher ones. */
  seq: v.number(),
  about: v.object({ kind: v.string(), id: v.string() }),
  event: v.string(),
  status: v.nullable(v.string()),
  /** A person, a rule, AWS or the clock. */
  actor: v.object({ kind: v.string(), id: v.nullable(v.string()), name: v.nullable(v.string()) }),
  comment: v.nullable(v.string()),
  at: instant,
  recordedAt: instant,
  /** What changed, where the event alone does not say. */
  detail: v.unknown(),
})
export const auditPage = pageOf(auditRecord)

export const auditQuery = v.strictObject({
  /** Both or neither: everything about one thing. */
  kind: v.optional(v.picklist(auditKinds)),
  id: v.optional(v.pipe(v.string(), v.maxLength(1300))),
  /** What one person did. */
  actorId: v.optional(opaqueId),
  /** Written down between these, both included. */
  from: v.optional(instant),
  until: v.optional(instant),
  after,
})
