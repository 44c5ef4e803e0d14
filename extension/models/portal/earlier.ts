import { signal } from '@preact/signals'
import type { Request } from '../../../schema/contract/requests.ts'
import { call } from '../../lib/call.ts'
import { now } from '../seen.ts'
import type { Page } from './listing.ts'
import { someAtOnce } from './some-at-once.ts'
import { problemOf } from './trouble.ts'

const dayMs = 86_400_000
export const earlierDays = 90

/** What the requester asked for on this account, newest first. */
export function askEarlier({ accountId, requester }: Request): Promise<Page<Request>> {
  const from = new Date(Math.floor(now.value / dayMs - earlierDays) * dayMs).toISOString()
  return call('requests', { scope: 'history', accountId, requesterId: requester.id, from })
}

export function earlierOf({ id, openedAt }: Request, { items }: Page<Request>): readonly Request[] {
  return items.filter((each) => each.id !== id && each.openedAt < openedAt)
}

/** Whether the set was never asked for here; not said of what may stand on a later page, nor of a custom set. */
export function isFirstTime(request: Request, page: Page<Request>): boolean {
  const { permissionSetName, kind } = request
  const known = earlierOf(request, page).some(
    (each) => each.kind === kind && each.permissionSetName === permissionSetName,
  )
  return !known && page.next === null && kind !== 'custom'
}

/** As many have to be known before there is a habit, and as far from all of them is outside of it. */
const habit = { requests: 5, apartMs: 2 * 60 * 60_000 }

/** Whether it was asked at an hour of the day at which this person did not ask here before. */
export function isOutsideHours(request: Request, page: Page<Request>): boolean {
  const earlier = earlierOf(request, page)
  if (earlier.length < habit.requests) return false
  return earlier.every((each) => apartMs(each.openedAt, request.openedAt) > habit.apartMs)
}

/** Between two times of the day, the shorter way around. */
function apartMs(one: string, other: string): number {
  const apart = Math.abs(Date.parse(one) - Date.parse(other)) % dayMs
  return Math.min(apart, dayMs - apart)
}

/** Of requests in the queue, by id: it does not change while they wait. */
export const firstTimes = signal<ReadonlyMap<string, boolean>>(new Map())
const begun = new Set<string>()

/** Of a long queue only the beginning is looked at; what could not be read is looked at the next time. */
const looksAt = 10

export async function lookForFirstTimes(requests: readonly Request[]): Promise<void> {
  const wanted = requests.slice(0, looksAt).filter(({ id, kind }) => kind === 'standard' && !begun.has(id))
  for (const { id } of wanted) begun.add(id)
  await someAtOnce(wanted, async (request) => {
    try {
      const isFirst = isFirstTime(request, await askEarlier(request))
      firstTimes.value = new Map(firstTimes.value).set(request.id, isFirst)
    } catch (error) {
      problemOf(error)
      begun.delete(request.id)
    }
  })
}
