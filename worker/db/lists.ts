import { sql, type SQL } from 'drizzle-orm'
import type { Status } from '../../schema/contract/lifecycle.ts'
import { requests } from '../../schema/tables/requests.ts'
import { namedBy, type WaitsFor } from '../policy.ts'
import type { RequestRow } from './advance.ts'
import { accountsOf, byRole, byTies, gate, levelsDecidedBy } from './allowed.ts'
import { batch, columnsOf, rows, type Db, type Question } from './batch.ts'
import { beyond, pageFrom, pageSize, writeCursor, type Cursor } from './keyset.ts'
import { admitted, callerId, who, type Asker } from './who.ts'

/** A filter beyond an index looks at no more rows than this a page (ENGINE 3). */
const looksAt = 200

export interface ListQuestion extends Asker {
  readonly cursor: Cursor | null
  readonly statuses: readonly Status[]
}
export interface RequestPage {
  readonly items: readonly RequestRow[]
  readonly next: string | null
}

const columns = columnsOf(requests)
const byOpened = sql`${requests.openedAt}, ${requests.id}`
const byEnd = sql`${requests.endsAt}, ${requests.id}`
const byWindow = sql`${requests.windowEndsAt}, ${requests.id}`

/** The caller's own requests, newest first. */
export async function requestsOf(db: Db, ask: ListQuestion): Promise<RequestPage> {
  const mine = sql`select * from ${requests} where ${requests.requesterId} = ${callerId(ask.credential, ask.now)}
    and ${beyond(byOpened, ask.cursor, 'desc')} order by ${requests.openedAt} desc, ${requests.id} desc`
  return filtered(db, ask, rows<RequestRow>(windowed(mine, ask)))
}

/** Everything the caller may see, newest first, as the table has it for `request`. */
export async function historyFor(db: Db, ask: ListQuestion): Promise<RequestPage> {
  const older = beyond(byOpened, ask.cursor, 'desc')
  const each = ask.statuses.length === 0 ? pageSize + 1 : looksAt
  const order = sql`order by ${requests.openedAt} desc, ${requests.id} desc`
  const me = callerId(ask.credential, ask.now)
  // Gates are limits, not predicates: a viewer's question then reads no row of the others'.
  const all = sql`select * from (select * from ${requests} where ${older} ${order} limit ${gate(ask, byRole('request'), each)})`
  const owned = sql`select * from (select r.* from ${accountsOf(me, ask.now, 'request')} o join ${requests} r on r.id in (
      select ${requests.id} from ${requests} where ${requests.accountId} = o.account_id and ${requests.requesterId} is not o.for_id and ${older} ${order} limit ${each})
    limit ${gate(ask, byTies('request'), each * 1000)})`
  const mine = namedBy('request').may.includes('requester') ? me : sql`null`
  const own = sql`select * from (select * from ${requests} where ${requests.requesterId} = ${mine} and ${older} ${order}
    limit ${gate(ask, byTies('request'), each)})`
  const seen = sql`select * from (${all} union ${owned} union ${own}) as ${requests} ${order}`
  return filtered(db, ask, rows<RequestRow>(windowed(seen, ask)))
}

/** What the caller could decide, soonest deadline first, never their own. */
export async function toDecideBy(db: Db, ask: ListQuestion): Promise<RequestPage> {
  const answers = await batch(db, 'read', [
    who(ask.credential, ask.now),
    rows<RequestRow>(queue(ask, pageSize + 1)),
  ])
  admitted(answers[0], 'requests')
  return pageFrom(answers[1], (r) => ({ at: r.windowEndsAt, id: r.id }))
}

/** The queue's own predicate, for the list and for the badge: what the table lets the caller decide. */
export function queue(ask: Asker & Pick<ListQuestion, 'cursor'>, limit: number): SQL {
  const parts = [
    ...levelsDecidedBy('role').map((level) => decidedByRole(ask, level, limit)),
    ...levelsDecidedBy('tie').map((level) => decidedByTies(ask, level, limit)),
  ]
  return sql`select ${columns} from (${sql.join(parts, sql` union all `)}) as ${requests}
    order by ${requests.windowEndsAt}, ${requests.id} limit ${limit}`
}

