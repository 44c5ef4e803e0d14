import { sql, type SQL } from 'drizzle-orm'
import type { Status } from '../../schema/contract/lifecycle.ts'
import { events, outbox } from '../../schema/tables/audit.ts'
import { accounts, cursors, groups, owners, permissionSets, settings } from '../../schema/tables/catalog.ts'
import { findings } from '../../schema/tables/findings.ts'
import { people } from '../../schema/tables/people.ts'
import { requests } from '../../schema/tables/requests.ts'
import type { Judgement, KnownFinding, OurSession } from '../drift/judge.ts'
import { oursForMs, stuckWatchMs } from '../engine/pace.ts'
import type { Instant, Seen } from '../engine/ports.ts'
import { batch, columnsOf, row, rows, write, type Db, type Question } from './batch.ts'
import { cursorMoved, type Cursor } from './catalog-refresh.ts'

/** An account and a set, as AWS names them. */
export interface Pair {
  readonly accountId: string
  readonly setArn: string
}

export interface DriftState {
  readonly cursors: readonly Cursor[]
  readonly everyMs: number
  /** Until there was one whole look, what is found was there before us. */
  readonly lastFullLookAt: Instant | null
  /** Where a suspicion waits for its second look, oldest first. */
  readonly suspected: readonly (Pair & { readonly firstSeenAt: Instant })[]
  /** Whose name nobody has asked AWS for yet. */
  readonly unnamed: string | null
  readonly ignoredUntil: Instant | null
}

const suspectsAtOnce = 20
const hourSeconds = 60 * 60

export async function driftState(db: Db): Promise<DriftState> {
  const [moved, values, suspected, unnamed, ignored] = await batch(db, 'read', [
    rows<Cursor>(sql`select ${columnsOf(cursors)} from ${cursors}`),
    rows<{ name: string; value: string }>(
      sql`select name, value from ${settings} where name in ('drift_seconds', 'last_full_look_at')`,
    ),
    rows<Pair & { firstSeenAt: number }>(sql`select account_id as "accountId", set_arn as "setArn",
        min(first_seen_at) as "firstSeenAt" from ${findings} where status = 'suspected'
      group by account_id, set_arn order by min(first_seen_at) limit ${suspectsAtOnce}`),
    row<{ id: string }>(sql`select principal_id as id from ${findings} indexed by f_unnamed
      where status in ('open', 'ignored') and principal_name is null and principal_type = 'USER' limit 1`),
    row<{ at: number | null }>(
      sql`select min(ignored_until) as at from ${findings} indexed by f_ignored where status = 'ignored' and ignored_until is not null`,
    ),
  ])
  const valueOf = (name: string) => values.find((each) => each.name === name)?.value
  const lookedAt = valueOf('last_full_look_at')
  return {
    cursors: moved,
    everyMs: Number(valueOf('drift_seconds') ?? hourSeconds) * 1_000,
    lastFullLookAt: lookedAt === undefined ? null : Number(lookedAt),
    suspected,
    unnamed: unnamed?.id ?? null,
    ignoredUntil: ignored?.at ?? null,
  }
}

/** The account a full look goes to after this one, in the order of ids. */
export async function accountAfter(db: Db, after: string): Promise<string | null> {
  const [found] = await batch(db, 'read', [
    row<{ id: string }>(
      sql`select id from ${accounts} where id > ${after} and ${isThere} order by id limit 1`,
    ),
  ])
  return found?.id ?? null
}

const isThere = sql`status = 'ACTIVE' and coalesce(seen_run, 0) >= 0`

/** The next key with a session of ours, and the set's ARN where the key has only its name. */
export async function ourKeyAfter(
  db: Db,
  after: string,
): Promise<{ readonly key: string; readonly arn: string | null } | null> {
  const [found] = await batch(db, 'read', [
    row<{ key: string | null; arn: string | null }>(sql`select k.key,
        (select arn from ${permissionSets} where name = substr(k.key, instr(k.key, '/') + 1)) as arn
      from (select min(keeper_key) as key from ${requests} where live = 1 and keeper_key > ${after}) k`),
  ])
  if (!found?.key) return null
  return { key: found.key, arn: found.arn }
}

