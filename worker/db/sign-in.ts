import { sql, type SQL } from 'drizzle-orm'
import { events } from '../../schema/tables/audit.ts'
import { flows, identities, people, tokens } from '../../schema/tables/people.ts'
import { ownersExpanded } from './catalog-refresh.ts'
import { batch, columnsOf, row, rows, stands, write, type Db } from './batch.ts'
import { everIssued } from './who.ts'

export type FlowRow = typeof flows.$inferSelect
type CodeRow = typeof tokens.$inferSelect
export interface PersonRow {
  readonly id: string
  readonly name: string
  readonly email: string | null
  readonly active: number
  readonly principalId: string | null
}

export async function startFlow(db: Db, flow: FlowRow): Promise<void> {
  const { stateHash, nonce, verifier, clientId, redirectUri, clientState, challenge, prompt, expiresAt } =
    flow
  await batch(db, 'write', [
    write(sql`insert into ${flows} (state_hash, nonce, verifier, client_id, redirect_uri, client_state, challenge, prompt, expires_at)
      values (${stateHash}, ${nonce}, ${verifier}, ${clientId}, ${redirectUri}, ${clientState}, ${challenge}, ${prompt}, ${expiresAt})`),
  ])
}

/** Takes a flow out: single use, whatever comes of it. */
export async function takeFlow(db: Db, stateHash: string, now: number): Promise<FlowRow | null> {
  const isStarted = sql`exists (select 1 from ${flows} where state_hash = ${stateHash})`
  if (!(await stands(db, [isStarted]))) return null
  const [flow] = await batch(db, 'write', [
    row<FlowRow>(sql`delete from ${flows} where state_hash = ${stateHash} and expires_at > ${now}
      returning state_hash as "stateHash", nonce, verifier, client_id as "clientId", redirect_uri as "redirectUri",
        client_state as "clientState", challenge, prompt, expires_at as "expiresAt"`),
  ])
  return flow
}

export interface Claimed {
  readonly iss: string
  readonly sub: string
  /** Verified by the provider and of an allow-listed domain, else `null`. */
  readonly email: string | null
}

/** The person behind (iss, sub), or those an Admin named by this address before they ever signed in. */
export async function findPerson(
  db: Db,
  { iss, sub, email }: Claimed,
): Promise<{ known: PersonRow | null; invited: readonly PersonRow[] }> {
  const columns = columnsOf(people, 'id', 'name', 'email', 'active', 'principalId')
  const [known, invited] = await batch(db, 'read', [
    row<PersonRow>(
      sql`select ${columns} from ${identities} i join ${people} on ${people.id} = i.person_id where i.iss = ${iss} and i.sub = ${sub}`,
    ),
    rows<PersonRow>(sql`select ${columns} from ${people} where ${people.email} = ${email}
      and not exists (select 1 from ${identities} i where i.person_id = ${people.id}) limit 2`),
  ])
  return { known, invited }
}

export interface FirstLink extends Claimed {
  readonly person: { readonly id: string; readonly name: string; readonly isNew: boolean }
  readonly op: string
  readonly now: number
}

/** The first sign-in of a person: (iss, sub) is theirs from now on. `false` when somebody else was faster. */
export async function linkIdentity(db: Db, link: FirstLink): Promise<boolean> {
  const { person, iss, sub, email, now } = link
  const [, , , linked] = await batch(db, 'write', [
    write(
      sql`insert into ${people} (id, name, email) select ${person.id}, ${person.name}, ${email} where ${person.isNew ? 1 : 0} = 1`,
    ),
    write(
      sql`insert into ${identities} (iss, sub, person_id, email, linked_at) values (${iss}, ${sub}, ${person.id}, ${email}, ${now}) on conflict do nothing`,
    ),
    write(
      personEvent('link_identity', {
        ...link,
        personId: person.id,
        detail: { iss, sub, email },
        when: sql`exists (select 1 from ${identities} where iss = ${iss} and sub = ${sub} and person_id = ${person.id})`,
      }),
    ),
    row<{ id: string }>(sql`select person_id as id from ${identities} where iss = ${iss} and sub = ${sub}`),
  ])
  return linked?.id === person.id
}

