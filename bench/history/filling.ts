import { readdirSync, readFileSync } from 'node:fs'
import type { Counter } from './counter.ts'

const folder = new URL('../../schema/migrations/', import.meta.url)
const migrations = readdirSync(folder)
  .filter((name) => name.endsWith('.sql'))
  .toSorted()
  .flatMap((name) => readFileSync(new URL(name, folder), 'utf8').split('--> statement-breakpoint'))
  .map((statement) => statement.trim())
  .filter((statement) => statement !== '')

/** The instant everything is looked at from. */
export const now = Date.parse('2026-11-23T02:14:00Z')
const minute = 60_000
const day = 24 * 60 * minute

export const people = ['admin', 'viewer', 'owner-of-1', 'owner-of-10', 'auditor'] as const
export type Person = (typeof people)[number]
export const hashOf = (person: Person): string => `token-${person}`

/** At any size: undecided and running requests are as many as a day makes, history is the rest. */
const undecided = 60
const running = 60
const aTime = 20_000

/** An organisation with `size` requests in it. */
export async function fill(counter: Counter, size: number): Promise<void> {
  await counter.run(migrations)
  const indexes = await indexesOf(counter)
  await counter.run([
    ...indexes.map(({ name }) => `drop index ${name}`),
    'drop trigger requests_counted',
    ...cast(),
  ])
  const past = size - undecided - running
  for (let from = 0; from < past; from += aTime)
    await counter.run([
      pastRequests(from, Math.min(past, from + aTime)),
      pastEvents(from, Math.min(past, from + aTime)),
    ])
  await counter.run([openRequests(past, undecided), runningRequests(past + undecided, running)])
  for (const { sql } of indexes) await counter.run([sql])
  await counter.run([...counted])
}

async function indexesOf(counter: Counter): Promise<{ name: string; sql: string }[]> {
  const [found] = await counter.run([
    "select name, sql from sqlite_master where type = 'index' and tbl_name in ('requests', 'events') and sql is not null",
  ])
  return found!.rows.map(({ name, sql }) => ({ name: String(name), sql: String(sql) }))
}

/** Who asks, and the accounts: one of which somebody owns it alone, ten of somebody else, 289 others. */
function cast(): string[] {
  const levels: Record<Person, number> = {
    admin: 3,
    viewer: 0,
    'owner-of-1': 1,
    'owner-of-10': 1,
    auditor: 0,
  }
  return [
    ...people.flatMap((id) => [
      `insert into people (id, name, level, auditor, principal_id) values ('${id}', '${id}', ${levels[id]}, ${Number(id === 'auditor')}, 'u-${id}')`,
      `insert into tokens (hash, kind, family, person_id, client_id, auth_at, expires_at) values ('${hashOf(id)}', 'access', '${id}', '${id}', 'bench', ${now}, ${now + day})`,
    ]),
    `with recursive n(i) as (select 0 union all select i + 1 from n where i < 996)
      insert into people (id, name) select 'p-' || i, 'Person ' || i from n`,
    `with recursive n(i) as (select 0 union all select i + 1 from n where i < 299)
      insert into accounts (id, name, ou_path, requestable) select printf('%012d', i), 'account-' || i, 'Root/Workloads', 1 from n`,
    `insert into permission_sets (arn, name, session_seconds, policy_hash, requestable) values ('arn:set', 'PowerUser', 3600, 'h', 1)`,
    `insert into owners (person_id, account_id) values ('owner-of-1', printf('%012d', 0))`,
    `with recursive n(i) as (select 1 union all select i + 1 from n where i < 10)
      insert into owners (person_id, account_id) select 'owner-of-10', printf('%012d', i) from n`,
  ]
}

const columns = `id, kind, status, version, requester_id, requester_name, principal_id, account_id, account_name, set_arn, set_name,
  session_seconds, duration_s, justification, digest, opened_at, window_ends_at, deciders`

/**
 * Twenty kinds of requests in turn, so that each list and filter finds a full page among 1,000 as among 1,000,000: the
 * viewer's on account 0, others' there, on accounts 1 to 10, and everywhere else.
 */
