import { sql, type SQL } from 'drizzle-orm'
import { events } from '../../schema/tables/audit.ts'
import { byRole, gate } from './allowed.ts'
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
  /** Written down from then, and until then. */
  readonly from: number | null
  readonly until: number | null
  readonly cursor: Cursor | null
}

/** The audit trail, newest first. Whoever may not read it is refused. */
export async function auditSeenBy(
  db: Db,
  ask: AuditQuestion,
): Promise<{ items: readonly AuditRow[]; next: string | null }> {
  const page = gate(ask, byRole('audit'), pageSize + 1)
  const [caller, found] = await batch(db, 'read', [
    who(ask.credential, ask.now),
    rows<AuditRow>(sql`select seq, subject_kind as kind, subject_id as id, event, status, actor_kind as "actorKind",
        actor_id as "actorId", actor_name as "actorName", comment, at, recorded_at as "recordedAt", detail
      from ${events} where ${narrowed(ask)} and ${within(ask)} order by recorded_at desc, seq desc limit ${page}`),
  ])
  admitted(caller, 'audit')
  return pageFrom(found, ({ recordedAt, seq }) => ({ at: recordedAt, id: String(seq) }))
}

/** An index each: everything about one thing, or what one person did; `+` keeps SQLite from the other one. */
function narrowed({ about, actorId }: AuditQuestion): SQL {
  const theirs = actorId === null ? sql`true` : sql`actor_id = ${actorId}`
  if (about === null) return theirs
  const same = sql`subject_kind = ${about.kind} and subject_id = ${about.id}`
  return actorId === null ? same : sql`${same} and +actor_id = ${actorId}`
}

/** The cursor's id is the record's number as a text. */
function within({ cursor, from, until }: AuditQuestion): SQL {
  const latest = cursor ?? (until === null ? null : { at: until + 1, id: '0' })
  const older =
    latest === null ? sql`true` : sql`(recorded_at, seq) < (${latest.at}, cast(${latest.id} as integer))`
  return from === null ? older : sql`${older} and recorded_at >= ${from}`
}
