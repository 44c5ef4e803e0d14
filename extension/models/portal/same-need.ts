import type { Request } from '../../../schema/contract/requests.ts'

/**
 * Requests of one person that say the same of everything but the account. Told by what they say, which is what is
 * decided on: nobody can put something else beside them under a name of its own.
 */
function needOf(request: Request): string {
  return `${request.status} ${wordsOf(request)}`
}

function wordsOf(request: Request): string {
  const { kind, permissionSetArn, permissionSetName, durationSeconds, justification, ticket } = request
  const { id, requester, extends: extended, startsAt = null, urgent = false } = request
  const access = [kind, permissionSetArn, permissionSetName, durationSeconds, startsAt, urgent]
  return JSON.stringify([requester.id, justification, ticket, ...access, extended === null ? '' : id])
}

export function othersOfNeed(request: Request, requests: readonly Request[]): readonly Request[] {
  const need = needOf(request)
  return requests.filter((other) => other.id !== request.id && needOf(other) === need)
}

/** In the order given, but those of one need stand together, where the first of them stood. */
export function byNeed(requests: readonly Request[]): readonly Request[] {
  return [...Map.groupBy(requests, needOf).values()].flat()
}

/** Where a request stands among those of its need. */
export interface InNeed {
  readonly request: Request
  readonly others: number
  /** One of them stands before it. */
  readonly follows: boolean
}

/** Of what is to be decided: those that say the same and wait for the same. */
export function placesByNeed(requests: readonly Request[]): readonly InNeed[] {
  return placesIn([...Map.groupBy(requests, needOf).values()])
}

/** Of what was sent, newest first: those that went out in one go, whatever became of each. */
export function placesBySending(requests: readonly Request[]): readonly InNeed[] {
  const sendings: Request[][] = []
  const last = new Map<string, Request[]>()
  for (const request of requests) {
    const words = wordsOf(request)
    const found = last.get(words)
    if (found && isOfSending(request, found)) found.push(request)
    else {
      const begun = [request]
      last.set(words, begun)
      sendings.push(begun)
    }
  }
  return placesIn(sendings)
}

/** Time for twenty, and for those that are sent again after a refusal. */
const sendingMs = 10 * 60_000

/** The same account again is the same request again, not another of the need. */
function isOfSending({ openedAt, accountId }: Request, sending: readonly Request[]): boolean {
  const apartMs = Math.abs(Date.parse(sending.at(-1)?.openedAt ?? '') - Date.parse(openedAt))
  return apartMs <= sendingMs && sending.every((other) => other.accountId !== accountId)
}

function placesIn(needs: readonly (readonly Request[])[]): readonly InNeed[] {
  return needs.flatMap((need) =>
    need.map((request, index) => ({ request, others: need.length - 1, follows: index > 0 })),
  )
}

/** Those that one press may decide: a sensitive account has its name typed, a custom set its policy read. */
export function decidableTogether(requests: readonly Request[]): readonly Request[] {
  return requests.filter(({ kind, sensitive }) => kind === 'standard' && !sensitive)
}
