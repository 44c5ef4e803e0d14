import { sql, type SQL } from 'drizzle-orm'
import { replies } from '../../schema/tables/audit.ts'
import { accounts, owners, permissionSets, settings } from '../../schema/tables/catalog.ts'
import { people } from '../../schema/tables/people.ts'
import { counts, customSets, decisions, requests } from '../../schema/tables/requests.ts'
import type { Idempotency } from '../http/serve.ts'
import { Refusal } from '../http/refusal.ts'
import { waitsForOf } from '../policy.ts'
import { dayMs, urgentADay } from '../windows.ts'
import type { RequestRow } from './advance.ts'
import type { KillPolicy } from '../engine/ports.ts'
import { killPolicy } from './ledger.ts'
import { standsInUntil } from './allowed.ts'
import { batch, columnsOf, none, row, rows, type Db, type Question } from './batch.ts'
import { candidatesAt, decidersAmong, type Candidate } from './deciders.ts'
import { documentsNamed, type ManagedText } from './policies.ts'
import { groupsOf, standingRules, type RuleBook } from './rules.ts'
import { decidedLately, type Decided } from './usual.ts'
import { admitted, callerId, signedIn, who, type Asker, type Caller } from './who.ts'

export type AccountRow = typeof accounts.$inferSelect
export type SetRow = typeof permissionSets.$inferSelect

export interface Named {
  readonly id: string
  readonly name: string
}

export interface Asking extends Asker {
  readonly idempotency: Idempotency | null
}

export interface OpeningFacts {
  readonly caller: Caller
  readonly replay: RequestRow | null
  readonly account: AccountRow | null
  readonly set: SetRow | null
  /** Everybody who could decide, the caller left out; of two decisions, the first. */
  readonly deciders: readonly Named[]
  /** Who could make the second decision; `null` where one is enough. */
  readonly seconds: readonly Named[] | null
  /** Somebody owns the account, or stands in, who is there and may decide. */
  readonly ownerIsThere: boolean
  /** How many urgent requests the caller sent in the last 24 hours. */
  readonly urgentToday: number
  readonly admins: readonly Named[]
  readonly settings: Settings
  readonly waitingInAll: number
  /** The caller's undecided and running requests for this account and set. */
  readonly sameKey: readonly RequestRow[]
  readonly groups: readonly string[]
  /** Everybody who might decide for the account. */
  readonly candidates: readonly Candidate[]
  readonly book: RuleBook
  readonly kill: KillPolicy
  /** The documents of AWS's policies that a custom set names. */
  readonly managed: readonly ManagedText[]
  /** How decisions on the account went lately, where the request is only thought of. */
  readonly decided: readonly Decided[]
}

/** Instance-wide bounds; an operator sets them, the defaults are the product's. */
export interface Settings {
  readonly minSeconds: number
  readonly windowSeconds: number
  readonly maxOpen: number
}

/** All that opening a request rests on, in one round trip. */
export async function factsToOpen(
  db: Db,
  ask: Asking,
  wanted: {
    accountId: string
    setArn: string
    isCustom?: boolean
    act?: 'open' | 'previewOpen'
    managedArns?: readonly string[]
  },
): Promise<OpeningFacts> {
  const me = callerId(ask.credential, ask.now)
  const [
    caller,
    replay,
    account,
    set,
    candidates,
    admins,
    values,
    count,
    sameKey,
    groups,
    book,
    killed,
    urgent,
    managed,
    decided,
  ] = await batch(db, 'read', [
    who(ask.credential, ask.now),
    replayed(ask),
    row<AccountRow>(
      sql`select ${columnsOf(accounts)} from ${accounts} where ${accounts.id} = ${wanted.accountId}`,
    ),
    row<SetRow>(
      sql`select ${columnsOf(permissionSets)} from ${permissionSets} where ${permissionSets.arn} = ${wanted.setArn}`,
    ),
    candidatesAt(sql`${wanted.accountId}`, me, ask.now),
    adminNames(),
    settingRows(),
    row<{ waiting: number }>(
      sql`select ${counts.waiting} as waiting from ${counts} where ${counts.scope} = 'person' and ${counts.id} = ${me}`,
    ),
    rows<RequestRow>(sameKeyOf(me, wanted)),
    groupsOf(me),
    standingRules(),
    row<{ kill: KillPolicy }>(
      sql`select ${killPolicy(sql`${wanted.accountId}`, sql`${wanted.setArn}`)} as kill`,
    ),
    row<{ n: number }>(urgentSince(me, ask.now - dayMs)),
    documentsNamed(wanted.managedArns ?? []),
    wanted.act === 'previewOpen' ? decidedLately(wanted.accountId) : none,
  ])
  const known = admitted(caller, wanted.act ?? 'open', 'write')
  const sent = { requesterId: known.id, firstDeciderId: null }
  const level = wanted.isCustom === true ? 'owner' : 'any'
  return {
    caller: known,
    replay: sameBody(replay, ask.idempotency),
    account,
    set,
    deciders: decidersAmong(candidates, level, sent),
    seconds: wanted.isCustom === true ? decidersAmong(candidates, 'admin', sent) : null,
    ownerIsThere: decidersAmong(candidates.filter(isThere), level, sent).length > 0,
    urgentToday: urgent?.n ?? 0,
    admins,
    settings: settingsOf(values),
    waitingInAll: count?.waiting ?? 0,
    sameKey,
    groups,
    candidates,
    book,
    kill: killed?.kill ?? 'never',
    managed,
    decided: decided ?? [],
  }
}

