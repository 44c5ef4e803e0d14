/*
 * READ ME FIRST: what happens to a request, from the first click to the last removal.
 *
 *   open · decide · withdraw · retry · release · revoke     people's words, here, top to bottom
 *   provision · activate · expire · removed                 AWS's words: keeper.ts records them as evidence
 *   lapse                                                   the clock's word: sweep.ts, lapsing.ts
 *
 * Each reads its facts in one round trip and writes in a second, guarded by the versions of those facts: whatever
 * changed in between makes the write void, and the answer says who was first.
 */
import { next } from '../schema/contract/lifecycle.ts'
import type { Api } from '../schema/contract/api.ts'
import type { Request } from '../schema/contract/requests.ts'
import { advance, advanceAll, type Advance, type RequestRow } from './db/advance.ts'
import { sameExtensions } from './db/extensions.ts'
import type { RequestFacts } from './db/facts.ts'
import { statusAt } from './db/lists.ts'
import { stands } from './db/batch.ts'
import { decision, refuseUnlessDecidable, refuseUnlessGrantable, stillRuled } from './deciding.ts'
import { endColumns, tellKeepersOfEnd, withdrawnWith, type EndEvent } from './ending.ts'
import type { Call } from './http/serve.ts'
import { Refusal } from './http/refusal.ts'
import {
  begin,
  concerned,
  moveOf,
  recordOwnApproval,
  refuseOtherVersion,
  refuseUnlessAllowed,
  type Moving,
} from './moving.ts'
import { refuseIfLate } from './lapsing.ts'
import { reopenIfLeft } from './reopening.ts'
import { decidedAlready, lostRace, nothingToDo } from './refusals.ts'
import { lostRetry, refuseUnlessStillGranted, retrial } from './retrying.ts'
import { tellKeeper } from './telling.ts'
import { retryUntil, toWire } from './wire.ts'

export { open } from './open.ts'
export { note } from './noting.ts'
export { remind } from './reminding.ts'
export { previewOpen } from './before-sending.ts'

/** One person's yes or no. The duration may be shortened, nothing else may be changed. */
export async function decide(call: Call<Api['decide']>): Promise<Request> {
  const { facts, now } = await begin(call)
  const { deps, input } = call
  if (facts.replay) return toWire(facts.replay, now)
  await recordOwnApproval(call, facts, now)
  await reopenIfLeft(call, facts, now)
  await refuseIfLate(call, facts, now)
  refuseUnlessDecidable(facts, call, now)
  const approved = input.decision === 'approve'
  refuseUnlessGrantable(facts, call, now)

  const move = decision(call, facts, now)
  const moved = await advance(deps.db, move)
  if (!moved.done || moved.row === null) throw await lossOf(call, facts, moved.row, now)
  if (approved) await tellKeeper(deps, moved.row, facts.kill)
  deps.notify(move.tell ?? [])
  return toWire(moved.row, now)
}

/** Somebody was faster, or what it rested on moved: only of the rules nothing in the row tells. */
async function lossOf(
  { deps }: Moving,
  facts: RequestFacts,
  row: RequestRow | null,
  now: number,
): Promise<Refusal> {
  const { request } = facts
  const isRuled = row?.version !== request.version || (await stands(deps.db, stillRuled(facts)))
  return isRuled ? lostRace(row, request, now) : new Refusal('changed', {}, { requestId: request.id })
}

/** The requester takes it back: undecided, or decided and not yet handed to AWS. */
export async function withdraw(call: Call<Api['withdraw']>): Promise<Request> {
  return untilEnded(call, withdrawalOf)
}

async function withdrawalOf(call: Call<Api['withdraw']>): Promise<Request | Moved> {
  const { facts, now } = await begin(call)
  if (facts.replay) return toWire(facts.replay, now)
  refuseUnlessAllowed('withdraw', facts, now)
  refuseOtherVersion(call, facts)
  return end(call, facts, 'withdraw', null, now)
}

