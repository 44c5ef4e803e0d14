import { sql, type SQL } from 'drizzle-orm'
import type { FindingStatus } from '../../schema/contract/findings.ts'
import { replies } from '../../schema/tables/audit.ts'
import { accounts, groupMembers, owners, permissionSets, settings } from '../../schema/tables/catalog.ts'
import { findings } from '../../schema/tables/findings.ts'
import { people } from '../../schema/tables/people.ts'
import { requests } from '../../schema/tables/requests.ts'
import { Refusal } from '../http/refusal.ts'
import type { Ties } from '../policy.ts'
import type { RequestRow } from './advance.ts'
import { accountsOf, byRole, byTies, gate, standsInUntil } from './allowed.ts'
import { batch, columnsOf, row, rows, type Db, type Question } from './batch.ts'
import {
  settingRows,
  settingsOf,
  type AccountRow,
  type Asking,
  type Named,
  type SetRow,
  type Settings,
} from './facts.ts'
import { beyond, pageFrom, pageSize, type Cursor } from './keyset.ts'
import { candidatesAt, decidersAmong } from './deciders.ts'
import { admitted, callerId, signedIn, who, type Asker, type Caller } from './who.ts'

/** A finding, and how the caller and we stand to it. */
export interface FindingRow extends Omit<typeof findings.$inferSelect, 'status'> {
  readonly status: FindingStatus
  readonly owns: number
  /** For an owner who is away, and whose access it is not. */
  readonly standsIn: number
  /** It is about the caller, by name or through a group. */
  readonly isTheirOwn: number
  readonly holderId: string | null
  readonly holderName: string | null
  readonly holderActive: number | null
  /** May both be asked for? What is not open here is not touched either. */
  readonly isOpenHere: number
  /** The status of the session it names. */
  readonly sessionStatus: string | null
}

export function tiesOf({ owns, standsIn, isTheirOwn }: FindingRow): Ties {
  return { requester: isTheirOwn === 1, owner: owns === 1, standIn: standsIn === 1, firstDecider: false }
}

function around({ credential, now }: Asker): SQL {
  const me = callerId(credential, now)
  const holder = sql`(select h.id from ${people} h where h.principal_id = ${findings.principalId})`
  return sql`${columnsOf(findings)},
    exists (select 1 from ${owners} o where o.person_id = ${me} and o.account_id = ${findings.accountId}) as owns,
    ${standsInUntil(me, sql`${findings.accountId}`, holder, now)} is not null as "standsIn",
    exists (select 1 from ${people} p where p.id = ${me} and (p.principal_id = ${findings.principalId} or exists (
      select 1 from ${groupMembers} m where m.group_id = ${findings.principalId} and m.principal_id = p.principal_id))) as "isTheirOwn",
    (select p.id from ${people} p where p.principal_id = ${findings.principalId}) as "holderId",
    (select p.name from ${people} p where p.principal_id = ${findings.principalId}) as "holderName",
    (select p.active from ${people} p where p.principal_id = ${findings.principalId}) as "holderActive",
    exists (select 1 from ${accounts} a join ${permissionSets} s on s.arn = ${findings.setArn}
      where a.id = ${findings.accountId} and a.requestable = 1 and s.requestable = 1) as "isOpenHere",
    (select r.status from ${requests} r where r.id = ${findings.requestId}) as "sessionStatus"`
}

export interface FindingQuestion extends Asker {
  readonly cursor: Cursor | null
  readonly status: FindingStatus
}

export interface FindingList {
  readonly caller: Caller
  readonly items: readonly FindingRow[]
  readonly next: string | null
  readonly lastFullLookAt: number | null
  readonly missed: number
}

