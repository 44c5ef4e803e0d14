import type { Api } from '../schema/contract/api.ts'
import { advance, type Advance, type RequestRow } from './db/advance.ts'
import type { RequestFacts } from './db/facts.ts'
import type { Call } from './http/serve.ts'
import { concerned, refuseUnlessSeen } from './moving.ts'
import { nothingToDo } from './refusals.ts'

/**
 * Whoever made the first of two decisions is not here any more: an owner decides anew (A8). Made by the first who comes
 * to decide, or by the sweep.
 */
export function reopening(
  request: Pick<RequestRow, 'id' | 'status' | 'version'>,
  { now, op, tell }: { readonly now: number; readonly op: string; readonly tell: readonly string[] },
): Advance {
  return {
    from: request,
    event: 'reopen',
    actor: { kind: 'clock', id: null, name: null },
    at: now,
    recordedAt: now,
    op,
    comment: 'Whoever approved it first is no longer active.',
    set: { firstDeciderId: null, grantedS: null },
    tell,
  }
}

/** Refuses a second decision that has no first one any more, and has the first made anew. */
export async function reopenIfLeft(
  call: Call<Api['decide']>,
  facts: RequestFacts,
  now: number,
): Promise<void> {
  refuseUnlessSeen(facts, now)
  const { request, firstDeciderActive } = facts
  if (request.status !== 'pending_admin' || firstDeciderActive) return
  const { deps } = call
  const tell = concerned(facts)
  const { row } = await advance(deps.db, reopening(request, { now, op: deps.newId(), tell }))
  deps.notify(tell)
  throw nothingToDo(row ?? request, now)
}
