import { sql, type SQL } from 'drizzle-orm'
import { events } from '../../schema/tables/audit.ts'
import { owners } from '../../schema/tables/catalog.ts'
import { people } from '../../schema/tables/people.ts'
import { decisions, requests } from '../../schema/tables/requests.ts'
import type { Custom } from '../custom.ts'
import type { Credential } from '../http/context.ts'
import { Refusal } from '../http/refusal.ts'
import { isAllowed, waitsForOf, type Ties } from '../policy.ts'
import type { EventRow } from '../wire.ts'
import type { RequestRow } from './advance.ts'
import { batch, columnsOf, row, rows, type Answers, type Db, type Question } from './batch.ts'
import { standsInUntil } from './allowed.ts'
import { definitionAt } from './custom.ts'
import { candidatesAt, decidersAmong } from './deciders.ts'
import type { Named } from './facts.ts'
import { callerId, signedIn, who, type Caller } from './who.ts'

export interface RequestInFull {
  readonly caller: Caller
  readonly request: RequestRow
  readonly ties: Ties
  readonly requesterEmail: string | null
  readonly timeline: readonly EventRow[]
  /** Who may decide now; nobody where nothing is left to decide. */
  readonly deciders: readonly Named[]
  /** What a custom request defines. */
  readonly custom: Custom | null
}

export interface AskedRequest {
  readonly credential: Credential
  readonly now: number
  readonly id: string
}

/**
 * One request with its timeline, and more questions in the same trip. What one may not see does not exist, and whoever
 * may not see it gets no answer to them either.
 */
export async function requestWith<const Q extends readonly Question<unknown>[]>(
  db: Db,
  ask: AskedRequest,
  more: Q,
): Promise<{ readonly full: RequestInFull; readonly more: Answers<Q> }> {
  const { full, answers } = await requestAnd(db, ask, more)
  // In the order of the questions, which TypeScript does not follow through the spread.
  return { full, more: answers as unknown as Answers<Q> }
}

/** A column of the request, for questions beside it. */
export function ofRequest(id: string, column: string): SQL {
  return sql`(select ${sql.identifier(column)} from ${requests} where id = ${id})`
}

async function requestAnd(
  db: Db,
  { credential, now, id }: AskedRequest,
  more: readonly Question<unknown>[],
): Promise<{ readonly full: RequestInFull; readonly answers: readonly unknown[] }> {
  const of = (column: string) => ofRequest(id, column)
  const me = callerId(credential, now)
  const [caller, request, tied, timeline, candidates, custom, decided, ...answers] = await batch(db, 'read', [
    who(credential, now),
    row<RequestRow>(sql`select ${columnsOf(requests)} from ${requests} where ${requests.id} = ${id}`),
    row<{ owns: number; until: number | null; email: string | null }>(
      sql`select exists (select 1 from ${owners} where person_id = ${me} and account_id = ${of('account_id')}) as owns,
        ${standsInUntil(me, of('account_id'), of('requester_id'), now)} as until,
        (select email from ${people} where id = ${of('requester_id')}) as email`,
    ),
    rows<EventRow>(sql`select event, status, through, actor_kind as "actorKind", actor_id as "actorId", actor_name as "actorName", at, comment
      from ${events} where ${events.subjectKind} in ('request', 'note') and ${events.subjectId} = ${id} order by ${events.seq}`),
    candidatesAt(of('account_id'), of('requester_id'), now),
    definitionAt(of('set_arn')),
    row<{ n: number }>(sql`select 1 as n from ${decisions} where request_id = ${id} and person_id = ${me}`),
    ...more,
  ])
  const known = signedIn(caller)
  if (request === null) throw new Refusal('not-found')
  const ties = {
    requester: known.id === request.requesterId,
    owner: tied?.owns === 1,
    standIn: (tied?.until ?? 0) > now,
    firstDecider: decided !== null || known.id === request.firstDeciderId,
  }
  if (!isAllowed('request', known, ties)) throw new Refusal('not-found')
  const waits = waitsForOf(request.status)
  const deciders = waits === null ? [] : decidersAmong(candidates, waits, request)
  const definition = custom === null ? null : (JSON.parse(custom.definition) as Custom)
  const requesterEmail = tied?.email ?? null
  const full = { caller: known, request, ties, requesterEmail, timeline, deciders, custom: definition }
  return { full, answers }
}
