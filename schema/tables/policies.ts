import { index, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** What each permission set allows, as the catalog read it last: apart from the set, since few questions need it. */
export const setPolicies = sqliteTable('set_policies', {
  setArn: text('set_arn').primaryKey(),
  /** The inline policy's JSON; empty when there is none. */
  inline: text().notNull(),
  /** ARNs of AWS's managed policies, as a JSON list. */
  managed: text().notNull(),
  /** `/path/name` of policies that each account has its own of, as a JSON list: nobody here has read them. */
  customer: text().notNull(),
  /** A managed policy's ARN or `/path/name`; empty when there is none. */
  boundary: text().notNull(),
})

/** The newest documents of AWS's managed policies, loaded from `dev/managed-policies`. */
export const managedPolicies = sqliteTable(
  'managed_policies',
  {
    arn: text().primaryKey(),
    name: text().notNull(),
    /** AWS's: v12. */
    version: text().notNull(),
    document: text().notNull(),
  },
  (t) => [index('managed_name').on(t.name)],
)
