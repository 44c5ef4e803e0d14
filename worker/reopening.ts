import type { Api } from '../schema/contract/api.ts'
import { advance, type Advance } from './db/advance.ts'
import { decidersAmong, type Candidate } from './db/deciders.ts'
import type { RequestFacts } from './db/facts.ts'
import type { Left } from './db/reminders.ts'
import type { Call } from './http/serve.ts'
import { nothingToDo } from './refusals.ts'

/**
 * Whoever made the first of two decisions is not here any more: an owner decides anew (A8). Made by the first who comes
 * to decide, or by the sweep.
 */
export function reopening(
  { request, candidates }: { readonly request: Left; readonly candidates: readonly Candidate[] },
  { now, op }: { readonly now: number; readonly op: string },
): Advance {
  return {
    from: request,
    event: 'reopen',
    actor: { kind: 'clock', id: null, name: null },
    at: now,
    recordedAt: now,
    op,
    comment: 'Whoever approved it first is no longer active.',
    // Who decides it now may never have heard of it.
    set: { firstDeciderId: null, grantedS: null, remindAt: now },
    tell: toldOf(request, candidates),
  }
}

/** Who asked, who decides it anew, and whose queue it leaves. */
function toldOf(request: Left, candidates: readonly Candidate[]): string[] {
  const anew = decidersAmong(candidates, 'owner', { ...request, firstDeciderId: null })
  const seconds = decidersAmong(candidates, 'admin', request)
  return [...new Set([request.requesterId, ...[...anew, ...seconds].map(({ id }) => id)])]
}

/** Refuses a second decision that has no first one any more, and has the first made anew. */
export async function reopenIfLeft(
  call: Call<Api['decide']>,
  facts: RequestFacts,
  now: number,
): Promise<void> {
  const { request, firstDeciderActive } = facts
  if (request.status !== 'pending_admin' || firstDeciderActive) return
  const { deps } = call
  const move = reopening(facts, { now, op: deps.newId() })
  const { done, row } = await advance(deps.db, move)
  if (done) deps.notify(move.tell ?? [])
  throw nothingToDo(row ?? request, now)
}
