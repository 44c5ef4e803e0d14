import { type ReadonlySignal, signal } from '@preact/signals'
import type { Request, RequestWithTimeline } from '../../../schema/contract/requests.ts'
import { call } from '../../lib/call.ts'
import { seen } from '../seen.ts'
import { type Problem, problemOf } from './trouble.ts'

/** One request: at once what storage has of it, then all of it. */
export type One =
  | { readonly state: 'loading' }
  | { readonly state: 'refused'; readonly problem: Problem }
  | { readonly state: 'partial'; readonly request: Request; readonly problem: Problem | null }
  | { readonly state: 'ready'; readonly request: RequestWithTimeline; readonly problem: Problem | null }

export interface Reading {
  readonly one: ReadonlySignal<One>
  readonly refresh: () => Promise<void>
}

/** An empty `id` stands for none: it is never read. */
export function readOne(id: string): Reading {
  const stored = storedRequest(id)
  const one = signal<One>(
    stored ? { state: 'partial', request: stored, problem: null } : { state: 'loading' },
  )
  let turn = 0
  async function refresh() {
    const mine = ++turn
    const next = await call('request', { id }).then(
      (request): One => ({ state: 'ready', request, problem: null }),
      (error: unknown) => refused(one.value, problemOf(error)),
    )
    if (mine === turn) one.value = next
  }
  return { one, refresh }
}

function refused(before: One, problem: Problem): One {
  if (before.state === 'partial' || before.state === 'ready') return { ...before, problem }
  return { state: 'refused', problem }
}

export function storedRequest(id: string): Request | undefined {
  const known = seen.value
  return [...(known?.toDecide ?? []), ...(known?.sessions ?? []), ...(known?.mine ?? [])].find(
    (request) => request.id === id,
  )
}
