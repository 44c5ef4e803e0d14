import {
  passing,
  running,
  settled,
  type Status,
  statuses,
  waiting,
} from '../../../schema/contract/lifecycle.ts'

export const filters = ['open', 'active', 'ended', 'not-granted', 'all'] as const
export type Filter = (typeof filters)[number]

const over: ReadonlySet<Status> = new Set(['expired', 'revoked', 'released'])

/** The statuses a filter asks for; none for `all`. Those nobody rests in are left to the others. */
export function statusesOf(filter: Filter): readonly Status[] {
  switch (filter) {
    case 'open':
      return statuses.filter((status) => waiting.has(status))
    case 'active':
      return statuses.filter((status) => running.has(status))
    case 'ended':
      return statuses.filter((status) => over.has(status))
    case 'not-granted':
      return statuses.filter((status) => settled.has(status) && !over.has(status))
    case 'all':
      return []
  }
}

/** Statuses a request can be found in: only these are offered. */
export const resting: readonly Status[] = statuses.filter((status) => !passing.has(status))

export function isStatus(text: string | null): text is Status {
  return resting.some((status) => status === text)
}
