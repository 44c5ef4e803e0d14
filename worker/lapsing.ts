import type { Api } from '../schema/contract/api.ts'
import { advance, type Advance } from './db/advance.ts'
import type { RequestFacts } from './db/facts.ts'
import type { Lapsing } from './db/sweep.ts'
import type { Call } from './http/serve.ts'
import { concerned, tiesOf } from './moving.ts'
import { isAllowed, waitsForOf } from './policy.ts'
import { lostRace, windowOver } from './refusals.ts'

/** Nobody decided in the window. Made by the first who comes too late to decide, or by the sweep. */
export function lapsing(
  request: Lapsing,
  { now, op }: { readonly now: number; readonly op: string },
): Advance {
  return {
    from: request,
    event: 'lapse',
    actor: { kind: 'clock', id: null, name: null },
    at: request.windowEndsAt,
    recordedAt: now,
    op,
    tell: request.tell,
  }
}

/**
 * Refuses who comes after the window, and writes that it is over: a decision in time that is still on its way would
 * otherwise come true after somebody was told that it was too late.
 */
export async function refuseIfLate(
  call: Call<Api['decide']>,
  facts: RequestFacts,
  now: number,
): Promise<void> {
  const { request, caller } = facts
  const waitsFor = waitsForOf(request.status)
  if (waitsFor === null || request.windowEndsAt > now) return
  if (!isAllowed(`decide ${waitsFor}`, caller, tiesOf(facts, now))) return
  const { deps } = call
  const tell = concerned(facts)
  const { done, row } = await advance(deps.db, lapsing({ ...request, tell }, { now, op: deps.newId() }))
  if (!done) throw lostRace(row, request, now)
  deps.notify(tell)
  throw windowOver(request)
}
