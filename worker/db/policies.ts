import { sql, type SQL } from 'drizzle-orm'
import { permissionSets } from '../../schema/tables/catalog.ts'
import type { ManagedText } from '../../schema/policy/review.ts'
import { managedPolicies, setPolicies } from '../../schema/tables/policies.ts'
import { columnsOf, rows, type Question } from './batch.ts'

/** The stored documents of these ARNs, each once; none for a policy that Hallpass's copy of AWS's has not. */
export function documentsOf(arns: SQL): Question<readonly ManagedText[]> {
  return rows<ManagedText>(sql`select ${columnsOf(managedPolicies, 'arn', 'document')} from ${managedPolicies}
    where ${managedPolicies.arn} in (${arns})`)
}

export function documentsNamed(arns: readonly string[]): Question<readonly ManagedText[]> {
  return documentsOf(sql`select value from json_each(${JSON.stringify(arns)})`)
}

/** Names of what stands in a set and that nobody here has read; of the whole set where its policies were not. */
export function unreadAt(setArn: string): Question<readonly { readonly name: string }[]> {
  const of = sql`${setPolicies} s where s.set_arn = ${setArn}`
  const known = sql`(select m.arn from ${managedPolicies} m where m.arn = j.value)`
  return rows<{
    name: string
  }>(sql`select j.value as name from (select s.customer as list from ${of}), json_each(list) j
    union all select j.value from (select s.managed as list from ${of}), json_each(list) j where not exists ${known}
    union all select p.name from ${permissionSets} p where p.arn = ${setArn} and not exists (select 1 from ${of})`)
}
