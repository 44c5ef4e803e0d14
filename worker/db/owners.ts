import { sql, type SQL } from 'drizzle-orm'
import type { InferOutput } from 'valibot'
import type { accountOwners } from '../../schema/contract/config.ts'
import { outbox } from '../../schema/tables/audit.ts'
import { absences, accounts, groups, ouOwners, ownerRules, owners } from '../../schema/tables/catalog.ts'
import { people } from '../../schema/tables/people.ts'
import { noTies } from '../policy.ts'
import { batch, row, write, type Db, type Question } from './batch.ts'
import { nearestOu, ownersByRules } from './catalog-refresh.ts'
import type { Named } from './facts.ts'
import { admitted, callerId, who, type Asker } from './who.ts'

export type AccountOwners = InferOutput<typeof accountOwners>
interface Row {
  readonly id: string
  readonly name: string
  readonly version: number
  readonly own: string
  readonly ou: string | null
  readonly inherited: string
  readonly people: string
}

/** Who owns an account: its own rules, else those of the nearest OU, and the same as people. */
export function ownersAt(id: string): Question<AccountOwners | null> {
  const ref = sql`case when r.kind = 'group' then 'group:' || coalesce((select g.name from ${groups} g where g.id = r.subject_id), r.subject_id)
    else coalesce((select lower(p.email) from ${people} p where p.id = r.subject_id), 'person:' || r.subject_id) end`
  const question =
    row<Row>(sql`select a.id, a.name, a.owners_version as version, (${nearestOu(sql`a`)}) as ou,
      (select json_group_array(ref) from (select ${ref} as ref from ${ownerRules} r where r.account_id = a.id order by ref)) as own,
      (select json_group_array(ref) from (select ${ref} as ref from ${ouOwners} r where r.ou_path = (${nearestOu(sql`a`)}) order by ref)) as inherited,
      (select json_group_array(json_object('id', id, 'name', name)) from (select p.id, p.name from ${owners} o
        join ${people} p on p.id = o.person_id where o.account_id = a.id and p.active = 1 order by p.name)) as people
    from ${accounts} a where a.id = ${id}`)
  return { ...question, read: (found) => toOwners(question.read(found)) }
}

function toOwners(found: Row | null): AccountOwners | null {
  if (found === null) return null
  const own = JSON.parse(found.own) as string[]
  return {
    accountId: found.id,
    accountName: found.name,
    version: found.version,
    owners: own.length > 0 ? own : (JSON.parse(found.inherited) as string[]),
    from: own.length > 0 ? 'account' : found.ou,
    people: JSON.parse(found.people) as Named[],
  }
}

/** The same, for who may see it. */
export async function ownersSeenBy(
  db: Db,
  { credential, now }: Asker,
  id: string,
): Promise<AccountOwners | null> {
  const [caller, owned, found] = await batch(db, 'read', [
    who(credential, now),
    row<{ n: number }>(
      sql`select 1 as n from ${owners} where person_id = ${callerId(credential, now)} and account_id = ${id}`,
    ),
    ownersAt(id),
  ])
  admitted(caller, 'owners', 'read', { ...noTies, owner: owned !== null })
  return found
}

/** A message to whoever will own an account more or less, and to who stands in for them. Asked before rules become owners. */
export function newOwnersTold({
  op,
  at,
  where,
}: {
  readonly op: string
  readonly at: number
  readonly where: SQL
}): Question<null> {
  const [now, then] = [
    sql`select person_id, account_id from ${owners}`,
    sql`select * from (${ownersByRules()})`,
  ]
  const moved = sql`select person_id from (${now} except ${then}) union select person_id from (${then} except ${now})`
  return write(sql`insert or ignore into ${outbox} (id, receiver, kind, payload, next_at)
    select ${op} || '-' || id, id, 'changed', '', ${at} from (select person_id as id from (${moved})
      union select stand_in_id from ${absences} where until > ${at} and person_id in (${moved})) where ${where}`)
}
