import { sql } from 'drizzle-orm'
import { events } from '../../schema/tables/audit.ts'
import { batch, write, type Db } from './batch.ts'

export interface Attempt {
  readonly requestId: string
  readonly by: { readonly id: string; readonly name: string }
  readonly event: 'self_approval'
  readonly at: number
  readonly op: string
}

/** Somebody tried what is never allowed: put down once for each person and request, however often they try. */
export async function recordAttempt(db: Db, { requestId, by, event, at, op }: Attempt): Promise<void> {
  await batch(db, 'write', [
    write(sql`insert into ${events} (subject_kind, subject_id, version, event, actor_kind, actor_id, actor_name, at, recorded_at, op)
      select 'attempt', ${requestId}, 1 + coalesce(max(version), 0), ${event}, 'person', ${by.id}, ${by.name}, ${at}, ${at}, ${op}
      from ${events} where subject_kind = 'attempt' and subject_id = ${requestId}
      having not exists (select 1 from ${events} where subject_kind = 'attempt' and subject_id = ${requestId}
        and event = ${event} and actor_id = ${by.id})`),
  ])
}