function decidedByRole(ask: Asker & Pick<ListQuestion, 'cursor'>, level: WaitsFor, limit: number): SQL {
  return sql`select * from (select * from ${requests} where ${undecided(ask, level)}
    limit ${gate(ask, byRole(`decide ${level}`), limit)})`
}

function decidedByTies(ask: Asker & Pick<ListQuestion, 'cursor'>, level: WaitsFor, limit: number): SQL {
  const act = `decide ${level}` as const
  return sql`select * from (select r.* from ${accountsOf(callerId(ask.credential, ask.now), ask.now, act)} o join ${requests} r
      on r.id in (select ${requests.id} from ${requests} where ${requests.accountId} = o.account_id
        and ${requests.requesterId} is not o.for_id and ${undecided(ask, level)} limit ${limit})
    limit ${gate(ask, byTies(act), 10_000)})`
}

/** Waiting at this level and not past its window, soonest first, without what the table keeps from the caller. */
function undecided(ask: Asker & Pick<ListQuestion, 'cursor'>, level: WaitsFor): SQL {
  const { never } = namedBy(`decide ${level}`)
  const me = callerId(ask.credential, ask.now)
  const own = never.includes('requester') ? sql`and ${requests.requesterId} <> ${me}` : sql``
  const twice = never.includes('firstDecider') ? sql`and ${requests.firstDeciderId} is not ${me}` : sql``
  return sql`${requests.waitsFor} = ${level} and ${requests.windowEndsAt} > ${ask.now} ${own} ${twice}
    and ${beyond(byWindow, ask.cursor, 'asc')} order by ${requests.windowEndsAt}, ${requests.id}`
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
  const all = sql`select * from (select * from ${requests} where ${requests.live} = 1 and ${later} ${order} limit ${gate(ask, byRole('request'), pageSize + 1)})`
  const owned = sql`select * from (select r.* from ${accountsOf(me, ask.now, 'request')} o join ${requests} r on r.id in (
      select ${requests.id} from ${requests} where ${requests.live} = 1 and ${requests.accountId} = o.account_id
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

/** The first rows of an ordered question: a page and one more, or as many as a filter may look at. */
function windowed(ordered: SQL, ask: ListQuestion): SQL {
  const limit = ask.statuses.length === 0 ? pageSize + 1 : looksAt
  return sql`select ${columns} from (${ordered} limit ${limit}) as ${requests} order by ${requests.openedAt} desc, ${requests.id} desc`
}

/** Filters follow the answer: an overdue row reads `ending`, so it is found under `ending`. */
async function filtered(
  db: Db,
  ask: ListQuestion,
  question: Question<readonly RequestRow[]>,
): Promise<RequestPage> {
  const [caller, found] = await batch(db, 'read', [who(ask.credential, ask.now), question])
  admitted(caller, 'requests')
  const cursorOf = (r: RequestRow) => ({ at: r.openedAt, id: r.id })
  if (ask.statuses.length === 0) return pageFrom(found, cursorOf)
  const matching = found.filter((r) => ask.statuses.includes(statusAt(r, ask.now)))
  const page = pageFrom(matching, cursorOf)
  const last = found.at(-1)
  const looked = page.next === null && found.length === looksAt && last !== undefined
  return looked ? { ...page, next: writeCursor(cursorOf(last)) } : page
}

/** From its end on a session reads `ending`, whoever wrote what when (ENGINE 1.6). */
export function statusAt(row: Pick<RequestRow, 'status' | 'endsAt'>, now: number): Status {
  const overdue = row.endsAt !== null && row.endsAt <= now
  return overdue && (row.status === 'active' || row.status === 'provisioning') ? 'ending' : row.status
}
