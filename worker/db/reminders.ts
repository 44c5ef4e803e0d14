import { sql, type SQL } from 'drizzle-orm'
import { events } from '../../schema/tables/audit.ts'
import { people } from '../../schema/tables/people.ts'
import { requests } from '../../schema/tables/requests.ts'
import type { Idempotency } from '../http/serve.ts'
import { waitsForOf } from '../policy.ts'
import { movesUpAt, remindsNext } from '../windows.ts'
import type { RequestRow } from './advance.ts'
import { batch, columnsOf, row, rows, write, type Db, type Question } from './batch.ts'
import { byRole } from './allowed.ts'
import { candidatesAt, decidersAmong, tiedTo, type Candidate } from './deciders.ts'
import { isThere, type Named } from './facts.ts'
import { replied } from './replies.ts'
import { told } from './telling.ts'

export type Reminding = Pick<
  RequestRow,
  | 'id'
  | 'status'
  | 'accountId'
  | 'requesterId'
  | 'firstDeciderId'
  | 'openedAt'
  | 'windowEndsAt'
  | 'urgent'
  | 'remindAt'
  | 'remindedAt'
>

const reminding = columnsOf(
  requests,
  'id',
  'status',
  'accountId',
  'requesterId',
  'firstDeciderId',
  'openedAt',
  'windowEndsAt',
  'urgent',
  'remindAt',
  'remindedAt',
)

/** Undecided requests whose deciders are to be reminded by now, longest due first. */
export async function remindersDue(db: Db, now: number, limit: number): Promise<readonly Reminding[]> {
  const [due] = await batch(db, 'read', [
    rows<Reminding>(sql`select ${reminding} from ${requests} where ${requests.remindAt} <= ${now}
      and ${requests.waitsFor} is not null order by ${requests.remindAt} limit ${limit}`),
  ])
  return due
}

/** Everybody who may decide each of them now. */
export async function decidersOf(
  db: Db,
  now: number,
  asked: readonly Reminding[],
): Promise<readonly (readonly string[])[]> {
  const found = await candidatesFor(db, now, asked)
  return asked.map((request, i) => {
    const level = waitsForOf(request.status)
    return level === null ? [] : decidersAmong(found[i] ?? [], level, request).map(({ id }) => id)
  })
}

interface Reminder {
  readonly request: Reminding
  readonly tell: readonly string[]
  readonly now: number
  readonly op: string
}

/** The clock's: said once for each time it is due. A quarter through its window a request also stands before more people. */
export async function writeDue(db: Db, { request, tell, now, op }: Reminder): Promise<void> {
  const due = request.remindAt ?? 0
  const next = remindsNext(request, now)
  const where = sql`${requests.id} = ${request.id} and ${requests.waitsFor} is not null and ${requests.remindAt} = ${due}`
  await batch(db, 'write', [
    write(said({ id: request.id, by: null, at: due, now, op }, where)),
    write(
      sql`update ${requests} set remind_at = ${next}, up = max(up, ${Number(now >= movesUpAt(request))}) where ${where}`,
    ),
    ...told({
      op,
      receivers: tell,
      kind: 'reminder',
      id: request.id,
      at: now,
      where: wasSaid(request.id, op),
    }),
  ])
}

export interface Asked extends Reminder {
  readonly by: Named
  readonly request: RequestRow
  readonly guards: readonly SQL[]
  readonly reply: Idempotency | null
}

/** The requester's, where nobody reminded since it was read. `done` is false when it was not written. */
export async function writeAsked(db: Db, asked: Asked): Promise<{ done: boolean; row: RequestRow | null }> {
  const { request, by, now, op, tell, reply } = asked
  const { id } = request
  const last = request.remindedAt
  const where = sql`${requests.id} = ${id} and ${requests.waitsFor} is not null and ${requests.windowEndsAt} > ${now}
    and ${requests.remindedAt} is ${last} and ${sql.join([...asked.guards], sql` and `)}`
  const beside = { id, at: now, where: wasSaid(id, op) }
  const answers = await batch(db, 'write', [
    write(said({ id, by, at: now, now, op }, where)),
    write(
      sql`update ${requests} set reminded_at = ${now} where ${requests.id} = ${id} and ${wasSaid(id, op)}`,
    ),
    ...told({ op, receivers: tell, kind: 'reminder', ...beside }),
    ...replied(reply, { actorId: by.id, ...beside }),
    row<{ n: number }>(sql`select 1 as n where ${wasSaid(id, op)}`),
    row<RequestRow>(sql`select ${columnsOf(requests)} from ${requests} where ${requests.id} = ${id}`),
  ])
  const [done, after] = answers.slice(-2) as [{ n: number } | null, RequestRow | null]
  return { done: done !== null, row: after }
}

