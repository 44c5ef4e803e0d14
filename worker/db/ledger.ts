import { sql, type SQL } from 'drizzle-orm'
import type { LifecycleEvent, Status } from '../../schema/contract/lifecycle.ts'
import { events } from '../../schema/tables/audit.ts'
import { accounts, groupMembers, permissionSets } from '../../schema/tables/catalog.ts'
import { people } from '../../schema/tables/people.ts'
import { customSets, decisions, requests } from '../../schema/tables/requests.ts'
import { ruleBooks } from '../../schema/tables/rules.ts'
import {
  Unreachable,
  type Fact,
  type Instant,
  type Key,
  type KillPolicy,
  type Ledger,
  type LedgerRow,
  type LedgerView,
  type PrincipalId,
  type SessionId,
} from '../engine/ports.ts'
import { Refusal } from '../http/refusal.ts'
import { isStillGiven, type Given } from '../rules/still-given.ts'
import { advance, type Actor, type Advance, type RequestRow } from './advance.ts'
import { batch, row, rows, write, type Db } from './batch.ts'
import { told } from './telling.ts'

export interface LedgerParts {
  readonly db: Db
  readonly now: () => Instant
  readonly newId: () => string
  /** Told of each fact that was written, so that people's open pages look again at once. */
  readonly notify?: (people: readonly string[]) => void
}

/** What the keepers read and write. Rejects with `Unreachable` when the database does not answer or its answer is lost. */
export function createLedger(parts: LedgerParts): Ledger {
  return {
    sessionsOf: (key) => orUnreachable(sessionsOf(parts.db, key)),
    record: (fact, row) => orUnreachable(record(parts, fact, row)),
  }
}

async function orUnreachable<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (error) {
    const silent = error instanceof Refusal && error.key === 'unreachable'
    throw silent ? new Unreachable('The database does not answer', { cause: error }) : error
  }
}

/** Every live session of a key, with all that its keeper has to know: one round trip. */
export async function sessionsOf(db: Db, key: Key): Promise<LedgerView> {
  const [last, found] = await batch(db, 'read', [
    row<{ epoch: number | null }>(sql`select max(seq) as epoch from ${events}`),
    rows<Found>(sessionsOn(key)),
  ])
  return { epoch: last?.epoch ?? 0, rows: found.map(toLedgerRow) }
}

interface Found {
  readonly id: SessionId
  readonly principal: PrincipalId
  readonly groups: string
  readonly status: Status
  readonly version: number
  readonly startsAt: Instant
  readonly endsAt: Instant
  readonly owned: number | null
  readonly sessionSeconds: number
  readonly cloneName: string | null
  readonly setArn: string | null
  readonly setHash: string | null
  readonly kill: KillPolicy
  readonly sealedUntil: Instant | null
  readonly endCause: 'revoke' | 'release' | null
  readonly endAskedAt: Instant | null
  readonly refused: keyof typeof startRefusals | null
  /** JSON: what a rule's grant rests on, where it has not started. */
  readonly given: string | null
  readonly requesterId: string
  readonly firstDeciderId: string | null
  readonly lastDeciderId: string | null
}

function sessionsOn(key: Key): SQL {
  return sql`select r.id, r.principal_id as principal, r.status, r.version, r.starts_at as "startsAt", r.ends_at as "endsAt",
      r.owned, ${longestSeconds} as "sessionSeconds", r.clone_name as "cloneName", r.set_arn as "setArn", r.set_hash as "setHash",
      ${killPolicy(sql`r.account_id`, sql`r.set_arn`)} as kill,
      case when r.credentials = 'sealed' then r.credentials_until end as "sealedUntil", r.end_cause as "endCause", r.end_asked_at as "endAskedAt",
      r.requester_id as "requesterId", r.first_decider_id as "firstDeciderId", r.last_decider_id as "lastDeciderId",
      (select json_group_array(m.group_id) from ${groupMembers} m where m.principal_id = r.principal_id) as "groups",
      ${whyRefused()} as refused, ${givenByRule()} as given
    from ${requests} r where r.keeper_key = ${key} and r.live = 1 order by r.id`
}