/** The Identity Center user of a person, at the first link: unique, audited, never derived again (ENGINE 1.8). */
export async function linkPrincipal(
  db: Db,
  set: { personId: string; principalId: string; by: string; op: string; now: number },
): Promise<void> {
  const { personId, principalId, by } = set
  await batch(db, 'write', [
    write(sql`update ${people} set principal_id = ${principalId}, principal_by = ${by} where id = ${personId} and principal_id is null
      and not exists (select 1 from ${people} other where other.principal_id = ${principalId})`),
    // Groups that own accounts own them through this person from now on, not only after the next refresh.
    ...ownersExpanded(),
    write(
      personEvent('link_principal', {
        ...set,
        detail: { principalId, by },
        when: sql`exists (select 1 from ${people} where id = ${personId} and principal_id = ${principalId})`,
      }),
    ),
  ])
}

interface PersonEvent {
  readonly personId: string
  readonly op: string
  readonly now: number
  readonly detail: unknown
  /** Recorded only when the change it tells of stands. */
  readonly when: SQL
}

function personEvent(event: string, { personId, op, now, detail, when }: PersonEvent): SQL {
  return sql`insert into ${events} (subject_kind, subject_id, version, event, actor_kind, actor_id, at, recorded_at, op, detail)
    select 'person', ${personId}, v.last + 1, ${event}, 'person', ${personId}, ${now}, ${now}, ${op}, ${JSON.stringify(detail)}
    from (select coalesce(max(version), 0) as last from ${events} where subject_kind = 'person' and subject_id = ${personId}) v where ${when}`
}

export interface HandOff {
  readonly hash: string
  readonly family: string
  readonly personId: string
  readonly clientId: string
  readonly challenge: string
  readonly redirectUri: string
  readonly provedAt: number | null
  readonly now: number
  readonly expiresAt: number
}

export async function storeCode(db: Db, code: HandOff): Promise<void> {
  await batch(db, 'write', [
    write(sql`insert into ${tokens} (hash, kind, family, person_id, client_id, challenge, redirect_uri, auth_at, proved_at, expires_at)
      values (${code.hash}, 'code', ${code.family}, ${code.personId}, ${code.clientId}, ${code.challenge}, ${code.redirectUri}, ${code.now}, ${code.provedAt}, ${code.expiresAt})`),
  ])
}

export interface Pair {
  readonly accessHash: string
  readonly refreshHash: string
  readonly accessUntil: number
  readonly refreshUntil: number
}

/**
 * Spends a code or a refresh token and puts a new pair in its place, in one batch. `must` are further conditions on the
 * spent row. A token that was spent before is a replay: its whole family ends. `true` when the new pair stands.
 */
export async function exchange(
  db: Db,
  spend: { hash: string; kind: 'code' | 'refresh'; must: SQL; now: number },
  pair: Pair,
): Promise<boolean> {
  const { hash, kind, must, now } = spend
  if (!(await stands(db, [everIssued(hash, kind)]))) return false
  const issue = (newHash: string, newKind: string, until: number) =>
    write(sql`insert into ${tokens} (hash, kind, family, person_id, client_id, auth_at, proved_at, expires_at)
      select ${newHash}, ${newKind}, t.family, t.person_id, t.client_id, t.auth_at, t.proved_at, ${until} from ${tokens} t join ${people} p on p.id = t.person_id
      where t.hash = ${hash} and t.kind = ${kind} and t.spent_at is null and t.expires_at > ${now} and p.active = 1 and ${must}`)
  const replayed = sql`(select family from ${tokens} where hash = ${hash} and kind = ${kind} and spent_at is not null)`
  const answers = await batch(db, 'write', [
    write(sql`delete from ${tokens} where family in ${replayed}`),
    issue(pair.accessHash, 'access', pair.accessUntil),
    issue(pair.refreshHash, 'refresh', pair.refreshUntil),
    write(
      sql`update ${tokens} set spent_at = ${now} where hash = ${hash} and exists (select 1 from ${tokens} n where n.hash = ${pair.refreshHash})`,
    ),
    row<CodeRow>(sql`select hash from ${tokens} where hash = ${pair.refreshHash}`),
  ])
  return answers[4] !== null
}

/** Ends the family of a token, and with it everything issued from the same sign-in. */
export async function endFamily(db: Db, hash: string): Promise<void> {
  if (!(await stands(db, [sql`exists (select 1 from ${tokens} where hash = ${hash})`]))) return
  await batch(db, 'write', [
    write(sql`delete from ${tokens} where family in (select family from ${tokens} where hash = ${hash})`),
  ])
}
