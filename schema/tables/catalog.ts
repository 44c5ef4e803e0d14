import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** The cached directory: what AWS has (`seenRun` says when it was seen last) and what an Admin decided about it. */
export const accounts = sqliteTable('accounts', {
  id: text().primaryKey(),
  name: text().notNull(),
  ouPath: text('ou_path'),
  /** AWS's tags of the account, as a JSON object: rules may speak of them. */
  tags: text().notNull().default('{}'),
  /** 1: AWS has said what they are. Before that, none is not known to be missing. */
  tagsRead: integer('tags_read').notNull().default(0),
  status: text().notNull().default('ACTIVE'),
  requestable: integer().notNull().default(0),
  sensitive: integer().notNull().default(0),
  maxSeconds: integer('max_seconds'),
  /** 1: credentials of killable sets are stopped at every end, not only when somebody takes the access away. */
  killAtEnd: integer('kill_at_end').notNull().default(0),
  /** 1: the account that manages the organisation. A trigger keeps it from being requestable. */
  management: integer().notNull().default(0),
  /** Moves with every change of owners, groups or roles that decide here: decisions are guarded by it. */
  ownersVersion: integer('owners_version').notNull().default(1),
  version: integer().notNull().default(1),
  seenRun: integer('seen_run'),
})

export const permissionSets = sqliteTable('permission_sets', {
  arn: text().primaryKey(),
  name: text().notNull().unique('sets_name'),
  /** How long credentials of this set live: AWS's SessionDuration. */
  sessionSeconds: integer('session_seconds').notNull(),
  policyHash: text('policy_hash'),
  requestable: integer().notNull().default(0),
  sealed: integer().notNull().default(0),
  killable: integer().notNull().default(0),
  maxSeconds: integer('max_seconds'),
  /** 1: tagged `jit:protected`, or a clone of ours. A trigger keeps it from being requestable. */
  protected: integer().notNull().default(0),
  version: integer().notNull().default(1),
  seenRun: integer('seen_run'),
})

export const groups = sqliteTable('groups', {
  id: text().primaryKey(),
  name: text().notNull(),
  seenRun: integer('seen_run'),
})

export const groupMembers = sqliteTable(
  'group_members',
  { groupId: text('group_id').notNull(), principalId: text('principal_id').notNull() },
  (t) => [
    primaryKey({ columns: [t.groupId, t.principalId] }),
    index('members_principal').on(t.principalId, t.groupId),
  ],
)

/** Who was named owner, as an Admin wrote it: a person's id, or a group's. */
export const ownerRules = sqliteTable(
  'owner_rules',
  {
    accountId: text('account_id').notNull(),
    kind: text().notNull(),
    subjectId: text('subject_id').notNull(),
    byId: text('by_id'),
    at: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.accountId, t.kind, t.subjectId] })],
)

/** Who owns the accounts below an OU that name no owner themselves; the most specific path counts. */
export const ouOwners = sqliteTable(
  'ou_owners',
  {
    ouPath: text('ou_path').notNull(),
    kind: text().notNull(),
    subjectId: text('subject_id').notNull(),
    byId: text('by_id'),
    at: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.ouPath, t.kind, t.subjectId] })],
)

/** An owner who is away, and who decides for their accounts until then. It ends by itself. */
export const absences = sqliteTable(
  'absences',
  {
    personId: text('person_id').primaryKey(),
    standInId: text('stand_in_id').notNull(),
    until: integer().notNull(),
    at: integer().notNull(),
    version: integer().notNull().default(1),
  },
  (t) => [index('absences_stand_in').on(t.standInId, t.until)],
)

/** Owner rules expanded to people, so that nobody is asked through a group they are in themselves. */
export const owners = sqliteTable(
  'owners',
  { personId: text('person_id').notNull(), accountId: text('account_id').notNull() },
  (t) => [
    primaryKey({ columns: [t.personId, t.accountId] }),
    index('owners_account').on(t.accountId, t.personId),
  ],
)

/** Instance-wide values with a version each: `min_seconds`, `window_seconds`, `max_open`, `access_portal`. */
export const settings = sqliteTable('settings', {
  name: text().primaryKey(),
  value: text().notNull(),
  version: integer().notNull().default(1),
})

/** How far each refresh of the catalog got, so that it goes on where it stopped. */
export const cursors = sqliteTable('cursors', {
  job: text().primaryKey(),
  run: integer().notNull(),
  token: text(),
  startedAt: integer('started_at'),
  finishedAt: integer('finished_at'),
})
