import { sql } from 'drizzle-orm'
import { removalOverdueMs } from '../../schema/contract/lifecycle.ts'
import { settings } from '../../schema/tables/catalog.ts'
import { requests } from '../../schema/tables/requests.ts'
import { batch, row, type Db } from './batch.ts'

export interface Health {
  readonly stuckRemovals: number
  readonly lastSweepAt: number | null
}

/** Removals AWS has not confirmed five minutes after they were due, and when the sweep last ran. */
export async function healthOf(db: Db, now: number): Promise<Health> {
  const due = now - removalOverdueMs
  const [stuck, sweep] = await batch(db, 'read', [
    row<{ n: number }>(sql`select count(*) as n from ${requests} where ${requests.live} = 1
      and ${requests.status} in ('provisioning', 'active', 'ending') and min(${requests.endsAt}, coalesce(${requests.endAskedAt}, ${requests.endsAt})) <= ${due}`),
    row<{ value: string }>(sql`select value from ${settings} where name = 'last_sweep_at'`),
  ])
  return { stuckRemovals: stuck?.n ?? 0, lastSweepAt: sweep === null ? null : Number(sweep.value) }
}
