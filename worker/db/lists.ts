import { sql, type SQL } from 'drizzle-orm'
import type { Status } from '../../schema/contract/lifecycle.ts'
import { owners } from '../../schema/tables/catalog.ts'
import { requests } from '../../schema/tables/requests.ts'
import type { Credential } from '../http/context.ts'
import type { RequestRow } from './advance.ts'
import { batch, columnsOf, rows, type Db, type Question } from './batch.ts'
import { beyond, pageFrom, pageSize, writeCursor, type Cursor } from './keyset.ts'
import { callerId, signedIn, who } from './who.ts'

/** A filter beyond an index looks at no more rows than this a page (ENGINE 3). */
const looksAt = 200

export interface ListQuestion {
  readonly credential: Credential
  readonly now: number
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

/** Everything the caller may see, newest first: all of it from level 2 or as auditor, else accounts they own. */
export async function historyFor(db: Db, ask: ListQuestion): Promise<RequestPage> {
  const older = beyond(byOpened, ask.cursor, 'desc')
  const each = ask.statuses.length === 0 ? pageSize + 1 : looksAt
  const order = sql`order by ${requests.openedAt} desc, ${requests.id} desc`
  const me = callerId(ask.credential, ask.now)
  // Gates are limits, not predicates: a viewer's question then reads no row of the others'.
  const all = sql`select * from (select * from ${requests} where ${older} ${order} limit ${gate(ask, seesAll, each)})`
  const owned = sql`select * from (select r.* from ${owners} o join ${requests} r on r.id in (
      select ${requests.id} from ${requests} where ${requests.accountId} = o.account_id and ${older} ${order} limit ${each})
    where o.person_id = ${me} limit ${gate(ask, seesOwned, each * 1000)})`
  const own = sql`select * from (select * from ${requests} where ${requests.requesterId} = ${me} and ${older} ${order}
    limit ${gate(ask, seesOwned, each)})`
  const seen = sql`select * from (${all} union ${owned} union ${own}) as ${requests} ${order}`
  return filtered(db, ask, rows<RequestRow>(windowed(seen, ask)))
}

/** What the caller could decide, soonest deadline first, never their own. */
export async function toDecideBy(db: Db, ask: ListQuestion): Promise<RequestPage> {
  const answers = await batch(db, 'read', [
    who(ask.credential, ask.now),
    rows<RequestRow>(queue(ask, pageSize + 1)),
  ])
  signedIn(answers[0])
  return pageFrom(answers[1], (r) => ({ at: r.windowEndsAt, id: r.id }))
}

/** The queue's own predicate, for the list and for the badge. */
export function queue(ask: Pick<ListQuestion, 'credential' | 'now' | 'cursor'>, limit: number): SQL {
  const me = callerId(ask.credential, ask.now)
  const open = sql`${requests.waitsFor} is not null and ${requests.windowEndsAt} > ${ask.now} and ${requests.requesterId} <> ${me}`
  const later = beyond(byWindow, ask.cursor, 'asc')
  const order = sql`order by ${requests.windowEndsAt}, ${requests.id}`
  const everything = sql`select * from (select * from ${requests} where ${open} and ${later} ${order} limit ${gate(ask, level2, limit)})`
  const owned = sql`select * from (select r.* from ${owners} o join ${requests} r on r.id in (
      select ${requests.id} from ${requests} where ${requests.accountId} = o.account_id and ${open} and ${requests.waitsFor} <> 'admin'
        and ${later} ${order} limit ${limit})
    where o.person_id = ${me} limit ${gate(ask, below2, 10_000)})`
  return sql`select ${columns} from (${everything} union all ${owned}) as ${requests} ${order} limit ${limit}`
}

/** The caller's running sessions, soonest end first. */
export async function sessionsOf(db: Db, ask: ListQuestion): Promise<RequestPage> {
  const query = sql`select ${columns} from ${requests} where ${requests.live} = 1
    and ${requests.requesterId} = ${callerId(ask.credential, ask.now)} and ${beyond(byEnd, ask.cursor, 'asc')}
    order by ${requests.endsAt}, ${requests.id} limit ${pageSize + 1}`
  return sessionPage(db, ask, query)
}

/** Running sessions of accounts the caller owns; from level 2 on, all. */
export async function sessionsManagedBy(db: Db, ask: ListQuestion): Promise<RequestPage> {
  const later = beyond(byEnd, ask.cursor, 'asc')
  const order = sql`order by ${requests.endsAt}, ${requests.id}`
  const all = sql`select * from (select * from ${requests} where ${requests.live} = 1 and ${later} ${order} limit ${gate(ask, seesAll, pageSize + 1)})`
  const owned = sql`select * from (select r.* from ${owners} o join ${requests} r on r.id in (
      select ${requests.id} from ${requests} where ${requests.live} = 1 and ${requests.accountId} = o.account_id and ${later}
        ${order} limit ${pageSize + 1})
    where o.person_id = ${callerId(ask.credential, ask.now)} limit ${gate(ask, seesOwned, 10_000)})`
  return sessionPage(
    db,
    ask,
    sql`select ${columns} from (${all} union all ${owned}) as ${requests} ${order} limit ${pageSize + 1}`,
  )
}

async function sessionPage(db: Db, ask: ListQuestion, query: SQL): Promise<RequestPage> {
  const answers = await batch(db, 'read', [who(ask.credential, ask.now), rows<RequestRow>(query)])
  signedIn(answers[0])
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
  signedIn(caller)
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

export const seesAll = sql`p.level >= 2 or p.auditor = 1`
export const seesOwned = sql`p.level < 2 and p.auditor = 0`
const level2 = sql`p.level >= 2`
const below2 = sql`p.level < 2`

/** A gate inside a list is its LIMIT: `n` for those it lets through, else 0 (ENGINE 3). */
export function gate(ask: Pick<ListQuestion, 'credential' | 'now'>, lets: SQL, n: number): SQL {
  return sql`coalesce((select case when ${lets} then ${n} else 0 end from people p where p.id = ${callerId(ask.credential, ask.now)}), 0)`
}