/** What lives now was issued under the set as it is, whatever it was when it was asked for. */
const longestSeconds = sql`max(r.session_seconds,
  coalesce((select k.session_seconds from ${permissionSets} k where k.arn = r.set_arn), 0))`

/** On sets that are marked for it; at any end where the account says so. */
export function killPolicy(accountId: SQL, setArn: SQL): SQL {
  return sql`case when not exists (select 1 from ${permissionSets} k where k.arn = ${setArn} and k.killable = 1) then 'never'
    when exists (select 1 from ${accounts} k where k.id = ${accountId} and k.kill_at_end = 1) then 'always' else 'on_revoke' end`
}

/** Words for people, but for the code that has a sentence of its own on screens. */
export const startRefusals = {
  'person-inactive': 'The requester is no longer active.',
  'decider-inactive': 'Somebody who approved it is no longer active.',
  'rule-changed': 'No rule grants it without a person any more.',
  'account-closed': 'The account may no longer be requested.',
  'set-changed': 'set-changed',
} as const

const beforeStart = sql`r.status in ('approved', 'admin_approved', 'scheduled')`

/** What is looked at once more before a start (ENGINE 1.7), of a request `r` that is `asked` for. Of decisions, those it rests on: others were made before it went back. */
export function whyRefused(asked: SQL = beforeStart): SQL {
  return sql`case when not (${asked}) then null
    when not exists (select 1 from ${people} p where p.id = r.requester_id and p.active = 1) then 'person-inactive'
    when exists (select 1 from ${decisions} d left join ${people} p on p.id = d.person_id
      where d.request_id = r.id and d.person_id in (r.first_decider_id, r.last_decider_id)
        and d.verdict = 'approve' and p.active is not 1) then 'decider-inactive'
    when not exists (select 1 from ${accounts} a where a.id = r.account_id and a.requestable = 1) then 'account-closed'
    when r.set_arn is not null and not exists (select 1 from ${permissionSets} s where s.arn = r.set_arn and s.policy_hash is r.set_hash)
      and not exists (select 1 from ${customSets} c where c.id = r.set_arn and c.policy_hash is r.set_hash) then 'set-changed'
    when r.clone_name is null and exists (select 1 from ${permissionSets} s where s.arn = r.set_arn and s.sealed = 1) then 'set-changed'
    end`
}

/** Of a rule's yes there is no decision: the rules as they are now say it again. */
function givenByRule(): SQL {
  const rules = sql`(select b.rules from ${ruleBooks} b order by b.version desc limit 1)`
  return sql`case when ${beforeStart} and r.last_verdict = 'approve' and r.last_decider_id is null then
    (select json_object('seconds', r.granted_s, 'rules', json(coalesce(${rules}, '[]')), 'account',
      json_object('id', a.id, 'ouPath', a.ou_path, 'tags', a.tags, 'sensitive', a.sensitive)) from ${accounts} a where a.id = r.account_id) end`
}

function refusedBy({ refused, given, ...found }: Found): Found['refused'] {
  if (refused !== null || given === null || found.setArn === null) return refused
  const { requesterId: personId, setArn, startsAt } = found
  const groups = JSON.parse(found.groups) as string[]
  const rests = JSON.parse(given) as Pick<Given, 'seconds' | 'rules' | 'account'>
  const isGiven = isStillGiven({ ...rests, personId, groups, setArn, startsAt })
  return isGiven ? null : 'rule-changed'
}

function toLedgerRow(found: Found): LedgerRow {
  const { refused: _, given: __, requesterId, firstDeciderId, lastDeciderId, groups, owned, ...rest } = found
  const refused = refusedBy(found)
  const { cloneName: name, setArn: base, setHash, ...same } = rest
  const told = [requesterId, firstDeciderId, lastDeciderId].filter((id): id is string => id !== null)
  return {
    ...same,
    groups: JSON.parse(groups) as string[],
    owned: owned === null ? null : owned === 1,
    clone: name === null || base === null ? null : { name, base, baseHash: setHash ?? '' },
    startRefused: refused === null ? null : startRefusals[refused],
    tell: [...new Set(told)],
  }
}

