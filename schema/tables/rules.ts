import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/**
 * Who may ask for what: all rules as one list, a row each time an Admin saved it, append-only. The newest row stands;
 * its version is what a request is guarded by.
 */
export const ruleBooks = sqliteTable('rule_books', {
  version: integer().primaryKey(),
  /** JSON, with ids of people, groups and sets where an Admin wrote names. */
  rules: text().notNull(),
  byId: text('by_id').notNull(),
  byName: text('by_name').notNull(),
  at: integer().notNull(),
})