export function isThere(who: Candidate): boolean {
  return who.standIn === 1 || (who.owner === 1 && who.away === 0)
}

/** The caller's urgent requests since then, counted to as many as are allowed. */
export function urgentSince(me: SQL, since: number): SQL {
  return sql`select count(*) as n from (select 1 from ${requests}
    where ${requests.requesterId} = ${me} and ${requests.openedAt} > ${since} and ${requests.urgent} = 1 limit ${urgentADay})`
}

export interface RequestFacts {
  readonly caller: Caller
  readonly replay: RequestRow | null
  readonly request: RequestRow
  readonly owns: boolean
  /** Until when the caller stands in for an owner, never for the requester. */
  readonly standsInUntil: number | null
  readonly ownersVersion: number
  readonly requesterActive: boolean
  /** The set's policies as they are now; `undefined` when AWS does not have the set any more. */
  readonly setHash: string | null | undefined
  /** The set is marked: nobody is assigned to it, but to a copy that AWS stops at the end. */
  readonly sealed: boolean
  readonly kill: KillPolicy
  /** The caller has made a decision on it before. */
  readonly hasDecided: boolean
  /** How many were made so far. */
  readonly decisions: number
  /** Who made the first of two decisions is still active; true where there is none. */
  readonly firstDeciderActive: boolean
  /** Everybody who might decide for the account. */
  readonly candidates: readonly Candidate[]
  readonly accountRequestable: boolean
  readonly accountSensitive: boolean
  /** The set a rejection offers instead; `null` where nobody may ask for it. */
  readonly offered: Named | null
  readonly deciders: readonly Named[]
  /** The session this one extends. */
  readonly extended: RequestRow | null
  /** Undecided or approved requests that extend this one: they go with it. */
  readonly extensions: readonly RequestRow[]
}

/** All that moving a request rests on, in one round trip. Refuses `not-found` for what does not exist. */
export async function factsOf(
  db: Db,
  ask: Asking,
  id: string,
  offeredArn: string | null = null,
): Promise<RequestFacts> {
  const account = sql`(select ${requests.accountId} from ${requests} where ${requests.id} = ${id})`
  const requester = sql`(select ${requests.requesterId} from ${requests} where ${requests.id} = ${id})`
  const [caller, replay, request, around, candidates, extended, extensions, offered] = await batch(
    db,
    'read',
    [
      who(ask.credential, ask.now),
      replayed(ask),
      row<RequestRow>(sql`select ${columnsOf(requests)} from ${requests} where ${requests.id} = ${id}`),
      row<Around>(aroundOf(id, ask)),
      candidatesAt(account, requester, ask.now),
      row<RequestRow>(sql`select ${columnsOf(requests)} from ${requests}
      where ${requests.id} = (select extends_id from ${requests} where id = ${id})`),
      rows<RequestRow>(sql`select ${columnsOf(requests)} from ${requests} where ${requests.extendsId} = ${id}
      and ${requests.status} in ('pending', 'pending_owner', 'pending_admin', 'approved', 'admin_approved', 'scheduled')`),
      row<Named>(
        sql`select arn as id, name from ${permissionSets} where arn = ${offeredArn} and requestable = 1`,
      ),
    ],
  )
  const known = signedIn(caller, 'write')
  if (request === null || around === null) throw new Refusal('not-found')
  return {
    caller: known,
    replay: sameBody(replay, ask.idempotency),
    request,
    owns: around.owns === 1,
    standsInUntil: around.standsInUntil,
    ownersVersion: around.ownersVersion,
    requesterActive: around.requesterActive === 1,
    setHash: around.setArn === null ? undefined : around.setHash,
    sealed: around.sealed === 1,
    hasDecided: around.hasDecided === 1,
    decisions: around.decisions,
    firstDeciderActive: around.firstDeciderActive === 1,
    candidates,
    kill: around.kill,
    accountRequestable: around.requestable === 1,
    accountSensitive: around.accountSensitive === 1,
    offered,
    deciders: decidersAmong(candidates, waitsForOf(request.status) ?? 'any', request),
    extended,
    extensions,
  }
}

