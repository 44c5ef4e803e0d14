import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'

/** Everything that happened, append-only. `at` is when it happened, `recordedAt` when we wrote it down. */
export const events = sqliteTable(
  'events',
  {
    seq: integer().primaryKey({ autoIncrement: true }),
    subjectKind: text('subject_kind').notNull(),
    subjectId: text('subject_id').notNull(),
    version: integer().notNull(),
    event: text().notNull(),
    status: text(),
    through: text(),
    actorKind: text('actor_kind').notNull(),
    actorId: text('actor_id'),
    actorName: text('actor_name'),
    comment: text(),
    at: integer().notNull(),
    recordedAt: integer('recorded_at').notNull(),
    op: text().notNull(),
    detail: text(),
  },
  (t) => [
    uniqueIndex('e_subject').on(t.subjectKind, t.subjectId, t.version),
    index('e_actor').on(t.actorId, t.recordedAt, t.seq),
    index('e_recorded').on(t.recordedAt, t.seq),
  ],
)

/** Who still has to be told, written with the change itself; the sweep delivers what the commit could not. */
export const outbox = sqliteTable(
  'outbox',
  {
    id: text().primaryKey(),
    receiver: text().notNull(),
    kind: text().notNull(),
    payload: text().notNull(),
    tries: integer().notNull().default(0),
    nextAt: integer('next_at'),
  },
  (t) => [index('o_due').on(t.nextAt)],
)

/** The reply to each Idempotency-Key, kept for a day. */
export const replies = sqliteTable(
  'replies',
  {
    actorId: text('actor_id').notNull(),
    route: text().notNull(),
    key: text().notNull(),
    bodyHash: text('body_hash').notNull(),
    /** The request it made or moved; its answer is that row as it is now. */
    requestId: text('request_id').notNull(),
    at: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.actorId, t.route, t.key] }), index('replies_age').on(t.at)],
)
