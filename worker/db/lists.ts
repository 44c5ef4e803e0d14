import { sql, type SQL } from 'drizzle-orm'
import type { Status } from '../../schema/contract/lifecycle.ts'
import { requests } from '../../schema/tables/requests.ts'
import { namedBy, waitsForOf, type WaitsFor } from '../policy.ts'
import type { RequestRow } from './advance.ts'
import { accountsOf, byRole, byTies, byTiesToo, gate, levelsDecidedBy } from './allowed.ts'
import { batch, columnsOf, rows, type Db } from './batch.ts'
import type { RequestPage } from './history.ts'
import { beyond, pageFrom, pageSize, writeCursor, type Cursor } from './keyset.ts'
import { admitted, callerId, who, type Asker } from './who.ts'

/** A filter beyond an index looks at no more rows than this a page (ENGINE 3). */
const looksAt = 200

export interface ListQuestion extends Asker {
  readonly cursor: Cursor | null
  /** Of the queue: what is the caller's to see to first, or the rest; both when it is not said. */
  readonly part?: 'first' | 'more' | undefined
  /** Of the queue: in these statuses alone; in any where it names none. */
  readonly statuses?: readonly Status[]
  /** Of the sessions one looks after: whose. */
  readonly requesterId?: string | undefined
}
const columns = columnsOf(requests)
const byEnd = sql`${requests.endsAt}, ${requests.id}`
const byQueue = sql`${requests.queueAt}, ${requests.id}`

type Queued = Asker & Pick<ListQuestion, 'cursor' | 'part' | 'statuses'>

/** What the caller could decide: urgent first, then the soonest deadline; never their own. */
export async function toDecideBy(db: Db, ask: ListQuestion): Promise<RequestPage> {
  if (ask.part === 'more' && partsOf(ask, 1).length > 0) return restFor(db, ask)
  const [caller, found] = await batch(db, 'read', [
    who(ask.credential, ask.now),
    rows<RequestRow>(queue(ask, pageSize + 1)),
  ])
  admitted(caller, 'requests')
  return queuePage(found)
}

/** The same of the rest, which may stop before its page is full: it goes on where looking stopped. */
async function restFor(db: Db, ask: ListQuestion): Promise<RequestPage> {
  const [caller, found] = await batch(db, 'read', [
    who(ask.credential, ask.now),
    rows<Rest>(rest(ask, pageSize + 1)),
  ])
  admitted(caller, 'requests')
  const stopped = found[0]?.stopped ?? null
  const page = queuePage(found.filter((each): each is RequestRow & Rest => each.id !== null))
  return stopped === null ? page : { ...page, next: writeCursor(JSON.parse(stopped) as Cursor) }
}

function queuePage(found: readonly RequestRow[]): RequestPage {
  return pageFrom(found, (r) => ({ at: r.queueAt ?? 0, id: r.id }))
}

/** The queue's own predicate, for the list and for the badge: what the table lets the caller decide. */
export function queue(ask: Queued, limit: number): SQL {
  const parts = partsOf(ask, limit)
  if (parts.length === 0) return sql`select ${columns} from ${requests} where false`
  // The same request may be one's own account's and up for everybody.
  return sql`select ${columns} from (${sql.join(parts, sql` union `)}) as ${requests}
    order by ${byQueue} limit ${limit}`
}

/** First: what waits for owners of one's accounts, for a second decision, or has moved up. More: the rest of the roles'. */
function partsOf(ask: Queued, limit: number): SQL[] {
  const [byRoles, byOwners] = [soughtOf(ask, levelsDecidedBy('role')), soughtOf(ask, levelsDecidedBy('tie'))]
  if (ask.part === 'more') return byRoles.includes('any') ? [notMine(ask, limit)] : []
  const up = ask.part === 'first' ? sql`and ${requests.up} = 1` : sql``
  const ties = ask.part === 'first' ? byTiesToo : byTies
  return [
    ...byRoles.map((level) => decidedByRole(ask, level, { limit, only: level === 'any' ? up : sql`` })),
    ...byOwners.map((level) => decidedByTies(ask, level, { limit, lets: ties(`decide ${level}`) })),
  ]
}

/** A status waits for one level's decision; one that waits for nobody's is in no queue. */
function soughtOf({ statuses = [] }: Queued, levels: readonly WaitsFor[]): readonly WaitsFor[] {
  if (statuses.length === 0) return levels
  const sought = new Set(statuses.map(waitsForOf))
  return levels.filter((level) => sought.has(level))
}

function decidedByRole(ask: Queued, level: WaitsFor, { limit, only }: { limit: number; only: SQL }): SQL {
  return sql`select * from (select * from ${requests} where ${undecided(ask, level, only)}
    limit ${gate(ask, byRole(`decide ${level}`), limit)})`
}

function decidedByTies(ask: Queued, level: WaitsFor, { limit, lets }: { limit: number; lets: SQL }): SQL {
  const act = `decide ${level}` as const
  return sql`select * from (select r.* from ${accountsOf(callerId(ask.credential, ask.now), ask.now, act)} o join ${requests} r
      on r.id in (select ${requests.id} from ${requests} where ${requests.accountId} = o.account_id
        and ${requests.requesterId} is not o.for_id and ${undecided(ask, level)} limit ${limit})
    limit ${gate(ask, lets, 10_000)})`
}

