import { sql, type SQL } from 'drizzle-orm'
import { people, tokens } from '../../schema/tables/people.ts'
import type { Credential } from '../http/context.ts'
import { Refusal } from '../http/refusal.ts'
import { verdict, type Act, type Ties } from '../policy.ts'
import { row, type Question } from './batch.ts'

/** The caller as the database has them now: roles are read at every request, never from a token. */
export interface Caller {
  readonly id: string
  readonly name: string
  readonly email: string | null
  readonly level: number
  readonly auditor: number
  readonly principalId: string | null
  readonly version: number
  readonly tokenKind: string
  readonly scopes: string | null
  /** When they signed in, and when the provider last saw them prove who they are. */
  readonly authAt: number
  /** Of a personal token: of the sign-in it goes back to. */
  readonly provedAt: number | null
}

/** Who asks, and when. */
export interface Asker {
  readonly credential: Credential
  readonly now: number
}

/** The first question of every batch: who is asking. */
export function who(credential: Credential, now: number): Question<Caller | null> {
  return row<Caller>(sql`select p.id, p.name, p.email, p.level, p.auditor, p.principal_id as "principalId", p.version,
      t.kind as "tokenKind", t.scopes, t.auth_at as "authAt", t.proved_at as "provedAt"
    from ${tokens} t join ${people} p on p.id = t.person_id where ${valid(credential, now)}`)
}

/** The caller's id inside a later question of the same batch; NULL, and so no row, when signed out. */
export function callerId(credential: Credential, now: number): SQL {
  return sql`(select t.person_id from ${tokens} t join ${people} p on p.id = t.person_id where ${valid(credential, now)})`
}

/** Still signed in at the instant of the write: a guard. */
export function stillSignedIn(credential: Credential, now: number): SQL {
  return sql`exists (select 1 from ${tokens} t join ${people} p on p.id = t.person_id where ${valid(credential, now)})`
}

/** A token of that kind was issued, whatever has become of it. */
export function everIssued(hash: string, kind: 'code' | 'refresh' | 'ticket'): SQL {
  return sql`exists (select 1 from ${tokens} where hash = ${hash} and kind = ${kind})`
}

/** True for a token `t` and its person `p` who is signed in. */
export function valid(credential: Credential, now: number): SQL {
  return sql`t.hash = ${credential.hash} and t.kind in ('access', 'personal') and t.expires_at > ${now}
    and t.spent_at is null and p.active = 1`
}

/** The caller, or the refusal `signed-out`. A write by a read-only token is `not-allowed`. */
export function signedIn(caller: Caller | null, needs: 'read' | 'write' = 'read'): Caller {
  if (caller === null) throw new Refusal('signed-out')
  const scopes = caller.scopes?.split(' ') ?? ['read', 'write']
  if (!scopes.includes(needs)) throw new Refusal('not-allowed', { names: 'whoever issued this token' })
  return caller
}

/** The caller, where the table lets everybody or people of their role do it; else the refusal. */
export function admitted(
  caller: Caller | null,
  act: Act,
  needs: 'read' | 'write' = 'read',
  ties?: Ties,
): Caller {
  const known = signedIn(caller, needs)
  const said = verdict(act, known, ties)
  if (said !== 'allowed') throw new Refusal(said, { names: 'an Admin' })
  return known
}