/** A failed grant once more: a new intent with a new start, without a new decision, where nothing has come against it since. */
export async function retry(call: Call<Api['retry']>): Promise<Request> {
  const { facts, now } = await begin(call, 'retry')
  const { deps } = call
  if (facts.replay) return toWire(facts.replay, now)
  refuseUnlessAllowed('retry', facts, now)
  if (retryUntil(facts.request, now) === null) throw nothingToDo(facts.request, now)
  refuseOtherVersion(call, facts)
  refuseUnlessStillGranted(facts, now)

  const moved = await advance(deps.db, retrial(call, facts, now))
  if (!moved.done || moved.row === null) throw lostRetry(moved.row, facts.request, now)
  await tellKeeper(deps, moved.row, facts.kill)
  deps.notify(concerned(facts))
  return toWire(moved.row, now)
}

/** The requester gives the access back before its end. */
export async function release(call: Call<Api['release']>): Promise<Request> {
  return untilEnded(call, releaseOf)
}

async function releaseOf(call: Call<Api['release']>): Promise<Request | Moved> {
  const { facts, now } = await begin(call)
  if (facts.replay) return toWire(facts.replay, now)
  refuseUnlessAllowed('release', facts, now)
  refuseOtherVersion(call, facts)
  const started = next(facts.request.status, 'release') !== null
  return end(call, facts, started ? 'release' : 'withdraw', call.input.reason ?? null, now)
}

/** Somebody else takes the access away, with a reason. */
export async function revoke(call: Call<Api['revoke']>): Promise<Request> {
  return untilEnded(call, revokeOf)
}

async function revokeOf(call: Call<Api['revoke']>): Promise<Request | Moved> {
  const { facts, now } = await begin(call)
  if (facts.replay) return toWire(facts.replay, now)
  refuseUnlessAllowed('revoke', facts, now)
  refuseOtherVersion(call, facts)
  return end(call, facts, 'revoke', call.input.reason, now)
}

/** What the end rested on moved, and the session itself did not: an extension was made or decided, or the caller's right. */
interface Moved {
  readonly because: Refusal
}
const endTries = 5

/** An end is not lost to whoever made or decided an extension meanwhile: it is read again what ends with it. */
async function untilEnded<C extends Moving>(
  call: C,
  once: (call: C) => Promise<Request | Moved>,
): Promise<Request> {
  for (let tries = 1; ; tries++) {
    const ended = await once(call)
    if (!('because' in ended)) return ended
    if (tries === endTries) throw ended.because
  }
}

/** Ends a request early, and in the same batch every open or approved request that would go on from it (ENGINE 1.4). */
async function end(
  call: Moving,
  facts: RequestFacts,
  event: EndEvent,
  reason: string | null,
  now: number,
): Promise<Request | Moved> {
  const { deps } = call
  const { request } = facts
  if (next(statusAt(request, now), event) === null) throw refusalToEnd(request, now)
  const move = moveOf(call, facts, event, now)
  const guards = [...(move.guards ?? []), sameExtensions(request.id, facts.extensions.length)]
  const set = endColumns(event, { actor: move.actor, request, reason, now })
  const main: Advance = { ...move, comment: reason, set, guards }
  const moved = await advanceAll(
    deps.db,
    main,
    facts.extensions.map((row) => withdrawn(call, facts, row, now)),
  )
  if (!moved.done && moved.row?.version === request.version)
    return { because: lostRace(moved.row, request, now) }
  if (!moved.done || moved.row === null) throw lostRace(moved.row, request, now)
  await tellKeepersOfEnd(deps.keepers, [moved.row, ...facts.extensions], event, now)
  deps.notify(concerned(facts))
  return toWire(moved.row, now)
}

function refusalToEnd(request: RequestRow, now: number): Refusal {
  return request.lastDeciderId === null ? decidedAlready(request, now) : nothingToDo(request, now)
}

/** An extension goes with the session it extends. Its reply is the session's own. */
function withdrawn(call: Moving, facts: RequestFacts, row: RequestRow, now: number): Advance {
  const { reply: _, ...move } = moveOf(call, { ...facts, request: row }, 'withdraw', now)
  return withdrawnWith(move, row, now)
}
