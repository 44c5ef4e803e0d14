import { sql, type SQL } from 'drizzle-orm'
import type { Status } from '../../schema/contract/lifecycle.ts'
import { people } from '../../schema/tables/people.ts'
import { requests } from '../../schema/tables/requests.ts'
import { namedBy } from '../policy.ts'
import type { RequestRow } from './advance.ts'
import { accountsOf, byRole, byTies } from './allowed.ts'
import { batch, columnsOf, rows, type Db } from './batch.ts'
import { beyond, pageSize, type Cursor } from './keyset.ts'
import { merged, type Walked } from './merging.ts'
import { admitted, callerId, who, type Asker } from './who.ts'

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
  const limit = sql`${isExact(ask, ['requesterId']) ? pageSize + 1 : looksAt}`
  return read(db, ask, walks(ask, sql`${requests.requesterId} = ${me}`, { part: 'mine', limit }))
}

/** Everything the caller may see, newest first, as the table has it for `request`. */
export async function historyFor(db: Db, ask: HistoryQuestion): Promise<RequestPage> {
  return read(db, ask, [...ofRoles(ask), ...ofTheirOwn(ask), ...ofAccounts(ask)])
}

async function read(db: Db, ask: HistoryQuestion, parts: readonly SQL[]): Promise<RequestPage> {
  const question = sql`with lets as materialized (${letsSee(ask)}), o as materialized (${myAccounts(ask)}),
    share as materialized (${shareOfEach(ask)}) ${sql.join([...parts], sql` union all `)}`
  const [caller, walked] = await batch(db, 'read', [who(ask.credential, ask.now), rows<Walked>(question)])
  admitted(caller, 'requests')
  return merged(walked, ask)
}

/** The caller, and how they see: asked once, however many walks there are. */
function letsSee({ credential, now }: Asker): SQL {
  return sql`select p.id as me, ${byRole('request')} as role, ${byTies('request')} as ties
    from ${people} p where p.id = ${callerId(credential, now)}`
}

const me = sql`(select me from lets)`

/** A gate is a limit, not a predicate: a viewer's question then reads no row of the others' (ENGINE 3). */
function gate(how: 'role' | 'ties', n: number): SQL {
  return sql`coalesce((select case when ${sql.identifier(how)} then ${n} else 0 end from lets), 0)`
}

/** Whom a role lets see all. */
function ofRoles(ask: HistoryQuestion): SQL[] {
  return along(ask).flatMap(({ by, exact }, i) => {
    const limit = gate('role', isExact(ask, exact) ? pageSize + 1 : looksAt)
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
  const limit = gate('ties', full)
  return walks(ask, sql`${requests.requesterId} = ${me} and ${sought}`, { part: 'own', limit })
}

/** Those of the accounts one sees through owning them or standing in. */
function ofAccounts(ask: HistoryQuestion): SQL[] {
  if (ask.requesterId === undefined && ask.deciderId === undefined) return ofEachAccount(ask)
  const seen = sql`exists (select 1 from o where o.account_id = ${requests.accountId} and ${requests.requesterId} is not o.for_id)`
  const limit = sql`(select case when count(*) > 0 then ${looksAt / 2} else 0 end from o)`
  return along(ask).flatMap(({ by }, i) => walks(ask, by, { part: `among ${i}`, limit, seen }))
}

/** A walk for each account, or for each status of each: together they look at no more than a page may. */
function ofEachAccount(ask: HistoryQuestion): SQL[] {
  return statusesWalked(ask).map((status, i) => {
    const by = sql`${requests.accountId} = o.account_id and ${status}`
    return sql`select ${`account ${i}`} as part, (select n from share) as "limit", ${requests.requesterId} is not o.for_id as seen, ${columns}
      from o join ${requests} on ${requests.id} in (select ${requests.id} from ${requests} where ${by} and ${within(ask)} ${order} limit (select n from share))`
  })
}

function myAccounts(ask: HistoryQuestion): SQL {
  const one = ask.accountId === undefined ? sql`true` : sql`account_id = ${ask.accountId}`
  return sql`select * from ${accountsOf(me, ask.now, 'request')} where ${one} limit ${gate('ties', 10_000)}`
}

/** How many rows of each account a page looks at: ten at most for each where they are many (ENGINE 3). */
function shareOfEach(ask: HistoryQuestion): SQL {
  const walked = statusesWalked(ask).length
  const exact = isExact(ask, ['accountId'])
  const [all, each] = exact ? [walked === 1 ? pageSize + 1 : looksAt / 2, pageSize + 1] : [looksAt, looksAt]
  const least = Math.max(1, Math.floor(10 / walked))
  return sql`select max(${least}, min(${each}, ${all} / max(1, count(*) * ${walked}))) as n from o`
}

interface Walk {
  readonly part: string
  readonly limit: SQL
  readonly seen?: SQL
}

/** The newest rows along one index, or one for each status where the index has it. */
function walks(ask: HistoryQuestion, by: SQL, { part, limit, seen = sql`1` }: Walk): SQL[] {
  return statusesWalked(ask).map(
    (
      status,
      i,
    ) => sql`select ${`${part} ${i}`} as part, ${limit} as "limit", ${seen} as seen, ${columns} from (
      select * from ${requests} where ${by} and ${status} and ${within(ask)} ${order} limit ${limit}) as ${requests}`,
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
