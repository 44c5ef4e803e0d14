import { sql, type SQL } from 'drizzle-orm'
import { requests } from '../../schema/tables/requests.ts'
import type { RequestRow } from './advance.ts'
import { accountsOf } from './allowed.ts'
import { batch, columnsOf, rows, type Db } from './batch.ts'
import { gate, letsSee, me } from './seeing.ts'
import { admitted, who, type Asker } from './who.ts'

const toldNames = [
  'id',
  'requesterId',
  'accountId',
  'setArn',
  'openedAt',
  'decidedAt',
  'lastDeciderId',
  'waitsFor',
  'live',
  'activeAt',
  'endedAt',
  'owned',
  'accessRemains',
] as const
/** As much of a request as says how it was decided and how long it was held. */
export type Told = Pick<RequestRow, (typeof toldNames)[number]>
interface Walked extends Told {
  /** One walk along an index, and how far it may come. */
  readonly walk: string
  readonly most: number
  readonly seen: number
}

export interface InsightFacts {
  readonly running: readonly RequestRow[]
  readonly more: boolean
  /** Newest first, and all there are from `from` on. */
  readonly past: readonly Told[]
  readonly from: number
  readonly isCut: boolean
}

/** So many of the newest requests are looked at, and so many running sessions are shown. */
const looksAt = 500
const runningShown = 100
/** Of so many accounts each is looked at by itself; of more, they are looked for among all. */
const apart = 10

const told = columnsOf(requests, ...toldNames)
const newest = sql`order by ${requests.openedAt} desc, ${requests.id} desc`
const soonest = sql`order by ${requests.endsAt}, ${requests.id}`

/** What the caller may see by the row of `request`: what runs, and what was asked for since. */
export async function insightsFor(db: Db, ask: Asker & { since: number }): Promise<InsightFacts> {
  const [caller, running, walked] = await batch(db, 'read', [
    who(ask.credential, ask.now),
    rows<RequestRow>(sql`${lets(ask)} ${runningSeen()}`),
    rows<Walked>(sql`${lets(ask)} ${pastSeen(ask)}`),
  ])
  admitted(caller, 'insights')
  const shown = distinct(running)
  return {
    running: shown.slice(0, runningShown),
    more: shown.length > runningShown,
    ...reached(walked, ask.since),
  }
}

/** The caller, how they see, and through which accounts. */
function lets(ask: Asker): SQL {
  return sql`with ${letsSee(ask)},
    held as materialized (select account_id, for_id from ${accountsOf(me, ask.now, 'request')} limit ${gate('ties', 10_000)}),
    holds as materialized (select count(*) as n from held)`
}

/** The rows of one walk, a query of its own. */
const walk = (where: SQL, order: SQL, most: SQL): SQL =>
  sql`select * from (select * from ${requests} where ${where} ${order} limit ${most})`

function runningSeen(): SQL {
  const n = runningShown + 1
  const isLive = sql`${requests.live} = 1`
  const all = walk(isLive, soonest, gate('role', n))
  const own = walk(sql`${isLive} and ${requests.requesterId} = ${me}`, soonest, gate('ties', n))
  const ofAccounts = sql`select r.* from held o join ${requests} r on r.id in (
    select ${requests.id} from ${requests} where ${isLive} and ${requests.accountId} = o.account_id
      and ${requests.requesterId} is not o.for_id ${soonest} limit ${n})`
  return sql`select ${columnsOf(requests)} from (${all} union all ${own} union all ${ofAccounts}) as ${requests}
    ${soonest} limit ${2 * n}`
}

function pastSeen({ since, now }: { since: number; now: number }): SQL {
  const isSince = sql`${requests.openedAt} between ${since} and ${now}`
  const isOwn = sql`${isSince} and ${requests.requesterId} = ${me}`
  const part = (name: string, most: number | SQL, { seen, from }: { seen: SQL; from: SQL }) =>
    sql`select ${name} as walk, ${most} as most, ${seen} as seen, ${told} from (${from}) as ${requests}`
  const all = walk(isSince, newest, gate('role', looksAt))
  const own = walk(isOwn, newest, gate('ties', looksAt))
  return sql`${part('all', looksAt, { seen: sql`1`, from: all })}
    union all ${part('own', looksAt, { seen: sql`1`, from: own })}
    union all ${among(isSince, part)} union all ${ofEach(isSince)}`
}

/** Of many accounts: what is theirs among the newest of all. */
function among(
  isSince: SQL,
  part: (name: string, most: number, walked: { seen: SQL; from: SQL }) => SQL,
): SQL {
  const most = sql`(select case when n > ${apart} then ${looksAt} else 0 end from holds)`
  const seen = sql`exists (select 1 from held o where o.account_id = ${requests.accountId}
    and ${requests.requesterId} is not o.for_id)`
  return part('among', looksAt, { seen, from: walk(isSince, newest, most) })
}

/** Of few accounts: the newest of each. The client sends numbers as REAL, and a limit is whole. */
function ofEach(isSince: SQL): SQL {
  const share = sql`(select case when n > ${apart} then 0 else cast(${looksAt} / max(1, n) as integer) end from holds)`
  return sql`select 'of ' || o.account_id as walk, ${share} as most, ${requests.requesterId} is not o.for_id as seen, ${told}
    from held o join ${requests} on ${requests}.rowid in (select rowid from ${requests}
      where ${requests.accountId} = o.account_id and ${isSince} ${newest} limit ${share})`
}

/** Where a walk stopped at its limit there may be more of it: from there on, nothing is missing. */
function reached(walked: readonly Walked[], since: number): Pick<InsightFacts, 'past' | 'from' | 'isCut'> {
  const stops = [...Map.groupBy(walked, (row) => row.walk).values()].flatMap((rows) =>
    rows.length < rows[0]!.most ? [] : [Math.min(...rows.map(({ openedAt }) => openedAt))],
  )
  const from = Math.max(since, ...stops)
  const past = distinct(walked.filter((row) => row.seen === 1 && row.openedAt >= from))
  return { past, from, isCut: stops.length > 0 }
}

function distinct<T extends { readonly id: string }>(found: readonly T[]): T[] {
  return [...new Map(found.map((row) => [row.id, row])).values()]
}
