import { sql, type SQL } from 'drizzle-orm'
import {
  accounts,
  cursors,
  groupMembers,
  groups,
  ouOwners,
  ownerRules,
  owners,
  permissionSets,
  settings,
} from '../../schema/tables/catalog.ts'
import { people } from '../../schema/tables/people.ts'
import { setPolicies } from '../../schema/tables/policies.ts'
import { requests } from '../../schema/tables/requests.ts'
import type { Account, Group, NamedSet, PolicyTexts, SetPolicies } from '../aws/port.ts'
import { batch, columnsOf, row, rows, write, type Db, type Question } from './batch.ts'

// `seen_run` is the run of the refresh that saw a row last. Below 0: AWS did not list it in that run, it is gone.
// Lists travel as one JSON parameter, so that a page of AWS's is one statement however long it is.

export type Cursor = typeof cursors.$inferSelect

export interface CatalogState {
  readonly cursors: readonly Cursor[]
  /** A set whose policies nobody has read yet, and an account that was not found in the tree yet, or without its tags. */
  readonly unread: string | null
  readonly unplaced: string | null
}

/** How far every refresh got, and what is missing most. */
export async function catalogState(db: Db): Promise<CatalogState> {
  const [found, set, account] = await batch(db, 'read', [
    rows<Cursor>(sql`select ${columnsOf(cursors)} from ${cursors}`),
    row<{ id: string }>(sql`select arn as id from ${permissionSets}
      where (policy_hash is null or arn not in (select set_arn from ${setPolicies})) and ${present} order by arn limit 1`),
    row<{ id: string }>(
      sql`select id from ${accounts} where (ou_path is null or tags_read = 0) and ${present}
        order by ou_path is not null, id limit 1`,
    ),
  ])
  return { cursors: found, unread: set?.id ?? null, unplaced: account?.id ?? null }
}

const present = sql`coalesce(seen_run, 0) >= 0`

/** What a page brought and where the next one begins: both or neither, so a crash loses and repeats nothing that counts. */
export async function recordStep(db: Db, cursor: Cursor, found: readonly Question<null>[]): Promise<void> {
  await batch(db, 'write', [...found, cursorMoved(cursor)])
}

/** Facts that belong to no run. */
export async function recordFacts(db: Db, found: readonly Question<null>[]): Promise<void> {
  await batch(db, 'write', found)
}

/** A run that another one has overtaken moves nothing. */
export function cursorMoved({ job, run, token, startedAt, finishedAt }: Cursor): Question<null> {
  return write(sql`insert into ${cursors} (job, run, token, started_at, finished_at)
    values (${job}, ${run}, ${token}, ${startedAt}, ${finishedAt})
    on conflict (job) do update set run = excluded.run, token = excluded.token, started_at = excluded.started_at,
      finished_at = excluded.finished_at where excluded.run >= ${cursors.run}`)
}

export function accountsSeen(found: readonly Account[], run: number): Question<null>[] {
  return [
    write(sql`insert into ${accounts} (id, name, status, seen_run)
      select value ->> 'id', value ->> 'name', value ->> 'status', ${run} from ${listed(found)} where true
      on conflict (id) do update set name = excluded.name, status = excluded.status, seen_run = excluded.seen_run,
        version = ${accounts.version} + (${accounts.name} is not excluded.name or ${accounts.status} is not excluded.status)`),
  ]
}

/** The run is over: what it did not see has left the organisation. Nobody may ask for the account that manages it. */
export function accountsDone(run: number, managementAccountId: string): Question<null>[] {
  return [
    write(sql`update ${accounts} set status = 'GONE', seen_run = ${-run}, version = version + 1
      where ${unseen(accounts, run)}`),
    // A trigger closes it with that.
    write(sql`update ${accounts} set management = (id = ${managementAccountId}), version = version + 1
      where management is not (id = ${managementAccountId})`),
  ]
}

export function ouPathRead(accountId: string, path: string | null): Question<null>[] {
  return [
    write(sql`update ${accounts} set ou_path = ${path ?? ''}, version = version + 1
      where id = ${accountId} and ou_path is not ${path ?? ''}`),
    // Another place may have other owners.
    ...ownersExpanded(),
  ]
}

