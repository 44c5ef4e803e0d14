import * as v from 'valibot'
import { after, instant, pageOf, person } from './values.ts'

export const catalogSet = v.object({
  arn: v.string(),
  name: v.string(),
  /** The longest that may be asked for here, from the account's and the set's bound. */
  maxSeconds: v.number(),
  sealed: v.boolean(),
})

export const catalogAccount = v.object({
  id: v.string(),
  name: v.string(),
  ouPath: v.nullable(v.string()),
  sensitive: v.boolean(),
  permissionSets: v.array(catalogSet),
  /** Up to three people who would be asked, without the caller; `decidersCount` counts them all. */
  deciders: v.array(person),
  decidersCount: v.number(),
})
export type CatalogAccount = v.InferOutput<typeof catalogAccount>

export const catalogPage = v.object({
  accounts: v.array(catalogAccount),
  next: v.nullable(v.string()),
  /** The shortest that may be asked for: 15 minutes, less where an operator says so. */
  minSeconds: v.number(),
  /** How long a request waits for a decision. */
  windowSeconds: v.number(),
})
export type CatalogPage = v.InferOutput<typeof catalogPage>

export const catalogQuery = v.strictObject({
  q: v.optional(v.pipe(v.string(), v.trim(), v.maxLength(100))),
  after,
})

export const ownedAccount = v.object({
  id: v.string(),
  name: v.string(),
  ouPath: v.nullable(v.string()),
  sensitive: v.boolean(),
  pending: v.number(),
  active: v.number(),
  /** `awayUntil` of those who are. */
  owners: v.array(v.object({ ...person.entries, awayUntil: v.optional(instant) })),
})

export const ownedAccountPage = pageOf(ownedAccount)
export const ownedAccountQuery = v.strictObject({ after })
