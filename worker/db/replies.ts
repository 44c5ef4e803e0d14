import { sql, type SQL } from 'drizzle-orm'
import { replies } from '../../schema/tables/audit.ts'
import { requests } from '../../schema/tables/requests.ts'
import { Refusal } from '../http/refusal.ts'
import type { Idempotency } from '../http/serve.ts'
import type { RequestRow } from './advance.ts'
import { columnsOf, row, write, type Question } from './batch.ts'

export type Answered = RequestRow & { readonly bodyHash: string }

/** The request an earlier call with this Idempotency-Key made or moved, as it is now. */
export function answered(actor: SQL, key: Idempotency | null): Question<Answered | null> {
  return row<Answered>(sql`select ${columnsOf(requests)}, k.body_hash as "bodyHash" from ${replies} k
    join ${requests} on ${requests.id} = k.request_id where ${isReply(actor, key)}`)
}

/** Refuses the key of a call that said something else. */
export function sameBody(replay: Answered | null, key: Idempotency | null): RequestRow | null {
  if (replay !== null && replay.bodyHash !== key?.bodyHash) throw new Refusal('key-reused')
  return replay
}

/** What a later call with this key is answered by, where `where` holds. */
export function replied(
  key: Idempotency | null,
  {
    actorId,
    id,
    at,
    where,
  }: { readonly actorId: string; readonly id: string; readonly at: number; readonly where: SQL },
): Question<null>[] {
  if (key === null) return []
  return [
    write(sql`insert into ${replies} (actor_id, route, key, body_hash, request_id, at)
      select ${actorId}, ${key.route}, ${key.key}, ${key.bodyHash}, ${id}, ${at} where ${where}`),
  ]
}

/** Two calls with one key may both have read that there was no answer yet. A guard. */
export function unanswered(actor: SQL, key: Idempotency): SQL {
  return sql`not exists (select 1 from ${replies} k where ${isReply(actor, key)})`
}

function isReply(actor: SQL, key: Idempotency | null): SQL {
  return sql`k.actor_id = ${actor} and k.route = ${key?.route ?? ''} and k.key = ${key?.key ?? ''}`
}
