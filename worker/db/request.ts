import { sql } from 'drizzle-orm'
import { events } from '../../schema/tables/audit.ts'
import { owners } from '../../schema/tables/catalog.ts'
import { requests } from '../../schema/tables/requests.ts'
import type { Credential } from '../http/context.ts'
import { Refusal } from '../http/refusal.ts'
import { isAllowed, waitsForOf, type Ties } from '../policy.ts'
import type { EventRow } from '../wire.ts'
import type { RequestRow } from './advance.ts'
import { batch, columnsOf, row, rows, type Db } from './batch.ts'
import { standsInUntil } from './allowed.ts'
import { candidatesAt, decidersAmong } from './deciders.ts'
import type { Named } from './facts.ts'
import { callerId, signedIn, who, type Caller } from './who.ts'

export interface RequestInFull {
  readonly caller: Caller
  readonly request: RequestRow
  readonly ties: Ties
  readonly timeline: readonly EventRow[]
  /** Who may decide now; nobody where nothing is left to decide. */
  readonly deciders: readonly Named[]
}

/** One request with its timeline. What one may not see does not exist. */
export async function requestInFull(
  db: Db,
  { credential, now, id }: { credential: Credential; now: number; id: string },
): Promise<RequestInFull> {
  const of = (column: string) => sql`(select ${sql.identifier(column)} from ${requests} where id = ${id})`
  const me = callerId(credential, now)
  const [caller, request, tied, timeline, candidates] = await batch(db, 'read', [
    who(credential, now),
    row<RequestRow>(sql`select ${columnsOf(requests)} from ${requests} where ${requests.id} = ${id}`),
    row<{ owns: number; until: number | null }>(
      sql`select exists (select 1 from ${owners} where person_id = ${me} and account_id = ${of('account_id')}) as owns,
        ${standsInUntil(me, of('account_id'), of('requester_id'), now)} as until`,
    ),
    rows<EventRow>(sql`select event, status, through, actor_id as "actorId", actor_name as "actorName", at, comment
      from ${events} where ${events.subjectKind} = 'request' and ${events.subjectId} = ${id} order by ${events.version}`),
    candidatesAt(of('account_id'), of('requester_id'), now),
  ])
  const known = signedIn(caller)
  if (request === null) throw new Refusal('not-found')
  const ties = {
    requester: known.id === request.requesterId,
    owner: tied?.owns === 1,
    standIn: (tied?.until ?? 0) > now,
    firstDecider: known.id === request.firstDeciderId,
  }
  if (!isAllowed('request', known, ties)) throw new Refusal('not-found')
  const waits = waitsForOf(request.status)
  const deciders = waits === null ? [] : decidersAmong(candidates, waits, request)
  return { caller: known, request, ties, timeline, deciders }
}