/** Findings of accounts the caller owns; from level 2 on and for auditors, all. Newest first. */
export async function findingsFor(db: Db, ask: FindingQuestion): Promise<FindingList> {
  const me = callerId(ask.credential, ask.now)
  const order = sql`order by ${findings.firstSeenAt} desc, ${findings.id} desc`
  const older = beyond(sql`${findings.firstSeenAt}, ${findings.id}`, ask.cursor, 'desc')
  const all = sql`select * from (select * from ${findings} where ${findings.status} = ${ask.status} and ${older} ${order}
    limit ${gate(ask, byRole('finding'), pageSize + 1)})`
  const owned = sql`select * from (select f.* from ${accountsOf(me, ask.now, 'finding')} o join ${findings} f on f.id in (
      select ${findings.id} from ${findings} where ${findings.accountId} = o.account_id and ${findings.status} = ${ask.status}
        and (select h.id from ${people} h where h.principal_id = ${findings.principalId}) is not coalesce(o.for_id, '')
        and ${older} ${order} limit ${pageSize + 1})
    limit ${gate(ask, byTies('finding'), 10_000)})`
  const [caller, found, values] = await batch(db, 'read', [
    who(ask.credential, ask.now),
    rows<FindingRow>(
      sql`select ${around(ask)} from (${all} union all ${owned}) as ${findings} ${order} limit ${pageSize + 1}`,
    ),
    rows<{ name: string; value: string }>(
      sql`select name, value from ${settings} where name in ('last_full_look_at', 'last_full_look_missed')`,
    ),
  ])
  const numberOf = (name: string) => values.find((each) => each.name === name)?.value
  const at = numberOf('last_full_look_at')
  return {
    caller: admitted(caller, 'findings'),
    ...pageFrom(found, (each) => ({ at: each.firstSeenAt, id: each.id })),
    lastFullLookAt: at === undefined ? null : Number(at),
    missed: Number(numberOf('last_full_look_missed') ?? 0),
  }
}

export interface FindingFacts {
  readonly caller: Caller
  readonly replay: FindingRow | null
  readonly finding: FindingRow
  readonly account: AccountRow | null
  readonly set: SetRow | null
  readonly deciders: readonly Named[]
  readonly settings: Settings
  /** The session that is lost. */
  readonly session: RequestRow | null
}

/** All that an act on a finding rests on, in one round trip. */
export async function factsOfFinding(db: Db, ask: Asking, id: string): Promise<FindingFacts> {
  const of = (column: string) => sql`(select ${sql.identifier(column)} from ${findings} where id = ${id})`
  const holder = sql`(select p.id from ${people} p where p.principal_id = ${of('principal_id')})`
  const [caller, replay, finding, account, set, candidates, values, session] = await batch(db, 'read', [
    who(ask.credential, ask.now),
    replayed(ask),
    findingNow(id, ask),
    row<AccountRow>(
      sql`select ${columnsOf(accounts)} from ${accounts} where ${accounts.id} = ${of('account_id')}`,
    ),
    row<SetRow>(
      sql`select ${columnsOf(permissionSets)} from ${permissionSets} where ${permissionSets.arn} = ${of('set_arn')}`,
    ),
    candidatesAt(of('account_id'), holder, ask.now),
    settingRows(),
    row<RequestRow>(
      sql`select ${columnsOf(requests)} from ${requests} where ${requests.id} = ${of('request_id')}`,
    ),
  ])
  const known = signedIn(caller, 'write')
  if (finding === null) throw new Refusal('not-found')
  if (replay !== null && replay.bodyHash !== ask.idempotency?.bodyHash) throw new Refusal('key-reused')
  const about = { requesterId: finding.holderId ?? '', firstDeciderId: null }
  const deciders = decidersAmong(candidates, 'any', about)
  return { caller: known, replay, finding, account, set, deciders, settings: settingsOf(values), session }
}

export function findingNow(id: string, ask: Asker): Question<FindingRow | null> {
  return row<FindingRow>(sql`select ${around(ask)} from ${findings} where ${findings.id} = ${id}`)
}

function replayed(ask: Asking): Question<(FindingRow & { bodyHash: string }) | null> {
  const { idempotency } = ask
  return row(sql`select ${around(ask)}, k.body_hash as "bodyHash" from ${replies} k join ${findings} on ${findings.id} = k.request_id
    where k.actor_id = ${callerId(ask.credential, ask.now)} and k.route = ${idempotency?.route ?? ''} and k.key = ${idempotency?.key ?? ''}`)
}