/** What rules may speak of. A change moves the account's version: a request on its way was judged by the old ones. */
export function tagsRead(accountId: string, tags: Readonly<Record<string, string>>): Question<null>[] {
  const sorted = JSON.stringify(
    Object.fromEntries(Object.entries(tags).toSorted(([a], [b]) => (a < b ? -1 : 1))),
  )
  return [
    write(sql`update ${accounts} set tags = ${sorted}, tags_read = 1, version = version + 1
      where id = ${accountId} and (tags is not ${sorted} or tags_read = 0)`),
  ]
}

export function setsSeen(found: readonly NamedSet[], run: number): Question<null>[] {
  return [
    // A set made anew, or one that took another's name: the row that still has it steps aside.
    write(sql`update ${permissionSets} set name = name || ' ' || arn, version = version + 1
      where exists (select 1 from ${listed(found)} where value ->> 'name' = name and value ->> 'arn' <> arn)`),
    write(sql`insert into ${permissionSets} (arn, name, session_seconds, seen_run)
      select value ->> 'arn', value ->> 'name', value ->> 'sessionSeconds', ${run} from ${listed(found)} where true
      on conflict (arn) do update set name = excluded.name, session_seconds = excluded.session_seconds,
        seen_run = excluded.seen_run, version = ${permissionSets.version}
          + (${permissionSets.name} is not excluded.name or ${permissionSets.sessionSeconds} is not excluded.session_seconds)`),
  ]
}

/** An ARN never comes back, so what an Admin allowed goes with the set; without a hash nothing of it can start. */
export function setsDone(run: number): Question<null>[] {
  return [write(sql`${gone(run)} where ${unseen(permissionSets, run)}`)]
}

export function setGone(arn: string, run: number): Question<null>[] {
  return [write(sql`${gone(run)} where arn = ${arn} and ${present}`)]
}

function gone(run: number): SQL {
  return sql`update ${permissionSets} set seen_run = ${-run}, requestable = 0, policy_hash = null, version = version + 1`
}

/** Tags mark a set. What an Admin allowed stays, but for protected sets and clones of ours, which nobody may ask for. */
export function setPoliciesRead(arn: string, { policyHash, policies, tags }: SetPolicies): Question<null>[] {
  const [sealed, killable] = [Number(tags['jit:sealed'] === 'true'), Number(tags['jit:killable'] === 'true')]
  const closed = Number(!isOpen(tags))
  const requestable = closed ? sql`0` : sql`requestable`
  return [
    write(sql`update ${permissionSets} set policy_hash = ${policyHash}, sealed = ${sealed}, killable = ${killable},
        protected = ${closed}, requestable = ${requestable}, version = version + 1
      where arn = ${arn} and (policy_hash, sealed, killable, protected, requestable)
        is not (${policyHash}, ${sealed}, ${killable}, ${closed}, ${requestable})`),
    policiesStored(arn, policies),
  ]
}

/** What the hash is of, for whoever asks what the set allows. Untouched where it is the same. */
function policiesStored(arn: string, { managed, customer, inline, boundary }: PolicyTexts): Question<null> {
  const texts = sql`${inline}, ${JSON.stringify(managed)}, ${JSON.stringify(customer)}, ${boundary}`
  const stored = sql`${setPolicies.inline}, ${setPolicies.managed}, ${setPolicies.customer}, ${setPolicies.boundary}`
  return write(sql`insert into ${setPolicies} (set_arn, inline, managed, customer, boundary) values (${arn}, ${texts})
    on conflict (set_arn) do update set inline = excluded.inline, managed = excluded.managed,
      customer = excluded.customer, boundary = excluded.boundary where (${stored}) is not (${texts})`)
}

function isOpen(tags: SetPolicies['tags']): boolean {
  const isProtected = tags['jit:protected'] !== undefined && tags['jit:protected'] !== 'false'
  return !isProtected && tags['jit:made-by'] === undefined
}

/** AWS takes 3,500 sets: https://docs.aws.amazon.com/singlesignon/latest/userguide/limits.html */
const manySets = 3_300

