import { sql, type SQL } from 'drizzle-orm'
import { events } from '../../schema/tables/audit.ts'
import { batch, rows, type Db } from './batch.ts'
import { pageFrom, pageSize, type Cursor } from './keyset.ts'
import { admitted, who, type Asker } from './who.ts'

export interface AuditRow {
  readonly seq: number
  readonly kind: string
  readonly id: string
  readonly event: string
  readonly status: string | null
  readonly actorKind: string
  readonly actorId: string | null
  readonly actorName: string | null
  readonly comment: string | null
  readonly at: number
  readonly recordedAt: number
  readonly detail: string | null
}

export interface AuditQuestion extends Asker {
  readonly about: { readonly kind: string; readonly id: string } | null
  readonly actorId: string | null
  readonly cursor: Cursor | null
}

/** The audit trail, newest first. Whoever may not read it is refused. */
export async function auditSeenBy(
  db: Db,
  ask: AuditQuestion,
): Promise<{ items: readonly AuditRow[]; next: string | null }> {
  const before = ask.cursor === null ? sql`true` : sql`seq < ${ask.cursor.at}`
  const [caller, found] = await batch(db, 'read', [
    who(ask.credential, ask.now),
    rows<AuditRow>(sql`select seq, subject_kind as kind, subject_id as id, event, status, actor_kind as "actorKind",
        actor_id as "actorId", actor_name as "actorName", comment, at, recorded_at as "recordedAt", detail
      from ${events} where ${before} and ${narrowed(ask)} order by seq desc limit ${pageSize + 1}`),
  ])
  admitted(caller, 'audit')
  return pageFrom(found, ({ seq, id }) => ({ at: seq, id }))
}

/** An index each: everything about one thing, or what one person did; `+` keeps SQLite from the other one. */
function narrowed({ about, actorId }: AuditQuestion): SQL {
  const theirs = actorId === null ? sql`true` : sql`actor_id = ${actorId}`
  if (about === null) return theirs
  const same = sql`subject_kind = ${about.kind} and subject_id = ${about.id}`
  return actorId === null ? same : sql`${same} and +actor_id = ${actorId}`
}
