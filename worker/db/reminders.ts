import { sql, type SQL } from 'drizzle-orm'
import { events, outbox, replies } from '../../schema/tables/audit.ts'
import { absences, owners } from '../../schema/tables/catalog.ts'
import { people } from '../../schema/tables/people.ts'
import { requests } from '../../schema/tables/requests.ts'
import type { Idempotency } from '../http/serve.ts'
import { waitsForOf } from '../policy.ts'
import { movesUpAt, remindsNext } from '../windows.ts'
import type { RequestRow } from './advance.ts'
import { batch, columnsOf, row, rows, write, type Db, type Question } from './batch.ts'
import { byRole } from './allowed.ts'
import { candidatesAt, decidersAmong, type Candidate } from './deciders.ts'
import type { Named } from './facts.ts'

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
  const found = await batch(
    db,
    'read',
    asked.map(({ accountId, requesterId }): Question<readonly Candidate[]> =>
      candidatesAt(sql`${accountId}`, sql`${requesterId}`, now),
    ),
  )
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
    ...tell.map((receiver) => write(told({ id: request.id, now, op }, receiver))),
  ])
}

export interface Asked extends Reminder {
  readonly by: Named
  readonly request: RequestRow
  readonly guards: readonly SQL[]
  readonly reply: Idempotency | null
}

/** The requester's: not before `notAfter` was the last one. `false` when it was not written. */
export async function writeAsked(db: Db, asked: Asked): Promise<{ done: boolean; row: RequestRow | null }> {
  const { request, by, now, op, tell, reply } = asked
  const { id } = request
  const last = request.remindedAt
  const where = sql`${requests.id} = ${id} and ${requests.waitsFor} is not null and ${requests.windowEndsAt} > ${now}
    and ${requests.remindedAt} is ${last} and ${sql.join([...asked.guards], sql` and `)}`
  const answers = await batch(db, 'write', [
    write(said({ id, by, at: now, now, op }, where)),
    write(
      sql`update ${requests} set reminded_at = ${now} where ${requests.id} = ${id} and ${wasSaid(id, op)}`,
    ),
    ...tell.map((receiver) => write(told({ id, now, op }, receiver))),
    ...(reply
      ? [
          write(sql`insert into ${replies} (actor_id, route, key, body_hash, request_id, at)
            select ${by.id}, ${reply.route}, ${reply.key}, ${reply.bodyHash}, ${id}, ${now} where ${wasSaid(id, op)}`),
        ]
      : []),
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

function told({ id, now, op }: Pick<Said, 'id' | 'now' | 'op'>, receiver: string): SQL {
  return sql`insert into ${outbox} (id, receiver, kind, payload, next_at)
    select ${`${op}-${receiver}`}, ${receiver}, 'reminder', ${id}, ${now} where ${wasSaid(id, op)}`
}

/** Looked at in one go, soonest deadline first; what is left moves up by itself at a quarter of its window. */
const orphansAtOnce = 500

/** What waits where no owner is there any more stands before everybody who may decide it: who they are, if any did. */
export async function raiseOrphans(db: Db, now: number): Promise<readonly string[]> {
  const isThere = sql`exists (select 1 from ${owners} o join ${people} p on p.id = o.person_id
      where o.account_id = w.account_id and p.active = 1 and p.auditor = 0 and p.id <> w.requester_id
        and not exists (select 1 from ${absences} a where a.person_id = p.id and a.until > ${now}))
    or exists (select 1 from ${owners} o join ${absences} a on a.person_id = o.person_id join ${people} p on p.id = a.stand_in_id
      where o.account_id = w.account_id and a.until > ${now} and p.active = 1 and p.auditor = 0
        and p.id <> w.requester_id and o.person_id <> w.requester_id)`
  const [raised, deciders] = await batch(db, 'write', [
    rows<{
      id: string
    }>(sql`update ${requests} set up = 1 where id in (select w.id from (select id, account_id, requester_id from ${requests}
        where waits_for = 'any' and up = 0 order by queue_at, id limit ${orphansAtOnce}) w where not (${isThere})) returning id`),
    rows<{ id: string }>(sql`select p.id from ${people} p where ${byRole('decide any')} and p.active = 1`),
  ])
  return raised.length === 0 ? [] : deciders.map(({ id }) => id)
}

/** Second decisions whose first was made by somebody who is not here any more. */
export async function withoutFirst(
  db: Db,
  limit: number,
): Promise<
  readonly (Pick<RequestRow, 'id' | 'status' | 'version'> & { readonly tell: readonly string[] })[]
> {
  const [found] = await batch(db, 'read', [
    rows<
      Pick<RequestRow, 'id' | 'status' | 'version'> & { tell: string }
    >(sql`select r.id, r.status, r.version,
        (select json_group_array(t.id) from (select r.requester_id as id union select person_id from ${owners} where account_id = r.account_id
          union select id from ${people} where level >= 2 and active = 1) t) as tell
      from ${requests} r join ${people} p on p.id = r.first_decider_id
      where r.waits_for = 'admin' and r.status = 'pending_admin' and p.active = 0 limit ${limit}`),
  ])
  return found.map((each) => ({ ...each, tell: JSON.parse(each.tell) as string[] }))
}