/** The setting `quota` holds the number of sets while it is near AWS's limit: clones need room. */
export async function watchQuota(db: Db): Promise<number | null> {
  const sets = sql`(select count(*) from ${permissionSets} where ${present})`
  const [, , found] = await batch(db, 'write', [
    write(sql`delete from ${settings} where name = 'quota' and ${sets} < ${manySets}`),
    write(sql`insert into ${settings} (name, value) select 'quota', ${sets} where ${sets} >= ${manySets}
      on conflict (name) do update set value = excluded.value, version = ${settings.version} + 1
        where ${settings.value} <> excluded.value`),
    row<{ value: string }>(sql`select value from ${settings} where name = 'quota'`),
  ])
  return found === null ? null : Number(found.value)
}

/** Does a live session need what stands at this key? */
export async function isKeyLive(db: Db, key: string): Promise<boolean> {
  const [found] = await batch(db, 'read', [
    row<{ id: string }>(sql`select id from ${requests} where keeper_key = ${key} and live = 1 limit 1`),
  ])
  return found !== null
}

export function groupsSeen(found: readonly Group[], run: number): Question<null>[] {
  return [
    write(sql`insert into ${groups} (id, name, seen_run)
      select value ->> 'id', value ->> 'name', ${run} from ${listed(found)} where true
      on conflict (id) do update set name = excluded.name, seen_run = excluded.seen_run`),
  ]
}

export function membersSeen(groupId: string, members: readonly string[]): Question<null>[] {
  return [
    write(sql`delete from ${groupMembers} where group_id = ${groupId}
      and principal_id not in (select value from ${listed(members)})`),
    write(sql`insert into ${groupMembers} (group_id, principal_id)
      select ${groupId}, value from ${listed(members)} where true on conflict do nothing`),
  ]
}

/** Members first: a group is what its members lose when it goes. */
export function groupsDone(run: number): Question<null>[] {
  return [
    write(
      sql`delete from ${groupMembers} where group_id in (select id from ${groups} where ${unseen(groups, run)})`,
    ),
    write(sql`delete from ${groups} where ${unseen(groups, run)}`),
    ...ownersExpanded(),
  ]
}

/** Owner rules as people: `(person_id, account_id)`. */
export function ownersByRules(): SQL {
  const rules = sql`(select account_id, kind, subject_id from ${ownerRules}
    union all select a.id, u.kind, u.subject_id from ${accounts} a join ${ouOwners} u on u.ou_path = (${nearestOu(sql`a`)})
      where not exists (select 1 from ${ownerRules} own where own.account_id = a.id))`
  return sql`select r.subject_id as person_id, r.account_id from ${rules} r where r.kind = 'person'
    union select p.id, r.account_id from ${rules} r join ${groupMembers} m on m.group_id = r.subject_id
      join ${people} p on p.principal_id = m.principal_id where r.kind = 'group'`
}

/** Owners as the rules have them, touching only rows that differ: every other one would move a version decisions rest on. */
export function ownersExpanded(): Question<null>[] {
  const wanted = ownersByRules()
  return [
    write(sql`delete from ${owners} where (person_id, account_id) not in (${wanted})`),
    write(sql`insert into ${owners} (person_id, account_id)
      select person_id, account_id from (${wanted}) where true on conflict do nothing`),
  ]
}

/** The most specific OU above an account that names owners. */
export function nearestOu(account: SQL): SQL {
  return sql`select u2.ou_path from ${ouOwners} u2
    where substr(${account}.ou_path || '/', 1, length(u2.ou_path) + 1) = u2.ou_path || '/' order by length(u2.ou_path) desc limit 1`
}

/** The set or account after this one, in the order of ids: what a daily walk looks at next. */
export async function nextPresent(
  db: Db,
  kind: 'set' | 'account',
  after: string | null,
): Promise<string | null> {
  const query =
    kind === 'set'
      ? sql`select arn as id from ${permissionSets} where arn > ${after ?? ''} and ${present} order by arn limit 1`
      : sql`select id from ${accounts} where id > ${after ?? ''} and ${present} order by id limit 1`
  const [found] = await batch(db, 'read', [row<{ id: string }>(query)])
  return found?.id ?? null
}

/** Not in this run. A run that saw nothing at all proves nothing: somebody took our permission to list away. */
function unseen(table: typeof accounts | typeof permissionSets | typeof groups, run: number): SQL {
  return sql`${present} and coalesce(seen_run, 0) <> ${run} and exists (select 1 from ${table} t where t.seen_run = ${run})`
}

function listed(found: readonly unknown[]): SQL {
  return sql`json_each(${JSON.stringify(found)})`
}
