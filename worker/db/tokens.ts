import { sql, type SQL } from 'drizzle-orm'
import { events } from '../../schema/tables/audit.ts'
import { people, tokens } from '../../schema/tables/people.ts'
import { confirmedMs, refuseUnlessConfirmed } from '../confirmed.ts'
import { byRole } from './allowed.ts'
import { batch, row, rows, stands, write, type Db } from './batch.ts'
import { beyond, pageFrom, pageSize, type Cursor } from './keyset.ts'
import { Refusal } from '../http/refusal.ts'
import { admitted, callerId, everIssued, stillSignedIn, who, type Asker, type Caller } from './who.ts'

/** However often one personal token issues the next, none outlives the sign-in it goes back to by more. */
const longestTokenMs = 90 * 24 * 60 * 60_000

export interface NewToken {
  readonly hash: string
  readonly id: string
  readonly family: string
  readonly name: string
  readonly scopes: string | null
  readonly expiresAt: number
}

/**
 * Issues a personal token to whoever holds `credential`, with an event, and says when it ends; refuses the signed out and
 * who proved who they are too long ago. The caller is part of the insert. What a personal token issues may do no
 * more than it, and goes with it; when it was proved stays the instant of the sign-in.
 */
export async function issueToken(db: Db, asker: Asker, made: NewToken): Promise<number> {
  const { credential, now } = asker
  await refuseUnknown(db, asker)
  const [, , caller, issued] = await batch(db, 'write', [
    write(sql`insert into ${tokens} (hash, kind, family, person_id, client_id, name, scopes, auth_at, proved_at, id, issued_at, expires_at)
      select ${made.hash}, 'personal', case when t.kind = 'personal' then t.family else ${made.family} end,
        t.person_id, t.client_id, ${made.name}, case when t.scopes like '%read%' or t.scopes is null then ${made.scopes} else t.scopes end,
        t.auth_at, t.proved_at, ${made.id}, ${now}, min(${made.expiresAt}, t.auth_at + ${longestTokenMs})
      ${fromIssuer(asker, 'tokens')} and t.proved_at >= ${now - confirmedMs}`),
    write(sql`insert into ${events} (subject_kind, subject_id, version, event, actor_kind, actor_id, actor_name, at, recorded_at, op, detail)
      select 'person', p.id, ${nextEvent(sql`p.id`)}, 'issue_token', 'person', p.id, p.name, ${now}, ${now}, ${made.id},
        json_object('token', t.id, 'name', t.name, 'scopes', t.scopes, 'until', strftime('%Y-%m-%dT%H:%M:%SZ', t.expires_at / 1000, 'unixepoch'))
      from ${tokens} t join ${people} p on p.id = t.person_id where t.hash = ${made.hash}`),
    who(credential, now),
    row<{ until: number }>(sql`select expires_at as until from ${tokens} where hash = ${made.hash}`),
  ])
  refuseUnlessConfirmed(admitted(caller, 'tokens', 'write'), now, 'issuing')
  return issued?.until ?? made.expiresAt
}

/** Issues a ticket for the live connection; it goes with the token that asked for it. */
export async function issueTicket(
  db: Db,
  asker: Asker,
  { hash, expiresAt }: Pick<NewToken, 'hash' | 'expiresAt'>,
): Promise<void> {
  await refuseUnknown(db, asker)
  const [, caller] = await batch(db, 'write', [
    write(sql`insert into ${tokens} (hash, kind, family, person_id, client_id, scopes, auth_at, expires_at)
      select ${hash}, 'ticket', t.family, t.person_id, t.client_id, t.scopes, t.auth_at, ${expiresAt} ${fromIssuer(asker, 'live')}`),
    who(asker.credential, asker.now),
  ])
  admitted(caller, 'live', 'write')
}

/** A made-up token waits for no writer, and keeps none waiting. */
async function refuseUnknown(db: Db, { credential, now }: Asker): Promise<void> {
  if (!(await stands(db, [stillSignedIn(credential, now)]))) throw new Refusal('signed-out')
}

/** The caller's token `t` and themselves `p`, while they may issue: nothing is kept for anybody who is refused after it. */
function fromIssuer({ credential, now }: Asker, act: 'tokens' | 'live'): SQL {
  return sql`from ${tokens} t join ${people} p on p.id = t.person_id and ${byRole(act)} where t.hash = ${credential.hash}
    and t.person_id = ${callerId(credential, now)} and (t.scopes is null or t.scopes like '%write%')`
}