function pastRequests(from: number, to: number): string {
  const kind = 'i % 20'
  return `with recursive n(i) as (select ${from} union all select i + 1 from n where i < ${to - 1})
    insert into requests (${columns}, last_decider_id, last_decider_name, last_verdict, decided_at, first_decider_id, ended_at)
    select printf('r%09d', (i * 7919) % 1000000007), 'standard',
      case when ${kind} in (1, 13) then 'rejected' when ${kind} = 14 then 'withdrawn' when ${kind} = 15 then 'lapsed'
        when ${kind} = 16 then 'failed' when ${kind} = 17 then 'revoked' when ${kind} = 18 then 'released'
        when ${kind} = 19 then 'owner_rejected' else 'expired' end,
      3, case when ${kind} < 2 then 'viewer' else 'p-' || (i / 20 % 997) end, 'name', 'u',
      printf('%012d', case when ${kind} < 3 then 0 when ${kind} < 13 then ${kind} - 2 else 11 + (i / 20) % 289 end), 'account',
      'arn:set', 'PowerUser', 3600, 3600, 'For the bench, nothing else.', 'sha-256:0', ${now - day} - (${to} + 0 - i) * 0 - (1000000 - i) * 30000,
      ${now} - (1000000 - i) * 30000, 3,
      case when ${kind} in (14, 15) then null when ${kind} < 3 then 'decider-a' else 'decider-b' end, 'Somebody',
      case when ${kind} in (1, 13, 19) then 'reject' else 'approve' end, ${now - day} - (1000000 - i) * 30000 + 60000,
      case when ${kind} = 19 then 'decider-c' end, case when ${kind} not in (1, 13, 14, 15, 16, 19) then ${now - day} - (1000000 - i) * 30000 + 3600000 end
    from n`
}

/** An event for each, and every tenth of them the Admin's. */
function pastEvents(from: number, to: number): string {
  return `with recursive n(i) as (select ${from} union all select i + 1 from n where i < ${to - 1})
    insert into events (subject_kind, subject_id, version, event, status, actor_kind, actor_id, actor_name, at, recorded_at, op)
    select 'request', printf('r%09d', (i * 7919) % 1000000007), 1, 'open', 'pending', 'person',
      case when i % 10 = 0 then 'admin' else 'p-' || (i / 20 % 997) end, 'name', ${now - day} - (1000000 - i) * 30000,
      ${now - day} - (1000000 - i) * 30000, 'x' from n`
}

function openRequests(from: number, n: number): string {
  return `with recursive n(i) as (select ${from} union all select i + 1 from n where i < ${from + n - 1})
    insert into requests (${columns}, waits_for, due_at)
    select 'w' || i, 'standard', 'pending', 1, case when i % 6 = 0 then 'viewer' else 'p-' || (i % 997) end, 'name', 'u',
      printf('%012d', i % 12), 'account', 'arn:set', 'PowerUser', 3600, 3600, 'For the bench, nothing else.', 'sha-256:0',
      ${now} - 60000 - i % 60, ${now + day} - i % 60, 3, 'any', ${now + day} from n`
}

function runningRequests(from: number, n: number): string {
  return `with recursive n(i) as (select ${from} union all select i + 1 from n where i < ${from + n - 1})
    insert into requests (${columns}, live, starts_at, ends_at, active_at, keeper_key, owned, due_at, last_decider_id, last_verdict, decided_at)
    select 'l' || i, 'standard', 'active', 4, case when i % 6 = 0 then 'viewer' else 'p-' || (i % 997) end, 'name', 'u',
      printf('%012d', i % 12), 'account', 'arn:set', 'PowerUser', 3600, 3600, 'For the bench, nothing else.', 'sha-256:0',
      ${now} - 600000 - i % 60, ${now + day}, 3, 1, ${now} - 500000, ${now} + 3000000 + i % 60, ${now} - 490000,
      printf('%012d', i % 12) || '/arn:set', 1, ${now} + 3000000, 'decider-b', 'approve', ${now} - 550000 from n`
}

/** As the triggers would have counted, one by one. */
const counted = ['person', 'account'].map((scope) => {
  const id = scope === 'person' ? 'requester_id' : 'account_id'
  return `insert into counts (scope, id, waiting, live, total)
    select '${scope}', ${id}, sum(waits_for is not null), sum(live), count(*) from requests group by ${id}`
})
