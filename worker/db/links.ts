import { sql, type SQL } from 'drizzle-orm'
import { running, waiting } from '../../schema/contract/lifecycle.ts'
import { people } from '../../schema/tables/people.ts'
import { requests } from '../../schema/tables/requests.ts'
import { retryWindowMs } from '../policy.ts'
import { row, type Question } from './batch.ts'

interface Linked {
  readonly id: string
  readonly principalId: string | null
}

/** Something of this person waits, runs or can be tried again: all of it under the user they had when they asked. */
export function hasUnderLink(personId: string, now: number): Question<boolean> {
  const question = row<{ has: number }>(sql`select ${underLink(sql`${personId}`, now)} as has`)
  return { ...question, read: (found) => question.read(found)?.has === 1 }
}

/** Guards: nobody else is this user, and who gets another one has nothing under the one before. */
export function linkable(changed: readonly Linked[], now: number): SQL[] {
  const each = JSON.stringify(changed.map(({ id, principalId }) => ({ id, principalId })))
  const linked = sql`json_each(${each}) j join ${people} p`
  return [
    sql`not exists (select 1 from ${linked} on p.principal_id = j.value ->> 'principalId' and p.id <> j.value ->> 'id')`,
    sql`not exists (select 1 from ${linked} on p.id = j.value ->> 'id' and p.principal_id is not j.value ->> 'principalId'
      where ${underLink(sql`p.id`, now)})`,
  ]
}

const unfinished = JSON.stringify([...waiting, ...running])

function underLink(personId: SQL, now: number): SQL {
  return sql`exists (select 1 from ${requests} r where r.requester_id = ${personId}
    and (r.status in (select value from json_each(${unfinished}))
      or (r.status = 'failed' and r.decided_at > ${now - retryWindowMs})))`
}
