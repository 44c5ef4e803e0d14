import { sql } from 'drizzle-orm'
import { requests } from '../../schema/tables/requests.ts'
import { rows, type Question } from './batch.ts'

/** A decision as it went: when the request came, and how long it took. */
export interface Decided {
  readonly openedAt: number
  readonly decidedAt: number
  readonly two: number
}

/** So many of the account's newest requests are looked at. */
const looksAt = 200

/** People's decisions among the newest requests for an account. */
export function decidedLately(accountId: string): Question<readonly Decided[]> {
  return rows<Decided>(sql`select opened_at as "openedAt", decided_at as "decidedAt", first_decider_id is not null as two
    from (select * from ${requests} where ${requests.accountId} = ${accountId}
      order by ${requests.openedAt} desc, ${requests.id} desc limit ${looksAt})
    where decided_at is not null and last_decider_id is not null and waits_for is null`)
}
