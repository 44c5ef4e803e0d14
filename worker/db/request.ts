import { sql } from 'drizzle-orm'
import { events } from '../../schema/tables/audit.ts'
import { owners } from '../../schema/tables/catalog.ts'
import { requests } from '../../schema/tables/requests.ts'
import type { Credential } from '../http/context.ts'
import { Refusal } from '../http/refusal.ts'
import { maySee } from '../policy.ts'
import type { EventRow } from '../wire.ts'
import type { RequestRow } from './advance.ts'
import { batch, columnsOf, row, rows, type Db } from './batch.ts'
import { decidersOf, type Named } from './facts.ts'
import { callerId, signedIn, who, type Caller } from './who.ts'

export interface RequestInFull {
  readonly caller: Caller
  readonly request: RequestRow
  readonly owns: boolean
  readonly timeline: readonly EventRow[]
  readonly deciders: readonly Named[]
}

/** One request with its timeline. What one may not see does not exist. */
export async function requestInFull(
  db: Db,
  { credential, now, id }: { credential: Credential; now: number; id: string },
): Promise<RequestInFull> {
  const of = (column: string) => sql`(select ${sql.identifier(column)} from ${requests} where id = ${id})`
  const [caller, request, owned, timeline, deciders] = await batch(db, 'read', [
    who(credential, now),
    row<RequestRow>(sql`select ${columnsOf(requests)} from ${requests} where ${requests.id} = ${id}`),
    row<{ n: number }>(
      sql`select 1 as n from ${owners} where person_id = ${callerId(credential, now)} and account_id = ${of('account_id')}`,
    ),
    rows<EventRow>(sql`select event, status, through, actor_id as "actorId", actor_name as "actorName", at, comment
      from ${events} where ${events.subjectKind} = 'request' and ${events.subjectId} = ${id} order by ${events.version}`),
    decidersOf(of('account_id'), of('requester_id')),
  ])
  const known = signedIn(caller)
  const owns = owned !== null
  if (request === null || !maySee(known, { requesterId: request.requesterId, owns }))
    throw new Refusal('not-found')
  return { caller: known, request, owns, timeline, deciders }
}