export interface PairFacts {
  readonly setName: string | null
  readonly ours: readonly OurSession[]
  readonly known: readonly KnownFinding[]
}

/** All that one look is judged by. Asked after the look, so that whatever it showed of ours is in it. */
export async function factsOfPair(db: Db, pair: Pair, named: string | null, at: Instant): Promise<PairFacts> {
  const { accountId, setArn } = pair
  const columns = sql`r.id, r.principal_id as "principalId", r.status, coalesce(r.owned, 0) as owned,
    r.active_at as "activeAt", r.ends_at as "endsAt", r.end_asked_at as "endAskedAt"`
  const failedAt = sql`(select max(e.at) from ${events} e
    where e.subject_kind = 'request' and e.subject_id = r.id and e.event = 'fail')`
  const stuckSince = at - Math.max(...stuckWatchMs)
  const at_ = keysOf(pair, named)
  const [set, ours, known] = await batch(db, 'read', [
    row<{ name: string }>(sql`select name from ${permissionSets} where arn = ${setArn}`),
    rows<Omit<OurSession, 'owned' | 'status'> & { owned: number; status: Status }>(sql`
      select ${columns}, null as "overAt" from ${requests} r where r.keeper_key in ${at_} and r.live = 1
      union all select ${columns}, r.ended_at from ${requests} r
        where r.keeper_key in ${at_} and r.ended_at > ${at - oursForMs} and r.live = 0
      union all select ${columns}, ${failedAt} from ${requests} r indexed by r_key_failed
        where r.keeper_key in ${at_} and r.status = 'failed' and r.ends_at > ${stuckSince}`),
    rows<KnownFinding>(sql`select id, kind, status, version, principal_type as "principalType",
        principal_id as "principalId", request_id as "requestId", first_seen_at as "firstSeenAt"
      from ${findings} where account_id = ${accountId} and status in ('suspected', 'open', 'ignored') and set_arn = ${setArn}`),
  ])
  return {
    setName: set?.name ?? named,
    ours: ours.map((session) => ({ ...session, owned: session.owned === 1 })),
    known,
  }
}

/** A keeper's key ends with the set's ARN, or for a set made for one session with its name, before a suffix for a second try. */
function keysOf({ accountId, setArn }: Pair, named: string | null): SQL {
  const name = sql`(select coalesce((select name from ${permissionSets} where arn = ${setArn}), ${named ?? ''}))`
  return sql`(values (${`${accountId}/${setArn}`}), (${`${accountId}/`} || ${name}),
    (${`${accountId}/`} || rtrim(rtrim(${name}, '0123456789'), '-')))`
}

export interface Looked extends Pair {
  readonly setName: string
  readonly seen: Seen
  readonly judgement: Judgement
  /** What is found now was there before us. */
  readonly isFirstLook: boolean
  readonly cursor: Cursor | null
  readonly op: string
  readonly newId: () => string
}

export const thereBefore = 'There before Hallpass looked for the first time.'

/** What one look said, and how far the looking got: both or neither. */
export async function recordLook(db: Db, looked: Looked): Promise<void> {
  const { fresh, confirmed, same, over } = looked.judgement
  const questions = [
    ...(fresh.length ? found(looked) : []),
    ...(confirmed.length ? confirm(looked, confirmed) : []),
    ...(same.length ? [seenAgain(looked, same)] : []),
    ...(over.length
      ? closed(
          over.map(({ id }) => id),
          looked.op,
          looked.seen.at,
        )
      : []),
    ...(looked.cursor ? [cursorMoved(looked.cursor)] : []),
  ]
  if (questions.length > 0) await batch(db, 'write', questions)
}

