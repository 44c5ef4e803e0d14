import { sql, type SQL } from 'drizzle-orm'
import { absences, owners } from '../../schema/tables/catalog.ts'
import { people } from '../../schema/tables/people.ts'
import { levels, namedBy, type Act, type WaitsFor, type Who } from '../policy.ts'
import { callerId, type Asker } from './who.ts'

// The table of worker/policy.ts as SQL, for lists: a list shows what its rows would be seen or decided by.

const byPerson: Partial<Record<Who, SQL>> = {
  anyone: sql`true`,
  approver: sql.raw(`p.level >= ${levels.approver}`),
  ssoAdmin: sql.raw(`p.level >= ${levels.ssoAdmin}`),
  admin: sql.raw(`p.level >= ${levels.admin}`),
  auditor: sql`p.auditor = 1`,
}

function anyOf(named: readonly Who[]): SQL {
  const conditions = named.flatMap((who) => byPerson[who] ?? [])
  return conditions.length === 0 ? sql`false` : sql.join(conditions, sql` or `)
}

/** True for a person `p` who may by role or flag, however they stand to the request. */
export function byRole(act: Act): SQL {
  const { may, never } = namedBy(act)
  return sql`(${anyOf(may)}) and not (${anyOf(never)})`
}

/** True for a person `p` who may through an account or a request alone: who may anyway is not asked for twice. */
export function byTies(act: Act): SQL {
  const { may, never } = namedBy(act)
  return sql`not (${anyOf(may)}) and not (${anyOf(never)})`
}

/** True for a person `p` who may through an account or a request, whatever else they may by role. */
export function byTiesToo(act: Act): SQL {
  return sql`not (${anyOf(namedBy(act).never)})`
}

/** A gate inside a list is its LIMIT: `n` for callers it lets through, else 0 (ENGINE 3). */
export function gate({ credential, now }: Asker, lets: SQL, n: number): SQL {
  return sql`coalesce((select case when ${lets} then ${n} else 0 end from people p where p.id = ${callerId(credential, now)}), 0)`
}

/** The levels of a decision that some role, or some tie, may make: the others need no question. */
export function levelsDecidedBy(how: 'role' | 'tie'): readonly WaitsFor[] {
  return (['any', 'owner', 'admin'] as const).filter((level) =>
    namedBy(`decide ${level}`).may.some((who) => who in byPerson === (how === 'role')),
  )
}

/**
 * The accounts through which `person` may, as `(account_id, for_id)`: where the table lets owners, those they own; where
 * it lets stand-ins, those of whom they stand in for. `for_id` is that one: never for their own requests. Nobody stands in
 * for somebody who left.
 */
export function accountsOf(person: SQL, now: number, act: Act): SQL {
  const { may } = namedBy(act)
  const own = sql`select account_id, null as for_id from ${owners} where person_id = ${person}`
  const others = sql`select o.account_id, case when count(*) = 1 then min(a.person_id) end as for_id
    from ${absences} a join ${people} w on w.id = a.person_id and w.active = 1 join ${owners} o on o.person_id = a.person_id
    where a.stand_in_id = ${person} and a.until > ${now}
      and not exists (select 1 from ${owners} mine where mine.person_id = ${person} and mine.account_id = o.account_id)
    group by o.account_id`
  const parts = [...(may.includes('owner') ? [own] : []), ...(may.includes('standIn') ? [others] : [])]
  if (parts.length === 0) return sql`(select null as account_id, null as for_id where false)`
  return sql`(${sql.join(parts, sql` union all `)})`
}

/** Until when `person` stands in for an owner of `account` who is not `requester`; NULL when they do not. */
export function standsInUntil(person: SQL, account: SQL, requester: SQL, now: number): SQL {
  return sql`(select max(a.until) from ${absences} a join ${people} w on w.id = a.person_id and w.active = 1 join ${owners} o on o.person_id = a.person_id
    where a.stand_in_id = ${person} and a.until > ${now} and o.account_id = ${account} and a.person_id is not ${requester})`
}
