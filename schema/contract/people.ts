import * as v from 'valibot'
import { after, durationSeconds, instant, opaqueId, pageOf, person, principalId, reason } from './values.ts'

/** Level 0 to 3, each with what the ones below may do. */
export const roles = ['viewer', 'approver', 'sso_admin', 'admin'] as const
export type Role = (typeof roles)[number]

export const me = v.object({
  id: v.string(),
  name: v.string(),
  email: v.nullable(v.string()),
  level: v.number(),
  role: v.picklist(roles),
  auditor: v.boolean(),
  /** The Identity Center user; without one a person signs in but cannot ask. */
  principalId: v.nullable(v.string()),
  /** Ids of the accounts this person decides for. */
  owns: v.array(v.string()),
  /** The access portal that opens a role in the console. */
  accessPortal: v.string(),
  /** A few, by name: whom to ask for what only an Admin changes. */
  admins: v.optional(v.array(v.string())),
})
export type Me = v.InferOutput<typeof me>

export const summary = v.object({
  activeSessions: v.number(),
  pendingRequests: v.number(),
  /** `null` below Approver; 100 stands for "99+". */
  pendingApprovals: v.nullable(v.number()),
  totalRequests: v.number(),
  /** What the toolbar shows: the queue's first part. */
  badge: v.number(),
})
export type Summary = v.InferOutput<typeof summary>

export const tokenScopes = ['read', 'write'] as const

export const tokenInput = v.strictObject({
  name: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(80)),
  expiresInSeconds: v.optional(
    v.pipe(v.number(), v.integer(), v.minValue(60), v.maxValue(7_776_000, 'A token lives at most 90 days.')),
  ),
  scopes: v.optional(v.pipe(v.array(v.picklist(tokenScopes)), v.minLength(1), v.maxLength(2))),
})

export const issuedToken = v.object({ token: v.string(), expiresAt: instant })

/** A personal token as its holder sees it: never the token itself. */
export const personalToken = v.object({
  id: v.string(),
  name: v.string(),
  scopes: v.array(v.picklist(tokenScopes)),
  issuedAt: instant,
  expiresAt: instant,
})
export const personalTokenPage = pageOf(personalToken)
export const personalTokenQuery = v.strictObject({ after })
export const personalTokenById = v.strictObject({ id: opaqueId })

/** A single-use ticket for the WebSocket at `url`, good for 30 s. */
export const liveTicket = v.object({ ticket: v.string(), url: v.string() })

export const nothing = v.strictObject({})

/** Somebody as an Admin sees them. */
export const managedPerson = v.object({
  id: v.string(),
  name: v.string(),
  email: v.nullable(v.string()),
  role: v.picklist(roles),
  auditor: v.boolean(),
  active: v.boolean(),
  principalId: v.nullable(v.string()),
  version: v.number(),
})
export type ManagedPerson = v.InferOutput<typeof managedPerson>
export const peoplePage = pageOf(managedPerson)
export const peopleQuery = v.strictObject({
  q: v.optional(v.pipe(v.string(), v.trim(), v.maxLength(100))),
  after,
})
export const roleInput = v.strictObject({
  id: opaqueId,
  role: v.picklist(roles),
  auditor: v.optional(v.boolean()),
})

/** Somebody left, or is back. */
export const activeInput = v.strictObject({ id: opaqueId, active: v.boolean(), reason })

/** Whose Identity Center user this is: under it their access is given from now on. */
export const linkInput = v.strictObject({ id: opaqueId, principalId, reason })

/** Away, and who decides meanwhile for the accounts one owns. It ends by itself. */
export const away = v.object({
  away: v.nullable(v.object({ until: instant, standIn: person })),
  /** Owners for whom the caller stands in. */
  standsInFor: v.array(v.object({ owner: person, until: instant })),
  version: v.number(),
})
export type Away = v.InferOutput<typeof away>
export const awayInput = v.strictObject({
  away: v.nullable(
    v.strictObject({
      /** An e-mail address, or `person:ID`. */
      standIn: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(200)),
      durationSeconds,
    }),
  ),
})
