import { computed, signal } from '@preact/signals'
import { waiting } from '../../schema/contract/lifecycle.ts'
import type { Request } from '../../schema/contract/requests.ts'
import { call, ProblemError, tellBackground } from '../lib/call.ts'
import type { Seen } from '../lib/storage.ts'
import type { Refused } from '../lib/words.ts'
import { asOf } from './portal/as-of.ts'
import { connection, now, retryAt, seen } from './seen.ts'

const mostRows = 3
const staleMs = 60_000

/** What the popup shows: nothing stored yet, nobody signed in, or what was seen last. */
export type Face =
  | { readonly face: 'loading' }
  | { readonly face: 'sign-in' }
  | ({ readonly face: 'ready' } & Content)

export interface Content {
  readonly seen: Seen
  readonly sessions: readonly Request[]
  readonly toDecide: readonly Request[]
  readonly open: readonly Request[]
  /** What stands in the way of anything that needs the network. */
  readonly problem: Refused | null
  /** The time of what is shown, where it is worth saying. */
  readonly asOf: string | null
}

/** What the last press was refused with. */
const refused = signal<Refused | null>(null)
export const busy = signal(false)

export const face = computed<Face>(() => {
  if (seen.value) return { face: 'ready', ...contentOf(seen.value) }
  if (connection.value === 'signed-out') return { face: 'sign-in' }
  return { face: 'loading' }
})

/** Whether the API can be asked now. */
export const reachable = computed(() => connection.value === 'online' || connection.value === 'loading')

function contentOf(known: Seen): Content {
  const current = (request: Request): Request => asOf(request, now.value)
  const undecided = ({ status }: Request): boolean => waiting.has(status)
  const problem = problemOf(known)
  const stale = now.value - known.at > staleMs
  return {
    seen: known,
    sessions: known.sessions.map(current).slice(0, mostRows),
    toDecide: known.toDecide.map(current).filter(undecided).slice(0, mostRows),
    open: known.mine.map(current).filter(undecided).slice(0, mostRows),
    problem,
    asOf: stale && problem === null ? new Date(known.at).toISOString() : null,
  }
}

function problemOf(known: Seen): Refused | null {
  switch (connection.value) {
    case 'signed-out':
      return { type: '/problems/signed-out', params: {} }
    case 'offline':
      return { type: '/problems/offline', params: { time: new Date(known.at).toISOString() } }
    case 'unreachable':
      return { type: '/problems/unreachable', params: { n: secondsTo(retryAt.value) } }
    case 'online':
    case 'loading':
      return refused.value
  }
}

function secondsTo(time: number | null): string {
  return String(Math.max(0, Math.ceil(((time ?? 0) - now.value) / 1000)))
}

/** One thing at a time; what refuses it is shown, and gone with the next try. */
async function attempt(work: () => Promise<unknown>): Promise<boolean> {
  if (busy.value) return false
  busy.value = true
  refused.value = null
  const problem = await work().then(() => null, problemIn)
  refused.value = problem
  busy.value = false
  return problem === null
}

function problemIn(error: unknown): Refused {
  if (error instanceof ProblemError) return error.problem
  throw error
}

export const lastRefusal = computed(() => refused.value)
export const look = (): Promise<boolean> => attempt(() => tellBackground('refresh'))
export const signIn = (): Promise<boolean> => attempt(() => tellBackground('sign-in'))
export const signOut = (): Promise<boolean> => attempt(() => tellBackground('sign-out'))

/** Gives access back. `key` stays the same until it is answered, so pressing again is the same wish. */
export function release(id: string, reason: string, key: string): Promise<boolean> {
  const why = reason.trim()
  const input = why === '' ? { id } : { id, reason: why }
  return attempt(() => call('release', input, { idempotencyKey: key }))
}
