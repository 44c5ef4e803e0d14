import { sql, type SQL } from 'drizzle-orm'
import { events } from '../../schema/tables/audit.ts'
import { requests } from '../../schema/tables/requests.ts'
import type { Idempotency } from '../http/serve.ts'
import type { RequestRow } from './advance.ts'
import { batch, columnsOf, none, row, write, type Db } from './batch.ts'
import type { Named } from './facts.ts'
import { answered, replied, unanswered, type Answered } from './replies.ts'
import { told } from './telling.ts'

export interface NewNote {
  readonly requestId: string
  readonly text: string
  readonly by: Named
  readonly now: number
  readonly op: string
  readonly guards: readonly SQL[]
  readonly tell: readonly string[]
  readonly idempotency: Idempotency | null
}

/** Somebody who floods a request floods nobody for long. */
const notesAtMost = 100

interface Written {
  readonly done: boolean
  readonly isFull: boolean
  readonly row: RequestRow | null
  /** This very call was answered meanwhile. */
  readonly replay: Answered | null
}

/** An event of its own kind, so that the request and its version stay as they are. Not after the decision. */
export async function writeNote(db: Db, made: NewNote): Promise<Written> {
  const beside = { id: made.requestId, at: made.now, where: stands(made) }
  const answers = await batch(db, 'write', [
    write(noted(made)),
    ...told({ op: made.op, receivers: made.tell, kind: 'changed', ...beside }),
    ...replied(made.idempotency, { actorId: made.by.id, ...beside }),
    made.idempotency === null ? none : answered(sql`${made.by.id}`, made.idempotency),
    row<{ done: number; notes: number }>(sql`select ${stands(made)} as done, (${lastNote(made)}) as notes`),
    row<RequestRow>(
      sql`select ${columnsOf(requests)} from ${requests} where ${requests.id} = ${made.requestId}`,
    ),
  ])
  const [replay, state, request] = answers.slice(-3) as [
    Answered | null,
    { done: number; notes: number } | null,
    RequestRow | null,
  ]
  const done = state?.done === 1
  return { done, isFull: !done && (state?.notes ?? 0) >= notesAtMost, row: request, replay }
}

function lastNote({ requestId }: NewNote): SQL {
  return sql`select coalesce(max(version), 0) from ${events} where subject_kind = 'note' and subject_id = ${requestId}`
}

function stands({ requestId, op }: NewNote): SQL {
  return sql`exists (select 1 from ${events} where subject_kind = 'note' and subject_id = ${requestId} and op = ${op})`
}

function noted(made: NewNote): SQL {
  const { requestId, text, by, now, op, idempotency } = made
  const guards = [...made.guards, ...(idempotency ? [unanswered(sql`${by.id}`, idempotency)] : [])]
  return sql`insert into ${events} (subject_kind, subject_id, version, event, status, actor_kind, actor_id, actor_name, comment, at, recorded_at, op)
    select 'note', id, 1 + (${lastNote(made)}), 'note', status, 'person', ${by.id}, ${by.name}, ${text}, ${now}, ${now}, ${op}
    from ${requests} where ${requests.id} = ${requestId} and ${requests.waitsFor} is not null and ${requests.windowEndsAt} > ${now}
      and (${lastNote(made)}) < ${notesAtMost} and ${sql.join(guards, sql` and `)}`
}
