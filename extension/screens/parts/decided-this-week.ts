import type { Request } from '../../../schema/contract/requests.ts'
import { call } from '../../lib/call.ts'
import { one } from '../../lib/time.ts'
import { t } from '../../lib/words.ts'
import type { Page } from '../../models/portal/listing.ts'
import { minute, seen } from '../../models/seen.ts'
import { useRead } from './use-read.ts'

/** "12 decided this week, median 6 min.": by this person since Monday, whenever it was asked; empty where there is none. */
export function useDecidedThisWeek(): string {
  const me = seen.value?.me.id
  const since = monday(minute.value)
  const from = askedFrom(since, seen.value?.windowSeconds ?? 0)
  const ask = async () =>
    me === undefined ? null : call('requests', { scope: 'history', deciderId: me, from })
  // Deciding takes something out of the queue, or puts the next in.
  const read = useRead(`decided ${me} ${from}`, ask, seen.value?.toDecide.map(({ id }) => id).join())
  const known = read.value.value
  return known && me ? saidOf(known, me, since) : ''
}

function saidOf({ items, next }: Page<Request>, me: string, since: number): string {
  const took = items.flatMap((request) => tookMs(request, me, since)).toSorted((a, b) => a - b)
  const median = took[Math.floor((took.length - 1) / 2)]
  if (median === undefined) return ''
  const n = next === null ? String(took.length) : `${took.length}+`
  return t('portal_decided_this_week', { n, time: one(median) })
}

/** Of a first decision that somebody followed, the request says the second alone. */
function tookMs({ decision, openedAt }: Request, me: string, since: number): number[] {
  const at = Date.parse(decision?.at ?? '')
  return decision?.by.id === me && at >= since ? [at - Date.parse(openedAt)] : []
}

/** What waits for both decisions waits two windows at most: nothing older was decided since. */
function askedFrom(since: number, windowSeconds: number): string {
  return new Date(since - 2 * windowSeconds * 1000).toISOString()
}

/** The beginning of the week where this person is. */
function monday(at: number): number {
  const day = new Date(at)
  day.setHours(0, 0, 0, 0)
  day.setDate(day.getDate() - ((day.getDay() + 6) % 7))
  return day.getTime()
}
