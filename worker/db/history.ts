import { sql, type SQL } from 'drizzle-orm'
import type { Status } from '../../schema/contract/lifecycle.ts'
import { requests } from '../../schema/tables/requests.ts'
import { namedBy } from '../policy.ts'
import type { RequestRow } from './advance.ts'
import { accountsOf } from './allowed.ts'
import { batch, columnsOf, rows, type Db } from './batch.ts'
import { beyond, pageSize, type Cursor } from './keyset.ts'
import { merged, type Walked } from './merging.ts'
import { gate, letsSee, me } from './seeing.ts'
import { admitted, who, type Asker } from './who.ts'

/** What somebody looks for; everything where nothing is said. Instants are of the request's opening. */
export interface Sought {
  readonly statuses: readonly Status[]
  readonly accountId?: string | undefined
  readonly requesterId?: string | undefined
  readonly deciderId?: string | undefined
  readonly from?: number | undefined
  readonly to?: number | undefined
}
export interface HistoryQuestion extends Asker, Sought {
  readonly cursor: Cursor | null
}
export interface RequestPage {
  readonly items: readonly RequestRow[]
  readonly next: string | null
}

/** A filter beyond an index looks at no more rows than this a page (ENGINE 3); by ties there are two such walks. */
const looksAt = 200
/** Of more statuses at once, each with an index walk of its own, a page would look at more. */
const walkedStatuses = 7

const columns = columnsOf(requests)
const order = sql`order by ${requests.openedAt} desc, ${requests.id} desc`

/** The caller's own requests, newest first. */
export async function requestsOf(db: Db, ask: HistoryQuestion): Promise<RequestPage> {
  const n = isExact(ask, ['requesterId']) ? pageSize + 1 : looksAt
  const limit = { sql: sql`${n}`, n }
  return read(db, ask, walks(ask, sql`${requests.requesterId} = ${me}`, { part: 'mine', limit }))
}

/** Everything the caller may see, newest first, as the table has it for `request`. */
export async function historyFor(db: Db, ask: HistoryQuestion): Promise<RequestPage> {
  return read(db, ask, [...ofRoles(ask), ...ofTheirOwn(ask), ...ofAccounts(ask)])
}

async function read(db: Db, ask: HistoryQuestion, parts: readonly SQL[]): Promise<RequestPage> {
  const question = sql`with ${letsSee(ask)}, share as materialized (${shareOfEach(ask)})
    select part, "limit", seen, ${columns} from (${unionOf(parts)}) as ${requests}`
  const [caller, walked] = await batch(db, 'read', [who(ask.credential, ask.now), rows<Walked>(question)])
  admitted(caller, 'requests')
  return merged(walked, ask)
}

/** Nested where there are many: a Durable Object's SQLite, which counts what is read, takes five at a time. */
function unionOf(parts: readonly SQL[]): SQL {
  const atOnce = 4
  if (parts.length <= atOnce) return sql.join([...parts], sql` union all `)
  const groups = Array.from({ length: Math.ceil(parts.length / atOnce) }, (_, i) =>
    parts.slice(i * atOnce, (i + 1) * atOnce),
  )
  return unionOf(groups.map((group) => sql`select * from (${unionOf(group)})`))
}

const gated = (how: 'role' | 'ties', n: number): Limit => ({ sql: gate(how, n), n })

/** Whom a role lets see all. */
function ofRoles(ask: HistoryQuestion): SQL[] {
  return along(ask).flatMap(({ by, exact }, i) => {
    const limit = gated('role', isExact(ask, exact) ? pageSize + 1 : looksAt)
    return walks(ask, by, { part: `role ${i}`, limit })
  })
}

/** What is sought walks the index that says most about it. */
function along(ask: Sought): { by: SQL; exact: (keyof Sought)[] }[] {
  const { requesterId, deciderId, accountId } = ask
  if (requesterId !== undefined)
    return [{ by: sql`${requests.requesterId} = ${requesterId}`, exact: ['requesterId'] }]
  if (deciderId !== undefined)
    return [requests.lastDeciderId, requests.firstDeciderId].map((column) => ({
      by: sql`${column} = ${deciderId}`,
      exact: ['deciderId'],
    }))
  if (accountId !== undefined)
    return [{ by: sql`${requests.accountId} = ${accountId}`, exact: ['accountId'] }]
  return [{ by: sql`true`, exact: [] }]
}

/** One's own, for who sees no others' by role. */
function ofTheirOwn(ask: HistoryQuestion): SQL[] {
  if (!namedBy('request').may.includes('requester')) return []
  const sought = ask.requesterId === undefined ? sql`true` : sql`${requests.requesterId} = ${ask.requesterId}`
  const full = isExact(ask, ['requesterId']) ? pageSize + 1 : looksAt / 2
  const limit = gated('ties', full)
  return walks(ask, sql`${requests.requesterId} = ${me} and ${sought}`, { part: 'own', limit })
}

