import { sql, type SQL } from 'drizzle-orm'
import { requests } from '../../schema/tables/requests.ts'
import type { RequestRow } from './advance.ts'
import { columnsOf, rows, type Question } from './batch.ts'

/** More than may be asked for at once; a chain cannot be longer. */
const mostInChain = 200

/** Undecided or approved requests that extend this one, or one of those: they go with it. */
export function extensionsOf(id: string): Question<readonly RequestRow[]> {
  return rows<RequestRow>(
    sql`select ${columnsOf(requests)} from ${requests} where ${requests.id} in (${chainFrom(id)})`,
  )
}

/** As many extend it as were read: one more would stay behind. A guard. */
export function sameExtensions(id: string, count: number): SQL {
  return sql`(select count(*) from (${chainFrom(id)})) = ${count}`
}

function chainFrom(id: string): SQL {
  const open = sql`status in ('pending', 'pending_owner', 'pending_admin', 'approved', 'admin_approved', 'scheduled')`
  return sql`with recursive chain(id) as (select id from ${requests} where extends_id = ${id} and ${open}
    union select next.id from chain join ${requests} next on next.extends_id = chain.id where next.${open} limit ${mostInChain})
    select id from chain`
}