function found(looked: Looked): Question<null>[] {
  const { accountId, setArn, setName, seen, op, isFirstLook } = looked
  const all = looked.judgement.fresh.map((each) => ({ ...each, id: looked.newId() }))
  const isBefore = sql`(${Number(isFirstLook)} and d.value ->> 'kind' = 'unknown' and not exists (select 1 from ${requests} r
    where r.keeper_key in ${keysOf(looked, setName)} and r.ended_at is not null and r.owned = 1
      and r.principal_id = d.value ->> 'principalId'))`
  return [
    write(sql`insert into ${findings} (id, kind, status, last_op, account_id, account_name, set_arn, set_name, principal_type,
        principal_id, principal_name, first_seen_at, last_seen_at, request_id, reason)
      select d.value ->> 'id', d.value ->> 'kind', case when ${isBefore} then 'ignored' else 'suspected' end, ${op}, ${accountId},
        coalesce((select name from ${accounts} where id = ${accountId}), ''), ${setArn}, ${setName},
        d.value ->> 'principalType', d.value ->> 'principalId', ${nameOf(sql`d.value ->> 'principalId'`)},
        ${seen.at}, ${seen.at}, d.value ->> 'requestId', case when ${isBefore} then ${thereBefore} end
      from json_each(${JSON.stringify(all)}) d where true on conflict do nothing`),
    written({ ids: all.map(({ id }) => id), op, event: 'found', status: 'ignored', at: seen.at }),
  ]
}

function nameOf(principalId: SQL): SQL {
  return sql`coalesce((select name from ${people} where principal_id = ${principalId}),
    (select name from ${groups} where id = ${principalId}))`
}

/** Shown from now on, and told to those who look after the account; a lost session also to whose it is. */
function confirm({ accountId, seen, op }: Looked, confirmed: readonly KnownFinding[]): Question<null>[] {
  const ids = confirmed.map(({ id }) => id)
  return [
    write(sql`update ${findings} set status = 'open', version = version + 1, last_op = ${op}, last_seen_at = ${seen.at}
      where id in ${listed(ids)} and status = 'suspected'`),
    write(sql`update ${requests} set lost_at = (select f.first_seen_at from ${findings} f where f.request_id = ${requests.id}
        and f.kind = 'lost' and f.last_op = ${op})
      where id in (select request_id from ${findings} where id in ${listed(ids)} and last_op = ${op} and kind = 'lost') and live = 1`),
    write(sql`insert into ${outbox} (id, receiver, kind, payload, next_at)
      select ${op} || '-' || t.id, t.id, 'changed', ${ids[0] ?? ''}, ${seen.at} from (
        select person_id as id from ${owners} where account_id = ${accountId}
        union select id from ${people} where level >= 2 and active = 1
        union select requester_id from ${requests} where id in (select request_id from ${findings} where id in ${listed(ids)})) t
      where exists (select 1 from ${findings} where id in ${listed(ids)} and last_op = ${op})`),
    written({ ids, op, event: 'found', status: 'open', at: seen.at }),
  ]
}

/** What is ignored is written down once a day: it is most of what there is. */
function seenAgain({ seen }: Looked, same: readonly KnownFinding[]): Question<null> {
  return write(sql`update ${findings} set last_seen_at = ${seen.at} where id in ${listed(same.map(({ id }) => id))}
    and (status = 'open' or (status = 'ignored' and last_seen_at < ${seen.at} - 86400000))`)
}

/** No longer true. A suspicion that came to nothing leaves nothing behind. */
function closed(ids: readonly string[], op: string, at: Instant): Question<null>[] {
  return [
    write(sql`delete from ${findings} where id in ${listed(ids)} and status = 'suspected'`),
    write(sql`update ${findings} set status = 'over', version = version + 1, last_op = ${op}
      where id in ${listed(ids)} and status in ('open', 'ignored')`),
    write(sql`update ${requests} set lost_at = null where lost_at is not null and id in (
      select request_id from ${findings} where id in ${listed(ids)} and last_op = ${op} and kind = 'lost')`),
    written({ ids, op, event: 'over', status: 'over', at }),
  ]
}