/** Those of the accounts one sees through owning them or standing in. */
function ofAccounts(ask: HistoryQuestion): SQL[] {
  if (ask.requesterId === undefined && ask.deciderId === undefined) return ofEachAccount(ask)
  const n = looksAt / 2
  const at = sql`'["' || ${requests.accountId} || '",'`
  const isTheirs = sql`instr(held, ${at} || '"' || ${requests.requesterId} || '"]') > 0`
  const seen = sql`(select instr(held, ${at}) > 0 and not (${isTheirs}) from share)`
  return along(ask).flatMap(({ by }, i) => {
    const limit = { sql: sql`coalesce((select ${n} from share), 0)`, n }
    return walks(ask, by, { part: `among ${i}`, limit, seen })
  })
}

/** A walk for each account, or for each status of each: together they look at no more than a page may. */
function ofEachAccount(ask: HistoryQuestion): SQL[] {
  const first = sql`(select json_extract(held, '$[0][0]') from share)`
  const limit = {
    sql: sql`coalesce((select json_extract(shares, '$[0]') from share), 0)`,
    n: sql`(select json_array(json_extract(shares, '$[0]'), json_extract(held, '$[0][1]')) from share)`,
  }
  return [
    ...walks(ask, sql`${requests.accountId} = ${first}`, { part: 'first', limit }),
    ...ofOtherAccounts(ask),
  ]
}

/** Only a join knows how many they are. It reads each row three times, so they have a smaller share. */
function ofOtherAccounts(ask: HistoryQuestion): SQL[] {
  const own = (i: number) => sql`json_extract(j.value, ${`$[${i}]`})`
  return statusesWalked(ask).map((status, i) => {
    const by = sql`${requests.accountId} = ${own(0)} and ${status} and ${within(ask)}`
    return sql`select ${`others ${i}`} as part, (select json_extract(shares, '$[1]') from share) as "limit", ${requests.requesterId} is not ${own(1)} as seen, ${requests}.*
      from share, json_each(share.held) j join ${requests} on ${requests}.rowid in (
        select rowid from ${requests} where ${by} ${order} limit (select json_extract(shares, '$[1]') from share)) where j.key > 0`
  })
}

/**
 * The accounts through which one sees, each with whom one stands in for there, and how many rows a page looks at: of the
 * first, and of each other. That is ten rows read where there are many (ENGINE 3). No row where there is no account.
 */
function shareOfEach(ask: HistoryQuestion): SQL {
  const walked = statusesWalked(ask).length
  const most = isExact(ask, ['accountId']) ? pageSize + 1 : looksAt
  const all = walked === 1 ? most : looksAt / 2
  const one = ask.accountId === undefined ? sql`true` : sql`account_id = ${ask.accountId}`
  const first = sql`max(10 / ${walked}, min(${most}, ${all} / (count(*) * ${walked})))`
  const other = sql`10 * count(*) / (3 * max(1, count(*) - 1) * ${walked})`
  // The client sends numbers as REAL, and a limit is whole.
  return sql`select json_array(max(1, cast(${first} as integer)), max(1, cast(${other} as integer))) as shares,
      json_group_array(json_array(account_id, for_id)) as held
    from (select * from ${accountsOf(me, ask.now, 'request')} where ${one} limit ${gate('ties', 10_000)}) group by null`
}

interface Walk {
  readonly part: string
  readonly limit: Limit
  readonly seen?: SQL
}
/** `n`: as it is where it lets anybody through. Of a share, with whose own requests are not seen, as one JSON. */
interface Limit {
  readonly sql: SQL
  readonly n: number | SQL
}

/** The newest rows along one index, or one for each status where the index has it. */
function walks(ask: HistoryQuestion, by: SQL, { part, limit, seen = sql`1` }: Walk): SQL[] {
  return statusesWalked(ask).map(
    (status, i) => sql`select ${`${part} ${i}`} as part, ${limit.n} as "limit", ${seen} as seen, * from (
      select * from ${requests} where ${by} and ${status} and ${within(ask)} ${order} limit ${limit.sql}) as ${requests}`,
  )
}

/** No index holds a decider with a status; of many statuses each is looked for among all. */
function statusesWalked(ask: Sought): SQL[] {
  const statuses = stored(ask.statuses)
  if (ask.deciderId !== undefined || statuses.length === 0 || statuses.length > walkedStatuses)
    return [sql`true`]
  return statuses.map((status) => sql`${requests.status} = ${status}`)
}

/** Filters follow the answer: from its end on a row reads `ending`, whatever is written. */
function stored(statuses: readonly Status[]): Status[] {
  const overdue: Status[] = statuses.includes('ending') ? ['active', 'provisioning'] : []
  return [...new Set([...statuses, ...overdue])]
}

/** Whether nothing is sought that the walk does not hold: then a page's rows are all it reads. */
function isExact(ask: Sought, held: readonly (keyof Sought)[]): boolean {
  const others = (['accountId', 'requesterId', 'deciderId'] as const).filter((name) => !held.includes(name))
  const byStatus =
    ask.statuses.length === 0 ||
    (ask.deciderId === undefined && stored(ask.statuses).length <= walkedStatuses)
  return byStatus && others.every((name) => ask[name] === undefined)
}

function within({ cursor, from, to }: HistoryQuestion): SQL {
  const latest = cursor ?? (to === undefined ? null : { at: to + 1, id: '' })
  const older = beyond(sql`${requests.openedAt}, ${requests.id}`, latest, 'desc')
  return from === undefined ? older : sql`${older} and ${requests.openedAt} >= ${from}`
}
