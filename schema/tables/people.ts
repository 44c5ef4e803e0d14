import { sql } from 'drizzle-orm'
import { check, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'

/** A human. `principalId` is the Identity Center user, set at the first link, never derived again, and changed by an Admin only. */
export const people = sqliteTable(
  'people',
  {
    id: text().primaryKey(),
    name: text().notNull(),
    email: text(),
    level: integer().notNull().default(0),
    auditor: integer().notNull().default(0),
    active: integer().notNull().default(1),
    principalId: text('principal_id').unique('people_principal'),
    principalBy: text('principal_by'),
    /** Moves with every change of role, activity or link: decisions are guarded by it. */
    version: integer().notNull().default(1),
    seenAt: integer('seen_at'),
  },
  (t) => [
    check('people_level', sql`${t.level} between 0 and 3`),
    index('people_email').on(t.email),
    index('people_deciders')
      .on(t.level)
      .where(sql`level >= 2 and active = 1`),
  ],
)

/** Who the provider says this is. A person is (iss, sub), never an e-mail address. */
export const identities = sqliteTable(
  'identities',
  {
    iss: text().notNull(),
    sub: text().notNull(),
    personId: text('person_id').notNull(),
    email: text(),
    linkedAt: integer('linked_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.iss, t.sub] }), index('identities_person').on(t.personId)],
)

/** Access, refresh, hand-off and personal tokens, by hash alone. `family` ends together. */
export const tokens = sqliteTable(
  'tokens',
  {
    hash: text().primaryKey(),
    kind: text().notNull(),
    family: text().notNull(),
    personId: text('person_id').notNull(),
    clientId: text('client_id').notNull(),
    name: text(),
    scopes: text(),
    /** PKCE challenge and redirect of a hand-off code; the place where a key's thumbprint will stand. */
    challenge: text(),
    redirectUri: text('redirect_uri'),
    jkt: text(),
    authAt: integer('auth_at').notNull(),
    /** When the provider last saw the person prove who they are; `null` where it did not say. */
    provedAt: integer('proved_at'),
    /** What a personal token is named by, and when it was issued; `null` for the others. */
    id: text(),
    issuedAt: integer('issued_at'),
    expiresAt: integer('expires_at').notNull(),
    spentAt: integer('spent_at'),
  },
  (t) => [
    index('tokens_family').on(t.family),
    index('tokens_person').on(t.personId, t.expiresAt),
    index('tokens_expiry').on(t.expiresAt),
    uniqueIndex('tokens_id').on(t.id),
    check('tokens_kind', sql`${t.kind} in ('code','access','refresh','personal','ticket')`),
  ],
)

/** A sign-in under way between `/auth/start` and `/auth/callback`; single use, ten minutes. */
export const flows = sqliteTable(
  'flows',
  {
    stateHash: text('state_hash').primaryKey(),
    nonce: text().notNull(),
    verifier: text().notNull(),
    clientId: text('client_id').notNull(),
    redirectUri: text('redirect_uri').notNull(),
    clientState: text('client_state').notNull(),
    challenge: text().notNull(),
    /** What the provider was asked to ask. */
    prompt: text(),
    expiresAt: integer('expires_at').notNull(),
  },
  (t) => [index('flows_expiry').on(t.expiresAt)],
)
