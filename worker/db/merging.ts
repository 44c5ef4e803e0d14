import type { RequestRow } from './advance.ts'
import type { HistoryQuestion, RequestPage } from './history.ts'
import { pageSize, writeCursor, type Cursor } from './keyset.ts'
import { statusAt } from './lists.ts'

/** A row that one of several walks came by, each newest first and each no further than its limit. */
export interface Walked extends RequestRow {
  readonly part: string
  /** How far it may come; as JSON with the person whose own requests are not seen by this walk, or null. */
  readonly limit: number | string
  /** Whether it is the caller's to see; what is not tells only how far the walk came. */
  readonly seen: number
}

/**
 * The walks as one list. Where a walk stopped at its limit there may be more of it: beyond that row nothing is shown yet,
 * and the next page begins there. So a page may be short and still have a next one (ENGINE 3).
 */
export function merged(walked: readonly Walked[], ask: HistoryQuestion): RequestPage {
  const stops = Map.groupBy(walked, walkOf).values()
  const reached = [...stops].flatMap(stopOf).reduce<Cursor | null>(later, null)
  const shown = distinct(walked).filter((row) => !isBeyond(row, reached) && isSought(row, ask))
  const items = shown.toSorted(newestFirst).slice(0, pageSize)
  const last = items.at(-1)
  if (shown.length > pageSize && last) return { items, next: writeCursor(cursorOf(last)) }
  return { items, next: reached === null ? null : writeCursor(reached) }
}

/** Of several accounts each is a walk of its own. */
function walkOf({ part, accountId }: Walked): string {
  return isOfOthers(part) ? `${part} ${accountId}` : part
}

const isOfOthers = (part: string) => part.startsWith('others')

function limitOf({ limit }: Walked): number {
  return typeof limit === 'number' ? limit : shareIn(limit)[0]
}

function isSeen({ seen, limit, requesterId }: Walked): boolean {
  return seen === 1 && (typeof limit === 'number' || shareIn(limit)[1] !== requesterId)
}

const shareIn = (limit: string) => JSON.parse(limit) as [number, string | null]

function stopOf(rows: readonly Walked[]): Cursor[] {
  const last = rows.toSorted(newestFirst).at(-1)
  return last !== undefined && rows.length >= limitOf(last) ? [cursorOf(last)] : []
}

const cursorOf = ({ openedAt, id }: RequestRow): Cursor => ({ at: openedAt, id })

function later(one: Cursor | null, other: Cursor): Cursor {
  return one === null || isNewer(other, one) ? other : one
}

/** As SQLite compares: by the instant, then by the id's bytes. */
function isNewer(one: Cursor, other: Cursor): boolean {
  return one.at > other.at || (one.at === other.at && one.id > other.id)
}

function newestFirst(one: RequestRow, other: RequestRow): number {
  return isNewer(cursorOf(one), cursorOf(other)) ? -1 : 1
}

function isBeyond(row: Walked, reached: Cursor | null): boolean {
  return reached !== null && isNewer(reached, cursorOf(row))
}

/** The same row by two walks is one; seen by one of them, it is seen. */
function distinct(walked: readonly Walked[]): Walked[] {
  return [...new Map(walked.filter(isSeen).map((row) => [row.id, row])).values()]
}

function isSought(
  row: Walked,
  { statuses, accountId, requesterId, deciderId, now }: HistoryQuestion,
): boolean {
  return (
    (statuses.length === 0 || statuses.includes(statusAt(row, now))) &&
    (accountId === undefined || row.accountId === accountId) &&
    (requesterId === undefined || row.requesterId === requesterId) &&
    (deciderId === undefined || row.lastDeciderId === deciderId || row.firstDeciderId === deciderId)
  )
}
