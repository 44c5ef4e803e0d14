import { sql, type SQL } from 'drizzle-orm'
import type { ManagedText } from '../../schema/policy/review.ts'
import { accounts, owners, permissionSets, settings } from '../../schema/tables/catalog.ts'
import { people } from '../../schema/tables/people.ts'
import { counts, customSets, decisions, requests } from '../../schema/tables/requests.ts'
import { dayMs } from '../durations.ts'
import type { Idempotency } from '../http/serve.ts'
import { Refusal } from '../http/refusal.ts'
import { waitsForOf } from '../policy.ts'
import { openADay, urgentADay } from '../windows.ts'
import type { RequestRow } from './advance.ts'
import type { KillPolicy } from '../engine/ports.ts'
import { killPolicy, startRefusals, whyRefused } from './ledger.ts'
import { standsInUntil } from './allowed.ts'
import { batch, columnsOf, none, row, rows, type Db, type Question } from './batch.ts'
import { candidatesAt, decidersAmong, type Candidate } from './deciders.ts'
import { documentsNamed, unreadAt } from './policies.ts'
import { extensionsOf } from './extensions.ts'
import { answered, sameBody } from './replies.ts'
import { groupsOf, standingRules, type RuleBook } from './rules.ts'
import { againstGrant, takenSinceDecided, type Against, type Taken } from './unattended.ts'
import { decidedLately, type Decided } from './usual.ts'
import { admitted, callerId, signedIn, stillSignedIn, who, type Asker, type Caller } from './who.ts'

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
  /** How many requests of any kind, to as many as are allowed, when the first of them was sent, and how many were urgent. */
  readonly sentToday: { readonly n: number; readonly first: number; readonly urgent: number }
  readonly admins: readonly Named[]
  readonly settings: Settings
  readonly waitingInAll: number
  /** The caller's undecided and running requests for this account and set. */
  readonly sameKey: readonly RequestRow[]
  readonly groups: readonly string[]
  /** Everybody who might decide for the account. */
  readonly candidates: readonly Candidate[]
  readonly book: RuleBook
  /** What keeps a rule from granting it without a person. */
  readonly againstGrant: Against | null
  readonly kill: KillPolicy
  /** The documents of AWS's policies that a custom set names. */
  readonly managed: readonly ManagedText[]
  /** How decisions on the account went lately, where the request is only thought of. */
  readonly decided: readonly Decided[]
  /** What stands in the set and nobody here has read, where the request is only thought of. */
  readonly unread: readonly string[]
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
    against,
    killed,
    sent,
    managed,
    decided,
    unread,
  ] = await batch(db, 'read', [
    who(ask.credential, ask.now),
    answered(me, ask.idempotency),
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
    againstGrant({ ...wanted, requester: me, now: ask.now }),
    row<{ kill: KillPolicy }>(
      sql`select ${killPolicy(sql`${wanted.accountId}`, sql`${wanted.setArn}`)} as kill`,
    ),
    row<{ n: number; first: number; urgent: number }>(sentSince(me, ask.now - dayMs, mostADay)),
    documentsNamed(wanted.managedArns ?? [], stillSignedIn(ask.credential, ask.now)),
    wanted.act === 'previewOpen' ? decidedLately(wanted.accountId) : none,
    wanted.act === 'previewOpen' ? unreadAt(wanted.setArn) : none,
  ])
  const known = admitted(caller, wanted.act ?? 'open', 'write')
  const asked = { requesterId: known.id, firstDeciderId: null }
  const level = wanted.isCustom === true ? 'owner' : 'any'
  return {
    caller: known,
    replay: sameBody(replay, ask.idempotency),
    account,
    set,
    deciders: decidersAmong(candidates, level, asked),
    seconds: wanted.isCustom === true ? decidersAmong(candidates, 'admin', asked) : null,
    ownerIsThere: decidersAmong(candidates.filter(isThere), level, asked).length > 0,
    sentToday: sent ?? { n: 0, first: ask.now, urgent: 0 },
    admins,
    settings: settingsOf(values),
    waitingInAll: count?.waiting ?? 0,
    sameKey,
    groups,
    candidates,
    book,
    againstGrant: against,
    kill: killed?.kill ?? 'never',
    managed,
    decided: decided ?? [],
    unread: (unread ?? []).map(({ name }) => name),
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

/** All of the caller's since then, the newest `most` of them; `first` is the oldest of those, `urgent` says how many were. */
export function sentSince(me: SQL, since: number, most: SQL | number): SQL {
  return sql`select count(*) as n, min(at) as first, coalesce(sum(urgent), 0) as urgent from (select opened_at as at, urgent from ${requests}
    where requester_id = ${me} and opened_at > ${since} order by opened_at desc limit ${most})`
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
  /** Undecided or approved requests that extend this one, or one of those: they go with it. */
  readonly extensions: readonly RequestRow[]
  /** What rules are judged by; `null` where nothing is granted. */
  readonly ruled: RuledBy | null
  /** Why a failed grant would not start now. */
  readonly startRefused: keyof typeof startRefusals | null
  /** Who took the same access away since it was decided, where it is tried again. */
  readonly taken: Taken | null
}

export interface RuledBy {
  readonly book: RuleBook
  /** The requester's. */
  readonly groups: readonly string[]
  readonly account: AccountRow
}

/** All that moving a request rests on, in one round trip. Refuses `not-found` for what does not exist. */
export async function factsOf(
  db: Db,
  ask: Asking,
  id: string,
  {
    offeredArn = null,
    grants = null,
  }: { offeredArn?: string | null; grants?: 'approve' | 'retry' | null } = {},
): Promise<RequestFacts> {
  const me = callerId(ask.credential, ask.now)
  const account = sql`(select ${requests.accountId} from ${requests} where ${requests.id} = ${id})`
  const requester = sql`(select ${requests.requesterId} from ${requests} where ${requests.id} = ${id})`
  const [
    caller,
    replay,
    request,
    around,
    candidates,
    extended,
    extensions,
    offered,
    book,
    groups,
    place,
    taken,
  ] = await batch(db, 'read', [
    who(ask.credential, ask.now),
    answered(me, ask.idempotency),
    row<RequestRow>(sql`select ${columnsOf(requests)} from ${requests} where ${requests.id} = ${id}`),
    row<Around>(aroundOf(id, ask)),
    candidatesAt(account, requester, ask.now),
    row<RequestRow>(sql`select ${columnsOf(requests)} from ${requests}
      where ${requests.id} = (select extends_id from ${requests} where id = ${id})`),
    extensionsOf(id),
    row<Named>(
      sql`select arn as id, name from ${permissionSets} where arn = ${offeredArn} and requestable = 1`,
    ),
    grants ? standingRules() : none,
    grants ? groupsOf(requester) : none,
    grants
      ? row<AccountRow>(sql`select ${columnsOf(accounts)} from ${accounts} where id = ${account}`)
      : none,
    grants === 'retry' ? takenSinceDecided(id) : none,
  ])
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
    ruled: book && groups && place && { book, groups, account: place },
    startRefused: around.startRefused,
    taken,
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
  readonly startRefused: keyof typeof startRefusals | null
}

function aroundOf(id: string, { credential, now }: Asker): SQL {
  const me = callerId(credential, now)
  return sql`select a.owners_version as "ownersVersion", a.requestable, a.sensitive as "accountSensitive", p.active as "requesterActive",
      coalesce(s.arn, c.id) as "setArn", coalesce(s.policy_hash, c.policy_hash) as "setHash", coalesce(s.sealed, c.id is not null) as sealed,
      exists (select 1 from ${decisions} d where d.request_id = r.id and d.person_id = ${me}) as "hasDecided",
      (select count(*) from ${decisions} d where d.request_id = r.id) as decisions,
      (r.first_decider_id is null or exists (select 1 from ${people} f where f.id = r.first_decider_id and f.active = 1)) as "firstDeciderActive",
      ${killPolicy(sql`a.id`, sql`r.set_arn`)} as kill,
      ${whyRefused(sql`r.status = 'failed'`)} as "startRefused",
      exists (select 1 from ${owners} o where o.person_id = ${me} and o.account_id = a.id) as owns,
      ${standsInUntil(me, sql`a.id`, sql`r.requester_id`, now)} as "standsInUntil"
    from ${requests} r join ${accounts} a on a.id = r.account_id join ${people} p on p.id = r.requester_id
      left join ${permissionSets} s on s.arn = r.set_arn left join ${customSets} c on c.id = r.set_arn where r.id = ${id}`
}

/** `level >= 2` is what the index of those who decide holds; without it SQLite reads all people. */
export function adminNames(): Question<readonly Named[]> {
  return rows<Named>(
    sql`select id, name from ${people} where level >= 2 and active = 1 and level = 3 order by name limit 3`,
  )
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

const defaultMaxOpen = 20
const mostADay = sql`(select ${openADay} * coalesce((select cast(value as integer) from ${settings} where name = 'max_open'), ${defaultMaxOpen}))`

export const defaultWindowSeconds = 24 * 60 * 60

export function settingsOf(found: readonly { name: string; value: string }[]): Settings {
  const number = (name: string, otherwise: number) =>
    Number(found.find((s) => s.name === name)?.value ?? otherwise)
  return {
    minSeconds: number('min_seconds', 15 * 60),
    windowSeconds: number('window_seconds', defaultWindowSeconds),
    maxOpen: number('max_open', defaultMaxOpen),
  }
}
