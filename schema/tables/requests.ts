import { sql } from 'drizzle-orm'
import { check, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'

/** A request and its session: one row. What was sent never changes; a trigger holds that. Instants are ms UTC. */
export const requests = sqliteTable(
  'requests',
  {
    id: text().primaryKey(),
    kind: text().notNull(),
    status: text().notNull(),
    version: integer().notNull().default(1),
    /** The fence: the operation that wrote this row last (ENGINE 3). */
    lastOp: text('last_op'),

    requesterId: text('requester_id').notNull(),
    requesterName: text('requester_name').notNull(),
    principalId: text('principal_id').notNull(),
    accountId: text('account_id').notNull(),
    accountName: text('account_name').notNull(),
    sensitive: integer().notNull().default(0),
    setArn: text('set_arn'),
    setName: text('set_name').notNull(),
    setHash: text('set_hash'),
    sessionSeconds: integer('session_seconds').notNull(),
    extendsId: text('extends_id'),
    askedStartAt: integer('asked_start_at'),
    durationS: integer('duration_s').notNull(),
    justification: text().notNull(),
    ticket: text(),
    /** 1: SSO Admins are asked at once, and reminded soon. */
    urgent: integer().notNull().default(0),
    deniedAction: text('denied_action'),
    deniedResource: text('denied_resource'),
    digest: text().notNull(),
    openedAt: integer('opened_at').notNull(),
    windowEndsAt: integer('window_ends_at').notNull(),
    deciders: integer().notNull(),

    /** Whose decision is missing; NULL once nobody's is. */
    waitsFor: text('waits_for'),
    firstDeciderId: text('first_decider_id'),
    /** The last decision, beside its record in `decisions`: lists and losers of a race read it without a join. */
    lastDeciderId: text('last_decider_id'),
    lastDeciderName: text('last_decider_name'),
    lastVerdict: text('last_verdict'),
    lastComment: text('last_comment'),
    decidedAt: integer('decided_at'),
    grantedS: integer('granted_s'),
    /** 1: stands before everybody who may decide it, not only before its account's owners. */
    up: integer().notNull().default(0),
    /** What the queue is sorted by: urgent ones first, each by its deadline. */
    queueAt: integer('queue_at').generatedAlwaysAs(sql`window_ends_at - urgent * 10000000000000`, {
      mode: 'virtual',
    }),
    /** When those who may decide are reminded next; NULL when no more. */
    remindAt: integer('remind_at'),
    /** When the requester reminded them last. */
    remindedAt: integer('reminded_at'),
    /** What a rejection offers instead: the body of a new request and the name of its set, as JSON. */
    narrower: text(),

    /** 1 from approval until AWS confirmed the end. */
    live: integer().notNull().default(0),
    keeperKey: text('keeper_key'),
    /** The set made for this session alone, which AWS stops at its end; NULL where the set itself is assigned. */
    cloneName: text('clone_name'),
    /** What AWS calls that set, once it is there: the same name, or with a suffix. */
    roleName: text('role_name'),
    /** Did we create the assignment? Decided once, before the first Create. */
    owned: integer(),
    startsAt: integer('starts_at'),
    endsAt: integer('ends_at'),
    activeAt: integer('active_at'),
    endedAt: integer('ended_at'),
    /** Since when AWS does not have what we hold for active; NULL while it has. */
    lostAt: integer('lost_at'),
    endCause: text('end_cause'),
    endAskedAt: integer('end_asked_at'),
    endById: text('end_by_id'),
    endByName: text('end_by_name'),
    endReason: text('end_reason'),
    credentials: text(),
    credentialsUntil: integer('credentials_until'),
    accessRemains: text('access_remains'),
    remainsUntil: integer('remains_until'),
    grantOp: text('grant_op'),
    removalOp: text('removal_op'),
    failure: text(),
    /** The instant at which something must happen; NULL when final, and its keeper has heard of it. */
    dueAt: integer('due_at'),
  },
  (t) => [
    check(
      'requests_duration',
      sql`typeof(${t.durationS}) = 'integer' and ${t.durationS} between 1 and 2678400`,
    ),
    check('requests_opened', sql`typeof(${t.openedAt}) = 'integer'`),
    check(
      'requests_window',
      sql`typeof(${t.windowEndsAt}) = 'integer' and ${t.windowEndsAt} > ${t.openedAt}`,
    ),
    check(
      'requests_end',
      sql`${t.endsAt} is null or (typeof(${t.endsAt}) = 'integer' and ${t.endsAt} > ${t.startsAt})`,
    ),
    check('requests_granted', sql`${t.grantedS} is null or ${t.grantedS} between 1 and ${t.durationS}`),
    check('requests_waits_for', sql`${t.waitsFor} in ('any','owner','admin')`),
    index('r_all').on(t.openedAt, t.id),
    index('r_status').on(t.status, t.openedAt, t.id),
    index('r_requester').on(t.requesterId, t.openedAt, t.id),
    index('r_requester_status').on(t.requesterId, t.status, t.openedAt, t.id),
    index('r_account').on(t.accountId, t.openedAt, t.id),
    index('r_account_status').on(t.accountId, t.status, t.openedAt, t.id),
    index('r_decider')
      .on(t.lastDeciderId, t.openedAt, t.id)
      .where(sql`last_decider_id is not null`),
    index('r_first_decider')
      .on(t.firstDeciderId, t.openedAt, t.id)
      .where(sql`first_decider_id is not null`),
    index('r_wait')
      .on(t.windowEndsAt, t.id)
      .where(sql`waits_for is not null`),
    index('r_wait_level')
      .on(t.waitsFor, t.queueAt, t.id)
      .where(sql`waits_for is not null`),
    index('r_wait_up')
      .on(t.waitsFor, t.up, t.queueAt, t.id)
      .where(sql`waits_for is not null`),
    index('r_remind')
      .on(t.remindAt)
      .where(sql`remind_at is not null`),
    index('r_wait_account')
      .on(t.accountId, t.waitsFor, t.queueAt, t.id)
      .where(sql`waits_for is not null`),
    index('r_wait_requester')
      .on(t.requesterId, t.accountId, t.setArn)
      .where(sql`waits_for is not null`),
    index('r_live')
      .on(t.endsAt, t.id)
      .where(sql`live = 1`),
    index('r_live_account')
      .on(t.accountId, t.endsAt, t.id)
      .where(sql`live = 1`),
    index('r_live_requester')
      .on(t.requesterId, t.endsAt, t.id)
      .where(sql`live = 1`),
    index('r_keeper')
      .on(t.keeperKey, t.id)
      .where(sql`keeper_key is not null and live = 1`),
    index('r_key_ended')
      .on(t.keeperKey, t.endedAt)
      .where(sql`ended_at is not null`),
    index('r_ended')
      .on(t.endedAt)
      .where(sql`ended_at is not null`),
    index('r_key_failed')
      .on(t.keeperKey, t.endsAt)
      .where(sql`status = 'failed'`),
    index('r_extends')
      .on(t.extendsId)
      .where(sql`extends_id is not null`),
    index('r_due')
      .on(t.dueAt, t.id)
      .where(sql`due_at is not null`),
  ],
)

/** What custom requests ask for, each definition once: its id holds its hash, so that none can become another. */
export const customSets = sqliteTable('custom_sets', {
  id: text().primaryKey(),
  /** RFC 8785. */
  definition: text().notNull(),
  /** Of its policies, as the catalog computes it for sets of AWS. */
  policyHash: text('policy_hash').notNull(),
  at: integer().notNull(),
})

/** One person's yes or no. `level` is 1, or 2 where two are needed; after a request went back it counts on. */
export const decisions = sqliteTable(
  'decisions',
  {
    requestId: text('request_id').notNull(),
    level: integer().notNull(),
    personId: text('person_id').notNull(),
    personName: text('person_name').notNull(),
    verdict: text().notNull(),
    comment: text(),
    grantedS: integer('granted_s'),
    digest: text().notNull(),
    at: integer().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.requestId, t.level] }),
    uniqueIndex('d_once').on(t.requestId, t.personId),
    index('d_person').on(t.personId, t.at, t.requestId),
    check('decisions_verdict', sql`${t.verdict} in ('approve','reject')`),
  ],
)

/** Kept by triggers, in the transaction that changes what is counted. */
export const counts = sqliteTable(
  'counts',
  {
    scope: text().notNull(),
    id: text().notNull(),
    waiting: integer().notNull().default(0),
    live: integer().notNull().default(0),
    total: integer().notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.scope, t.id] })],
)
