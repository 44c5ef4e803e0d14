import { sql, type SQL } from 'drizzle-orm'
import { managedPolicies } from '../../schema/tables/policies.ts'
import { columnsOf, rows, type Question } from './batch.ts'

/** One of AWS's managed policies, as JSON. */
export interface ManagedText {
  readonly arn: string
  readonly document: string
}

/** The stored documents of these ARNs, each once; none for a policy that Hallpass's copy of AWS's has not. */
export function documentsOf(arns: SQL): Question<readonly ManagedText[]> {
  return rows<ManagedText>(sql`select ${columnsOf(managedPolicies, 'arn', 'document')} from ${managedPolicies}
    where ${managedPolicies.arn} in (${arns})`)
}

export function documentsNamed(arns: readonly string[]): Question<readonly ManagedText[]> {
  return documentsOf(sql`select value from json_each(${JSON.stringify(arns)})`)
}