/** Writes one fact down, guarded by the row it was derived from. */
async function record(parts: LedgerParts, fact: Fact, from: LedgerRow | null): Promise<'done' | 'stale'> {
  if (fact.event === 'credentials_gone' || fact.event === 'credentials_killed')
    return recordStopped(parts, fact)
  if (from === null) return 'stale'
  if (fact.event === 'sealed') return recordSealed(parts, fact, from)
  if (fact.event === 'seal_late') return recordSealLate(parts, fact, from)
  return recordMove(parts, fact, from)
}

async function recordMove(
  parts: LedgerParts,
  fact: FactWithStatus,
  from: LedgerRow,
): Promise<'done' | 'stale'> {
  if (fact.event === 'provision' && from.status === 'provisioning') return correctOwner(parts, fact, from)
  const { done } = await advance(parts.db, moveOf(parts, fact, from))
  if (done) parts.notify?.(from.tell)
  return done ? 'done' : 'stale'
}

type Stopped = Extract<Fact, { event: 'credentials_gone' | 'credentials_killed' }>
type FactBeside = Stopped | Extract<Fact, { event: 'sealed' | 'seal_late' }>
type FactWithStatus = Exclude<Fact, FactBeside>

function moveOf(parts: LedgerParts, fact: FactWithStatus, from: LedgerRow): Advance {
  return {
    from: { id: from.id, status: from.status as Status, version: from.version },
    event: eventOf(fact, from),
    actor: fact.event === 'expire' ? clock : aws,
    at: fact.at,
    recordedAt: parts.now(),
    op: parts.newId(),
    comment: fact.event === 'fail' ? fact.reason : null,
    detail: evidenceIn(fact),
    set: columnsOf(fact, from, parts.now()),
    guards: fact.event === 'provision' && from.startRefused === null ? [stillStarts(from.id)] : [],
    tell: from.tell,
  }
}

/** Between the read and the start a keeper may have waited for minutes, and somebody may have left. */
function stillStarts(id: SessionId): SQL {
  return sql`exists (select 1 from ${requests} r where r.id = ${id} and ${whyRefused()} is null)`
}

const aws: Actor = { kind: 'aws', id: null, name: null }
const clock: Actor = { kind: 'clock', id: null, name: null }

/** An end that a person asked for counts as theirs only if it was asked for before the Delete was sent (ENGINE 1.6). */
function eventOf(fact: FactWithStatus, from: LedgerRow): LifecycleEvent {
  if (fact.event !== 'removed') return fact.event
  const wasAsked = from.endAskedAt !== null && from.endAskedAt <= fact.deleteSentAt
  if (!wasAsked || from.endCause === null) return 'removed_at_end'
  return from.endCause === 'revoke' ? 'removed_after_revoke' : 'removed_after_release'
}

function evidenceIn(fact: FactWithStatus): Record<string, unknown> {
  const { session: _, event: __, at: ___, ...evidence } = fact
  return evidence
}

/** The sweep looks after a start within this time if its keeper does not. */
const startOverdueMs = 60_000

function columnsOf(fact: FactWithStatus, from: LedgerRow, now: Instant): NonNullable<Advance['set']> {
  switch (fact.event) {
    case 'provision':
      return { owned: Number(fact.owned), dueAt: Math.min(now + startOverdueMs, from.endsAt) }
    case 'activate':
      return { owned: Number(fact.owned), activeAt: fact.at, grantOp: fact.op, dueAt: from.endsAt }
    case 'fail':
      return { failure: fact.reason }
    case 'expire':
      return { dueAt: fact.at }
    case 'removed':
      return {
        endedAt: fact.at,
        removalOp: fact.op,
        accessRemains: fact.accessRemains,
        remainsUntil: fact.remainsUntil,
        // Keepers of before the seal say nothing of it.
        credentials: fact.credentials ?? 'may_last',
        credentialsUntil: fact.credentialsUntil,
      }
  }
}

