import { sql } from 'drizzle-orm'
import { check, index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'

/** Where AWS and we differ: an assignment nobody asked us for (`unknown`), or a session AWS has not (`lost`). */
export const findings = sqliteTable(
  'findings',
  {
    id: text().primaryKey(),
    kind: text().notNull(),
    /** `suspected` until a second look shows the same: nobody is told of it before. */
    status: text().notNull(),
    version: integer().notNull().default(1),
    /** The fence, as of a request. */
    lastOp: text('last_op'),

    accountId: text('account_id').notNull(),
    accountName: text('account_name').notNull(),
    setArn: text('set_arn').notNull(),
    setName: text('set_name').notNull(),
    principalType: text('principal_type').notNull(),
    principalId: text('principal_id').notNull(),
    principalName: text('principal_name'),

    /** AWS does not say since when an assignment stands: this is the first look that showed it. */
    firstSeenAt: integer('first_seen_at').notNull(),
    lastSeenAt: integer('last_seen_at').notNull(),

    /** The session that is lost, or the one an act made. */
    requestId: text('request_id'),
    byId: text('by_id'),
    byName: text('by_name'),
    reason: text(),
    actedAt: integer('acted_at'),
    /** NULL: until it is no longer true. */
    ignoredUntil: integer('ignored_until'),
  },
  (t) => [
    check('findings_kind', sql`${t.kind} in ('unknown','lost')`),
    check('findings_status', sql`${t.status} in ('suspected','open','ignored','adopted','removed','over')`),
    check('findings_principal', sql`${t.principalType} in ('USER','GROUP')`),
    // One live finding for each difference; what comes again after its end is another one.
    uniqueIndex('f_live_unknown')
      .on(t.accountId, t.setArn, t.principalId)
      .where(sql`kind = 'unknown' and status in ('suspected', 'open', 'ignored')`),
    uniqueIndex('f_live_lost')
      .on(t.requestId)
      .where(sql`kind = 'lost' and status in ('suspected', 'open', 'ignored')`),
    index('f_status').on(t.status, t.firstSeenAt, t.id),
    index('f_account').on(t.accountId, t.status, t.firstSeenAt, t.id),
    // What has a name is not looked through for what has none.
    index('f_unnamed')
      .on(t.principalId)
      .where(sql`principal_name is null and principal_type = 'USER'`),
    index('f_ignored')
      .on(t.ignoredUntil)
      .where(sql`status = 'ignored' and ignored_until is not null`),
  ],
)