/** What has not moved up, without the accounts through which it is the caller's own: among so many a page. */
function notMine(ask: Queued, limit: number): SQL {
  const mine = accountsOf(callerId(ask.credential, ask.now), ask.now, 'decide any')
  const rest = decidedByRole(ask, 'any', { limit: looksAt, only: sql`and ${requests.up} = 0` })
  return sql`select * from (${rest}) as ${requests} where not exists (select 1 from ${mine} o
    where o.account_id = ${requests.accountId} and ${requests.requesterId} is not o.for_id)
    order by ${byQueue} limit ${limit}`
}

/** A row of the rest, or the one that is none, with where looking stopped. */
type Rest = (RequestRow | { readonly id: null }) & { readonly stopped: string | null }

/** Where looking stopped when there was more than a page may look at: asked only where the page is not full. */
function rest(ask: Queued, limit: number): SQL {
  const looked = decidedByRole(ask, 'any', { limit: looksAt, only: sql`and ${requests.up} = 0` })
  const last = sql`select json_object('at', cast(queue_at as integer), 'id', id) from (${looked})
    order by queue_at, id limit 1 offset ${looksAt - 1}`
  return sql`with page as materialized (${queue(ask, limit)})
    select page.*, case when (select count(*) from page) < ${limit} then (${last}) end as stopped
    from (select 1) left join page order by page."queueAt", page.id`
}

/** Waiting at this level and not past its window, urgent and soonest first, without what the table keeps from the caller. */
function undecided(ask: Queued, level: WaitsFor, only: SQL = sql``): SQL {
  const { never } = namedBy(`decide ${level}`)
  const me = callerId(ask.credential, ask.now)
  const own = never.includes('requester') ? sql`and ${requests.requesterId} <> ${me}` : sql``
  const twice = never.includes('firstDecider') ? sql`and ${requests.firstDeciderId} is not ${me}` : sql``
  return sql`${requests.waitsFor} = ${level} ${only} and ${requests.windowEndsAt} > ${ask.now} ${own} ${twice}
    and ${beyond(byQueue, ask.cursor, 'asc')} order by ${byQueue}`
}

/** The caller's running sessions, soonest end first. */
export async function sessionsOf(db: Db, ask: ListQuestion): Promise<RequestPage> {
  const query = sql`select ${columns} from ${requests} where ${requests.live} = 1
    and ${requests.requesterId} = ${callerId(ask.credential, ask.now)} and ${beyond(byEnd, ask.cursor, 'asc')}
    order by ${requests.endsAt}, ${requests.id} limit ${pageSize + 1}`
  return sessionPage(db, ask, query)
}

/** Running sessions that are not the caller's alone to see: of accounts they own, or all, as the table has it. */
export async function sessionsManagedBy(db: Db, ask: ListQuestion): Promise<RequestPage> {
  const me = callerId(ask.credential, ask.now)
  const later = beyond(byEnd, ask.cursor, 'asc')
  const order = sql`order by ${requests.endsAt}, ${requests.id}`
  const whose = ask.requesterId === undefined ? sql`` : sql`and ${requests.requesterId} = ${ask.requesterId}`
  // One person's sessions are few, an account's are not: then the index of the person is the one to walk.
  const account = ask.requesterId === undefined ? sql`${requests.accountId}` : sql`+${requests.accountId}`
  const all = sql`select * from (select * from ${requests} where ${requests.live} = 1 ${whose} and ${later} ${order} limit ${gate(ask, byRole('request'), pageSize + 1)})`
  const owned = sql`select * from (select r.* from ${accountsOf(me, ask.now, 'request')} o join ${requests} r on r.id in (
      select ${requests.id} from ${requests} where ${requests.live} = 1 ${whose} and ${account} = o.account_id
        and ${requests.requesterId} is not o.for_id and ${later} ${order} limit ${pageSize + 1})
    limit ${gate(ask, byTies('request'), 10_000)})`
  return sessionPage(
    db,
    ask,
    sql`select ${columns} from (${all} union all ${owned}) as ${requests} ${order} limit ${pageSize + 1}`,
  )
}

async function sessionPage(db: Db, ask: ListQuestion, query: SQL): Promise<RequestPage> {
  const answers = await batch(db, 'read', [who(ask.credential, ask.now), rows<RequestRow>(query)])
  admitted(answers[0], 'sessions')
  return pageFrom(answers[1], (r) => ({ at: r.endsAt ?? 0, id: r.id }))
}

/** From its end on a session reads `ending`, whoever wrote what when (ENGINE 1.6). */
export function statusAt(row: Pick<RequestRow, 'status' | 'endsAt'>, now: number): Status {
  const overdue = row.endsAt !== null && row.endsAt <= now
  return overdue && (row.status === 'active' || row.status === 'provisioning') ? 'ending' : row.status
}