/** Beside each row this operation moved, its event. */
function written({
  ids,
  op,
  event,
  status,
  at,
  by = 'aws',
}: {
  readonly ids: readonly string[]
  readonly op: string
  readonly event: string
  readonly status: string
  readonly at: Instant
  readonly by?: 'aws' | 'clock'
}): Question<null> {
  return write(sql`insert into ${events} (subject_kind, subject_id, version, event, status, actor_kind, comment, at, recorded_at, op)
    select 'finding', id, version, ${event}, status, ${by}, case when version = 1 then reason end, ${at}, ${at}, ${op}
    from ${findings} where id in ${listed(ids)} and last_op = ${op} and status = ${status}`)
}

export interface Visit {
  readonly accountId: string
  readonly provisioned: readonly string[]
  readonly at: Instant
  readonly cursor: Cursor
  readonly op: string
}

/** A set that is not in an account is nobody's there. */
export async function recordVisit(db: Db, { accountId, provisioned, at, cursor, op }: Visit): Promise<void> {
  const [gone] = await batch(db, 'read', [
    rows<{ id: string }>(sql`select id from ${findings} where account_id = ${accountId}
      and status in ('suspected', 'open', 'ignored') and kind = 'unknown' and set_arn not in ${listed(provisioned)}`),
  ])
  const ids = gone.map(({ id }) => id)
  await batch(db, 'write', [...(ids.length ? closed(ids, op, at) : []), cursorMoved(cursor)])
}

/** The whole was looked at once more. What was found in accounts that left is over with them. */
export async function recordFullLook(
  db: Db,
  { cursor, missed, op, at }: { cursor: Cursor; missed: number; op: string; at: Instant },
): Promise<void> {
  const [gone] = await batch(db, 'read', [
    rows<{
      id: string
    }>(sql`select id from ${findings} where status in ('suspected', 'open', 'ignored') and kind = 'unknown'
      and account_id not in (select id from ${accounts} where ${isThere})`),
  ])
  const ids = gone.map(({ id }) => id)
  const noted = { last_full_look_at: cursor.startedAt ?? at, last_full_look_missed: missed }
  await batch(db, 'write', [
    ...(ids.length ? closed(ids, op, at) : []),
    ...Object.entries(noted).map(([name, value]) =>
      write(sql`insert into ${settings} (name, value) values (${name}, ${String(value)})
        on conflict (name) do update set value = excluded.value, version = version + 1`),
    ),
    cursorMoved(cursor),
  ])
}

export async function recordCursor(db: Db, cursor: Cursor): Promise<void> {
  await batch(db, 'write', [cursorMoved(cursor)])
}

/** The time it was ignored for is over. */
export async function reopenIgnored(db: Db, op: string, at: Instant): Promise<void> {
  const due = sql`status = 'ignored' and ignored_until <= ${at}`
  await batch(db, 'write', [
    write(
      sql`update ${findings} set status = 'open', version = version + 1, last_op = ${op}, ignored_until = null where ${due}`,
    ),
    write(sql`insert into ${events} (subject_kind, subject_id, version, event, status, actor_kind, at, recorded_at, op)
      select 'finding', id, version, 'reopen', status, 'clock', ${at}, ${at}, ${op} from ${findings} where status = 'open' and last_op = ${op}`),
  ])
}

/** An empty name: AWS does not know this user any more. */
export async function recordName(db: Db, principalId: string, name: string): Promise<void> {
  await batch(db, 'write', [
    write(sql`update ${findings} set principal_name = ${name}
      where principal_id = ${principalId} and principal_name is null and status in ('open', 'ignored')`),
  ])
}

function listed(ids: readonly string[]): SQL {
  return sql`(select value from json_each(${JSON.stringify(ids)}))`
}
