import { sql, type SQL } from 'drizzle-orm'
import { permissionSets } from '../../schema/tables/catalog.ts'
import type { ManagedText } from '../../schema/policy/review.ts'
import { managedPolicies, setPolicies } from '../../schema/tables/policies.ts'
import { rows, type Question } from './batch.ts'

/**
 * The stored documents of these ARNs, each once; none for a policy that Hallpass's copy of AWS's has not. The copy is of
 * the partition `aws`: in another one a policy is read by its twin there, with what it names put where it is.
 */
export function documentsOf(arns: SQL): Question<readonly ManagedText[]> {
  const here = sql`substr(n.arn, 1, 4 + instr(substr(n.arn, 5), ':'))`
  return rows<ManagedText>(sql`with named (arn) as (${arns})
    select distinct n.arn, replace(m.document, '"arn:aws:', '"' || ${here}) as document
    from named n cross join ${managedPolicies} m on m.arn = ${twinOf(sql`n.arn`)}`)
}

/** The ARN in the partition `aws`. */
export function twinOf(arn: SQL): SQL {
  return sql`('arn:aws' || substr(${arn}, 4 + instr(substr(${arn}, 5), ':')))`
}

/** None where `wanted` does not hold. */
export function documentsNamed(arns: readonly string[], wanted: SQL): Question<readonly ManagedText[]> {
  return documentsOf(sql`select value from json_each(${JSON.stringify(arns)}) where ${wanted}`)
}

/** Names of what stands in a set and that nobody here has read; of the whole set where its policies were not. */
export function unreadAt(setArn: string): Question<readonly { readonly name: string }[]> {
  const of = sql`${setPolicies} s where s.set_arn = ${setArn}`
  const known = sql`(select m.arn from ${managedPolicies} m where m.arn = ${twinOf(sql`j.value`)})`
  return rows<{
    name: string
  }>(sql`select j.value as name from (select s.customer as list from ${of}), json_each(list) j
    union all select j.value from (select s.managed as list from ${of}), json_each(list) j where not exists ${known}
    union all select p.name from ${permissionSets} p where p.arn = ${setArn} and not exists (select 1 from ${of})`)
}