interface Around {
  readonly owns: number
  readonly standsInUntil: number | null
  readonly ownersVersion: number
  readonly requestable: number
  readonly accountSensitive: number
  readonly requesterActive: number
  readonly setArn: string | null
  readonly setHash: string | null
  readonly sealed: number | null
  readonly kill: KillPolicy
  readonly hasDecided: number
  readonly decisions: number
  readonly firstDeciderActive: number
}

function aroundOf(id: string, { credential, now }: Asker): SQL {
  const me = callerId(credential, now)
  return sql`select a.owners_version as "ownersVersion", a.requestable, a.sensitive as "accountSensitive", p.active as "requesterActive",
      coalesce(s.arn, c.id) as "setArn", coalesce(s.policy_hash, c.policy_hash) as "setHash", coalesce(s.sealed, c.id is not null) as sealed,
      exists (select 1 from ${decisions} d where d.request_id = r.id and d.person_id = ${me}) as "hasDecided",
      (select count(*) from ${decisions} d where d.request_id = r.id) as decisions,
      (r.first_decider_id is null or exists (select 1 from ${people} f where f.id = r.first_decider_id and f.active = 1)) as "firstDeciderActive",
      ${killPolicy(sql`a.id`, sql`r.set_arn`)} as kill,
      exists (select 1 from ${owners} o where o.person_id = ${me} and o.account_id = a.id) as owns,
      ${standsInUntil(me, sql`a.id`, sql`r.requester_id`, now)} as "standsInUntil"
    from ${requests} r join ${accounts} a on a.id = r.account_id join ${people} p on p.id = r.requester_id
      left join ${permissionSets} s on s.arn = r.set_arn left join ${customSets} c on c.id = r.set_arn where r.id = ${id}`
}

export function adminNames(): Question<readonly Named[]> {
  return rows<Named>(
    sql`select id, name from ${people} where level >= 2 and active = 1 and level = 3 order by name limit 3`,
  )
}

/** The request an earlier call with this Idempotency-Key made or moved, as it is now. */
function replayed(ask: Asking): Question<Replayed | null> {
  const key = ask.idempotency
  return row<Replayed>(sql`select ${columnsOf(requests)}, k.body_hash as "bodyHash" from ${replies} k
    join ${requests} on ${requests.id} = k.request_id
    where k.actor_id = ${callerId(ask.credential, ask.now)} and k.route = ${key?.route ?? ''} and k.key = ${key?.key ?? ''}`)
}
type Replayed = RequestRow & { readonly bodyHash: string }

function sameBody(replay: Replayed | null, key: Idempotency | null): RequestRow | null {
  if (replay !== null && replay.bodyHash !== key?.bodyHash) throw new Refusal('key-reused')
  return replay
}

function sameKeyOf(me: SQL, wanted: { accountId: string; setArn: string }): SQL {
  const same = sql`${requests.requesterId} = ${me} and ${requests.accountId} = ${wanted.accountId} and ${requests.setArn} = ${wanted.setArn}`
  return sql`select ${columnsOf(requests)} from ${requests} where ${same} and ${requests.waitsFor} is not null
    union all select ${columnsOf(requests)} from ${requests} where ${requests.requesterId} = ${me} and ${requests.live} = 1
      and +${requests.accountId} = ${wanted.accountId} and +${requests.setArn} = ${wanted.setArn}`
}

export function settingRows(): Question<readonly { name: string; value: string }[]> {
  return rows<{ name: string; value: string }>(
    sql`select name, value from ${settings} where name in ('min_seconds', 'window_seconds', 'max_open')`,
  )
}

export const defaultWindowSeconds = 24 * 60 * 60

export function settingsOf(found: readonly { name: string; value: string }[]): Settings {
  const number = (name: string, otherwise: number) =>
    Number(found.find((s) => s.name === name)?.value ?? otherwise)
  return {
    minSeconds: number('min_seconds', 15 * 60),
    windowSeconds: number('window_seconds', defaultWindowSeconds),
    maxOpen: number('max_open', 20),
  }
}
