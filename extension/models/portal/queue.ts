import { signal } from '@preact/signals'
import type { Request } from '../../../schema/contract/requests.ts'
import { stillToDecide } from '../../lib/to-decide.ts'
import { now, seen } from '../seen.ts'
import { byNeed } from './same-need.ts'

/** Decided from this page, while storage does not know it yet. */
const decidedHere = signal<ReadonlySet<string>>(new Set())

/** What others were asked first, as it was listed last on this page. */
export const others = signal<readonly Request[]>([])

/** What is left to decide and is for this person first, in the order of the server: urgent, then soonest deadline. */
export function queue(): readonly Request[] {
  return undecided(seen.value?.toDecide ?? [])
}

/** The part of the queue a request stands in: what is before and behind it is of the same part. */
export function queueOf(id: string): readonly Request[] {
  const first = queue()
  if (first.some((request) => request.id === id)) return first
  const rest = undecided(others.value)
  return rest.some((request) => request.id === id) ? rest : first
}

/** With those of one need together. */
export function undecided(requests: readonly Request[]): readonly Request[] {
  return byNeed(stillToDecide(requests, now.value).filter(({ id }) => !decidedHere.value.has(id)))
}

export function leaveQueue(id: string): void {
  decidedHere.value = new Set([...decidedHere.value, id])
}

export interface Place {
  readonly at: number
  readonly of: number
  readonly previous: string | null
  readonly next: string | null
}

/** Where a request stands in the queue; `at` is 0 for one that is not in it (any more). */
export function placeOf(id: string, requests: readonly Request[]): Place {
  const index = requests.findIndex((request) => request.id === id)
  return {
    at: index + 1,
    of: requests.length,
    previous: requests[index - 1]?.id ?? null,
    next: requests[index + 1]?.id ?? null,
  }
}

/** What opens after a decision: the one behind it, else the first of the queue. */
export function afterDecision(id: string, requests: readonly Request[]): string | null {
  const rest = requests.filter((request) => request.id !== id)
  const { at } = placeOf(id, requests)
  return (rest[Math.max(at - 1, 0)] ?? rest[0])?.id ?? null
}