/** Whose the access will be is said once more where a retry, or a look just before the Create, decided anew. */
async function correctOwner(
  { db }: LedgerParts,
  fact: Extract<Fact, { event: 'provision' }>,
  from: LedgerRow,
): Promise<'done' | 'stale'> {
  const owned = Number(fact.owned)
  const [, now] = await batch(db, 'write', [
    write(sql`update ${requests} set owned = ${owned}
      where id = ${from.id} and version = ${from.version} and status = 'provisioning'`),
    row<Pick<RequestRow, 'owned' | 'status' | 'version'>>(
      sql`select owned, status, version from ${requests} where id = ${from.id}`,
    ),
  ])
  return now?.version === from.version && now.owned === owned ? 'done' : 'stale'
}

/** What was issued works no more: with the role, or by a statement. Each is said once, and the role's end is the last word. */
async function recordStopped(parts: LedgerParts, fact: Stopped): Promise<'done' | 'stale'> {
  const gone = fact.event === 'credentials_gone'
  const before = gone ? sql`('may_last', 'sealed', 'killed')` : sql`('may_last')`
  const set = sql`credentials = ${gone ? 'gone' : 'killed'}, credentials_until = min(coalesce(credentials_until, ${fact.at}), ${fact.at})`
  return recordBeside(parts, fact, {
    set,
    where: sql`live = 0 and ended_at is not null and access_remains is null and credentials in ${before}`,
  })
}

async function recordSealed(
  parts: LedgerParts,
  fact: Extract<Fact, { event: 'sealed' }>,
  from: LedgerRow,
): Promise<'done' | 'stale'> {
  const set = sql`credentials = 'sealed', credentials_until = ${fact.until}, role_name = ${fact.roleName}`
  const where = sql`live = 1 and version = ${from.version} and clone_name is not null`
  return recordBeside(parts, fact, { set, where, notify: from.tell })
}

async function recordSealLate(
  parts: LedgerParts,
  fact: Extract<Fact, { event: 'seal_late' }>,
  from: LedgerRow,
): Promise<'done' | 'stale'> {
  const unsaid = sql`not exists (select 1 from ${events} e where e.subject_kind = 'request' and e.subject_id = ${requests.id} and e.event = 'seal_late')`
  return recordBeside(parts, fact, { where: sql`live = 1 and ${unsaid}`, notify: from.tell, tell: from.tell })
}

interface Beside {
  readonly set?: SQL
  readonly where: SQL
  readonly notify?: readonly string[]
  /** Told by the outbox too, whoever is not there now. */
  readonly tell?: readonly string[]
}

/** No status: evidence beside it, with an event of its own. */
async function recordBeside(
  { db, now, newId, notify }: LedgerParts,
  fact: FactBeside,
  beside: Beside,
): Promise<'done' | 'stale'> {
  const op = newId()
  const fence = sql`id = ${fact.session} and last_op = ${op}`
  const set = beside.set ? sql`${beside.set}, ` : sql``
  const written = await batch(db, 'write', [
    write(
      sql`update ${requests} set ${set}version = version + 1, last_op = ${op} where id = ${fact.session} and ${beside.where}`,
    ),
    write(sql`insert into ${events} (subject_kind, subject_id, version, event, status, actor_kind, at, recorded_at, op)
      select 'request', id, version, ${fact.event}, status, 'aws', ${fact.at}, ${now()}, ${op} from ${requests} where ${fence}`),
    ...told({
      op,
      receivers: beside.tell ?? [],
      kind: 'changed',
      id: fact.session,
      at: now(),
      where: sql`exists (select 1 from ${requests} where ${fence})`,
    }),
    row<{ n: number }>(sql`select count(*) as n from ${requests} where ${fence}`),
  ])
  const done = (written.at(-1) as { n: number } | null)?.n === 1
  if (done && beside.notify) notify?.(beside.notify)
  return done ? 'done' : 'stale'
}
