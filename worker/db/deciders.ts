import { sql, type SQL } from 'drizzle-orm'
import { absences, owners } from '../../schema/tables/catalog.ts'
import { people } from '../../schema/tables/people.ts'
import { isAllowed, type WaitsFor } from '../policy.ts'
import { byRole, levelsDecidedBy } from './allowed.ts'
import { rows, type Question } from './batch.ts'
import type { Named } from './facts.ts'

/** Somebody who might decide for an account: the table says whether they may. */
export interface Candidate extends Named {
  readonly level: number
  readonly auditor: number
  readonly owner: number
  readonly standIn: number
  /** 1: an owner who is away. */
  readonly away: number
}

/** Owners of the account, who stands in for one of them (but for `requester`), and whom a role lets decide: active ones,
 * and nobody for an owner who left. */
export function candidatesAt(account: SQL, requester: SQL, now: number): Question<readonly Candidate[]> {
  return rows<Candidate>(sql`select p.id, p.name, p.level, p.auditor, max(d.owner) as owner, max(d.stand_in) as "standIn",
      exists (select 1 from ${absences} w where w.person_id = p.id and w.until > ${now}) as away from (
      select person_id as id, 1 as owner, 0 as stand_in from ${owners} where account_id = ${account}
      union all select a.stand_in_id, 0, 1 from ${owners} o join ${absences} a on a.person_id = o.person_id
        join ${people} w on w.id = a.person_id and w.active = 1 where o.account_id = ${account} and a.until > ${now} and a.person_id is not ${requester}
      ${byRoleAnywhere()}) d
    join ${people} p on p.id = d.id where p.active = 1
    group by p.id order by max(d.owner) desc, max(d.stand_in) desc, p.level, p.name`)
}

/** Somebody tied to an account. */
export interface Tied extends Candidate {
  readonly accountId: string
  /** The owner whom they stand in for: never for that one's own requests. */
  readonly forId: string | null
}

/** Owners of these accounts (a query of their ids), and who stands in for one of them: active ones. */
export function tiedTo(accounts: SQL, now: number): Question<readonly Tied[]> {
  return rows<Tied>(sql`select d.account_id as "accountId", d.for_id as "forId", p.id, p.name, p.level, p.auditor,
      d.for_id is null as owner, d.for_id is not null as "standIn",
      exists (select 1 from ${absences} w where w.person_id = p.id and w.until > ${now}) as away from (
      select o.account_id, o.person_id as id, null as for_id from (${accounts}) a join ${owners} o on o.account_id = a.id
      union all select o.account_id, b.stand_in_id, b.person_id from (${accounts}) a join ${owners} o on o.account_id = a.id
        join ${absences} b on b.person_id = o.person_id join ${people} w on w.id = b.person_id and w.active = 1 where b.until > ${now}) d
    join ${people} p on p.id = d.id where p.active = 1 order by p.level, p.name`)
}

/** Whom a role lets decide wherever it is; nobody where `wanted` does not hold. */
export function candidatesByRole(wanted: SQL): Question<readonly Candidate[]> {
  return rows<Candidate>(sql`select p.id, p.name, p.level, p.auditor, 0 as owner, 0 as "standIn", 0 as away from (
      select null as id, 0 as owner, 0 as stand_in where false ${byRoleAnywhere()}) d
    join ${people} p on p.id = d.id where ${wanted} group by p.id order by p.level, p.name`)
}

/** One question a level, so that each walks the index of those who decide. */
function byRoleAnywhere(): SQL {
  const parts = levelsDecidedBy('role').map(
    (level) =>
      sql`union all select p.id, 0, 0 from ${people} p where ${byRole(`decide ${level}`)} and p.active = 1`,
  )
  return sql.join(parts, sql` `)
}

/** Those of them whom the table lets decide this. */
export function decidersAmong(
  candidates: readonly Candidate[],
  level: WaitsFor,
  { requesterId, firstDeciderId }: { readonly requesterId: string; readonly firstDeciderId: string | null },
): Named[] {
  const may = (person: Candidate) =>
    isAllowed(`decide ${level}`, person, {
      requester: person.id === requesterId,
      owner: person.owner === 1,
      standIn: person.standIn === 1,
      firstDecider: person.id === firstDeciderId,
    })
  return candidates.filter(may).map(({ id, name }) => ({ id, name }))
}
