import { sql, type SQL } from 'drizzle-orm'
import { outbox, replies } from '../../schema/tables/audit.ts'
import { owners, settings } from '../../schema/tables/catalog.ts'
import { flows, people, tokens } from '../../schema/tables/people.ts'
import { requests } from '../../schema/tables/requests.ts'
import { dayMs, minuteMs } from '../durations.ts'
import type { Instant, Key } from '../engine/ports.ts'
import type { RequestRow } from './advance.ts'
import { batch, columnsOf, rows, write, type Db } from './batch.ts'
import { extensionsOf } from './extensions.ts'
import type { Telling } from './telling.ts'

/** Keepers for which something must have happened by now, longest overdue first. */
export async function overdueKeepers(
  db: Db,
  now: Instant,
  limit: number,
): Promise<readonly { readonly key: Key; readonly dueAt: Instant }[]> {
  const [due] = await batch(db, 'read', [
    rows<{ key: Key; dueAt: Instant }>(sql`select keeper_key as key, min(due_at) as "dueAt" from ${requests}
      where due_at <= ${now} and live = 1 and keeper_key is not null group by keeper_key order by min(due_at) limit ${limit}`),
  ])
  return due
}

export interface Unheard {
  readonly id: string
  readonly key: Key
  readonly cause: 'revoke' | 'release'
  readonly at: Instant
}

/**
 * What people took back, and its keeper may not have heard: where an older copy of the database forgot that it runs,
 * nobody else ends it before its time.
 */
export async function unheardEnds(db: Db, now: Instant, limit: number): Promise<readonly Unheard[]> {
  const [found] = await batch(db, 'read', [
    rows<Unheard>(sql`select id, keeper_key as key, coalesce(end_cause, 'release') as cause, due_at as at from ${requests}
      where due_at <= ${now} and live = 0 and keeper_key is not null and status in ('withdrawn', 'released', 'revoked')
      order by due_at limit ${limit}`),
  ])
  return found
}

export interface HeldByWhoLeft {
  readonly request: RequestRow
  /** What would go on from it. */
  readonly extensions: readonly RequestRow[]
}

/** What runs or is to start for people who are not active any more. What starts or ends just now is its keeper's to refuse or remove. */
export async function heldByWhoLeft(db: Db, now: Instant, limit: number): Promise<readonly HeldByWhoLeft[]> {
  const [held] = await batch(db, 'read', [
    rows<RequestRow>(sql`select ${columnsOf(requests)} from ${requests} join ${people} p on p.id = ${requests.requesterId}
      where ${requests.live} = 1 and ${requests.status} <> 'ending' and p.active = 0
        and ${requests.endsAt} > ${now} and (${requests.status} in ('provisioning', 'active') or ${requests.startsAt} > ${now}) order by ${requests.endsAt} limit ${limit}`),
  ])
  if (held.length === 0) return []
  const extensions = await batch(
    db,
    'read',
    held.map(({ id }) => extensionsOf(id)),
  )
  return held.map((request, i) => ({ request, extensions: extensions[i] ?? [] }))
}

/** Nobody said meanwhile that they are back. A guard. */
export function hasLeft(personId: string): SQL {
  return sql`exists (select 1 from ${people} p where p.id = ${personId} and p.active = 0)`
}

export async function noteHeard(db: Db, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await batch(db, 'write', [write(sql`update ${requests} set due_at = null where id in ${ids} and live = 0`)])
}

/** Minutes after an end in which something may still come: a late arrival, a kill, a clone to delete. */
const aftermath = [2, 6, 16, 31, 62] as const

/**
 * Keepers with a session that AWS confirmed over so many minutes ago. They wake by themselves; this is for an alarm that
 * the platform lost when nothing was due any more.
 */
export async function keepersToLookAfter(db: Db, now: Instant, limit: number): Promise<readonly Key[]> {
  const windows = aftermath.map((minutes) => {
    const until = now - minutes * minuteMs
    return sql`select keeper_key from ${requests} where ended_at > ${until - minuteMs} and ended_at <= ${until}`
  })
  const [found] = await batch(db, 'read', [
    rows<{ key: Key }>(sql`select distinct keeper_key as key from (${sql.join(windows, sql` union all `)})
      where keeper_key is not null limit ${limit}`),
  ])
  return found.map(({ key }) => key)
}

const rounds = 10

/**
 * Keepers with a live session, a tenth of them each minute. An older copy of the database may say of what is over that it
 * runs, and nobody but its keeper knows better.
 */
export async function keepersOfTheMinute(db: Db, now: Instant, limit: number): Promise<readonly Key[]> {
  const round = Math.floor(now / minuteMs) % rounds
  const [found] = await batch(db, 'read', [
    rows<{ key: Key }>(sql`select distinct keeper_key as key from ${requests}
      where live = 1 and keeper_key is not null and unicode(substr(id, -1)) % ${sql.raw(`${rounds}`)} = ${round} limit ${limit}`),
  ])
  return found.map(({ key }) => key)
}

export interface Lapsing extends Pick<RequestRow, 'id' | 'status' | 'version' | 'windowEndsAt'> {
  /** The requester and whoever could have decided: it leaves their lists. */
  readonly tell: readonly string[]
}

/** Requests nobody decided in their window, oldest first. */
export async function windowsOver(db: Db, now: Instant, limit: number): Promise<readonly Lapsing[]> {
  const [over] = await batch(db, 'read', [
    rows<
      Omit<Lapsing, 'tell'> & { tell: string }
    >(sql`select r.id, r.status, r.version, r.window_ends_at as "windowEndsAt",
        (select json_group_array(t.id) from (select r.requester_id as id union select person_id from ${owners} where account_id = r.account_id
          union select id from ${people} where level >= 2 and active = 1) t) as tell
      from ${requests} r where r.waits_for is not null and r.window_ends_at <= ${now}
      order by r.window_ends_at, r.id limit ${limit}`),
  ])
  return over.map((each) => ({ ...each, tell: JSON.parse(each.tell) as string[] }))
}

interface Message {
  readonly id: string
  readonly receiver: string
  readonly kind: Telling['kind']
  readonly requestId: string
  readonly at: Instant
}

export async function undelivered(db: Db, now: Instant, limit: number): Promise<readonly Message[]> {
  const [due] = await batch(db, 'read', [
    rows<Message>(
      sql`select id, receiver, kind, payload as "requestId", next_at as at from ${outbox}
        where next_at <= ${now} order by next_at limit ${limit}`,
    ),
  ])
  return due
}

export async function forgetMessages(db: Db, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await batch(db, 'write', [write(sql`delete from ${outbox} where id in ${ids}`)])
}

/** Nothing of what it deletes is of use to anybody: spent sign-ins, tokens that are over, replies of yesterday. */
export async function tidy(db: Db, now: Instant): Promise<void> {
  await batch(db, 'write', [
    write(sql`delete from ${flows} where expires_at <= ${now}`),
    write(sql`delete from ${tokens} where expires_at <= ${now - dayMs}`),
    write(sql`delete from ${replies} where at <= ${now - dayMs}`),
  ])
}

export async function noteSweep(db: Db, now: Instant): Promise<void> {
  await batch(db, 'write', [
    write(sql`insert into ${settings} (name, value) values ('last_sweep_at', ${String(now)})
      on conflict (name) do update set value = excluded.value, version = version + 1`),
  ])
}