interface Said {
  readonly id: string
  readonly by: Named | null
  readonly at: number
  readonly now: number
  readonly op: string
}

/** Beside the request's own events: a reminder moves no version, so that it makes nobody's decision void. */
function said({ id, by, at, now, op }: Said, where: SQL): SQL {
  return sql`insert into ${events} (subject_kind, subject_id, version, event, actor_kind, actor_id, actor_name, at, recorded_at, op)
    select 'reminder', ${id}, 1 + coalesce((select max(version) from ${events} where subject_kind = 'reminder' and subject_id = ${id}), 0),
      'remind', ${by === null ? 'clock' : 'person'}, ${by?.id ?? null}, ${by?.name ?? null}, ${at}, ${now}, ${op}
    from ${requests} where ${where}`
}

function wasSaid(id: string, op: string): SQL {
  return sql`exists (select 1 from ${events} where subject_kind = 'reminder' and subject_id = ${id} and op = ${op})`
}

/** Looked at in one go, soonest deadline first; what is left moves up by itself at a quarter of its window. */
const orphansAtOnce = 500

type Standing = Pick<RequestRow, 'id' | 'accountId' | 'requesterId' | 'firstDeciderId'>

/** What waits where no owner is there any more stands before everybody who may decide it: who they are, if any did. */
export async function raiseOrphans(db: Db, now: number): Promise<readonly string[]> {
  const lower = sql`select ${columnsOf(requests, 'id', 'accountId', 'requesterId', 'firstDeciderId')} from ${requests}
    where ${requests.waitsFor} = 'any' and ${requests.up} = 0 order by ${requests.queueAt}, ${requests.id} limit ${orphansAtOnce}`
  const [found, tied] = await batch(db, 'read', [
    rows<Standing>(lower),
    tiedTo(sql`select distinct "accountId" as id from (${lower})`, now),
  ])
  const there = tied.filter(isThere)
  const orphans = found.filter((request) => {
    const owning = there.filter(
      ({ accountId, forId }) => accountId === request.accountId && forId !== request.requesterId,
    )
    return decidersAmong(owning, 'any', request).length === 0
  })
  return orphans.length === 0 ? [] : raise(db, orphans)
}

async function raise(db: Db, orphans: readonly Standing[]): Promise<readonly string[]> {
  const ids = JSON.stringify(orphans.map(({ id }) => id))
  const [raised, deciders] = await batch(db, 'write', [
    rows<{ id: string }>(sql`update ${requests} set up = 1 where id in (select value from json_each(${ids}))
      and waits_for = 'any' and up = 0 returning id`),
    rows<{ id: string }>(sql`select p.id from ${people} p where ${byRole('decide any')} and p.active = 1`),
  ])
  return raised.length === 0 ? [] : deciders.map(({ id }) => id)
}

export type Left = Pick<RequestRow, 'id' | 'status' | 'version' | 'requesterId' | 'firstDeciderId'>

/** Second decisions whose first was made by somebody who is not here any more, and who might decide each of them. */
export async function withoutFirst(
  db: Db,
  now: number,
  limit: number,
): Promise<readonly { readonly request: Left; readonly candidates: readonly Candidate[] }[]> {
  const [found] = await batch(db, 'read', [
    rows<
      Left & Pick<RequestRow, 'accountId'>
    >(sql`select ${columnsOf(requests, 'id', 'status', 'version', 'requesterId', 'firstDeciderId', 'accountId')}
      from ${requests} join ${people} p on p.id = ${requests.firstDeciderId}
      where ${requests.waitsFor} = 'admin' and ${requests.status} = 'pending_admin' and p.active = 0 limit ${limit}`),
  ])
  if (found.length === 0) return []
  const candidates = await candidatesFor(db, now, found)
  return found.map((request, i) => ({ request, candidates: candidates[i] ?? [] }))
}

function candidatesFor(
  db: Db,
  now: number,
  asked: readonly Pick<RequestRow, 'accountId' | 'requesterId'>[],
): Promise<readonly (readonly Candidate[])[]> {
  return batch(
    db,
    'read',
    asked.map(({ accountId, requesterId }): Question<readonly Candidate[]> =>
      candidatesAt(sql`${accountId}`, sql`${requesterId}`, now),
    ),
  )
}