/** Spends a live ticket; whose it was, or `null`. Single use. */
export async function spendTicket(
  db: Db,
  hash: string,
  now: number,
): Promise<{ personId: string; until: number } | null> {
  if (!(await stands(db, [everIssued(hash, 'ticket')]))) return null
  const [, spent] = await batch(db, 'write', [
    write(
      sql`update ${tokens} set spent_at = ${now} where hash = ${hash} and kind = 'ticket' and spent_at is null and expires_at > ${now}`,
    ),
    row<{
      personId: string
      until: number
    }>(sql`select t.person_id as "personId", max(a.expires_at) as until from ${tokens} t
      join ${tokens} a on a.family = t.family and a.kind in ('access', 'personal') and a.spent_at is null
      where t.hash = ${hash} and t.kind = 'ticket' and t.spent_at = ${now} and changes() = 1 group by t.person_id`),
  ])
  return spent
}

export interface PersonalToken {
  readonly id: string
  readonly personId: string
  readonly name: string
  readonly scopes: string | null
  readonly issuedAt: number
  readonly expiresAt: number
}
const columns = sql`t.id, t.person_id as "personId", t.name, t.scopes, t.issued_at as "issuedAt", t.expires_at as "expiresAt"`

/** The caller's own personal tokens that still count, soonest end first. */
export async function tokensSeenBy(
  db: Db,
  { credential, now, cursor }: Asker & { cursor: Cursor | null },
): Promise<{ items: readonly PersonalToken[]; next: string | null }> {
  const [caller, found] = await batch(db, 'read', [
    who(credential, now),
    rows<PersonalToken>(sql`select ${columns} from ${tokens} t where t.person_id = ${callerId(credential, now)}
      and t.expires_at > ${now} and t.kind = 'personal' and ${beyond(sql`t.expires_at, t.id`, cursor, 'asc')}
      order by t.expires_at, t.id limit ${pageSize + 1}`),
  ])
  admitted(caller, 'myTokens')
  return pageFrom(found, ({ expiresAt, id }) => ({ at: expiresAt, id }))
}

/** One personal token, whosever it is, and who asks. */
export async function factsToEnd(
  db: Db,
  { credential, now }: Asker,
  id: string,
): Promise<{ caller: Caller; token: PersonalToken | null }> {
  const [caller, token] = await batch(db, 'read', [
    who(credential, now),
    row<PersonalToken>(sql`select ${columns} from ${tokens} t where t.id = ${id} and t.expires_at > ${now}`),
  ])
  return { caller: admitted(caller, 'endToken', 'write'), token }
}

/** Ends it with all of its family issued since, and says so in an event; `false` when that, or who asks, is not as it was. */
export async function endToken(
  db: Db,
  { credential, now }: Asker,
  { id, op, caller }: { readonly id: string; readonly op: string; readonly caller: Caller },
): Promise<boolean> {
  const [, , done] = await batch(db, 'write', [
    write(sql`insert into ${events} (subject_kind, subject_id, version, event, actor_kind, actor_id, actor_name, at, recorded_at, op, detail)
      select 'person', t.person_id, ${nextEvent(sql`t.person_id`)}, 'end_token', 'person', ${caller.id}, ${caller.name}, ${now}, ${now}, ${op},
        json_object('token', t.id, 'name', t.name)
      from ${tokens} t where t.id = ${id} and ${stillSignedIn(credential, now)}
        and exists (select 1 from ${people} where id = ${caller.id} and version = ${caller.version} and active = 1)`),
    write(
      sql`delete from ${tokens} where hash in (select n.hash from ${tokens} t join ${tokens} n on n.family = t.family and n.issued_at >= t.issued_at where t.id = ${id}) and exists (select 1 from (${ended(op)}))`,
    ),
    row<{ op: string }>(ended(op)),
  ])
  return done !== null
}

function ended(op: string): SQL {
  return sql`select op from ${events} where subject_kind = 'person' and event = 'end_token' and op = ${op}`
}

function nextEvent(personId: SQL): SQL {
  return sql`coalesce((select max(e.version) from ${events} e where e.subject_kind = 'person' and e.subject_id = ${personId}), 0) + 1`
}
