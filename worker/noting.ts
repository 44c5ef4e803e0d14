import type { Api } from '../schema/contract/api.ts'
import type { Request } from '../schema/contract/requests.ts'
import { writeNote } from './db/notes.ts'
import { sameBody } from './db/replies.ts'
import type { Call } from './http/serve.ts'
import { Refusal } from './http/refusal.ts'
import { begin, concerned, guardsOf, refuseUnlessAllowed } from './moving.ts'
import { waitsForOf } from './policy.ts'
import { decidedAlready, lostRace } from './refusals.ts'
import { toWire } from './wire.ts'

/** A question, or its answer, in the timeline of an undecided request. The request stays as it was sent. */
export async function note(call: Call<Api['note']>): Promise<Request> {
  const { facts, now } = await begin(call)
  const { deps, input, idempotency } = call
  const { request, caller } = facts
  if (facts.replay) return toWire(facts.replay, now)
  refuseUnlessAllowed('note', facts, now)
  if (waitsForOf(request.status) === null) throw decidedAlready(request, now)

  const tell = concerned(facts).filter((id) => id !== caller.id)
  const by = { id: caller.id, name: caller.name }
  const made = await writeNote(deps.db, {
    requestId: request.id,
    text: input.text,
    by,
    now,
    op: deps.newId(),
    guards: guardsOf(call, facts, now),
    tell,
    idempotency,
  })
  const replay = made.done ? null : sameBody(made.replay, idempotency)
  if (replay) return toWire(replay, now)
  if (made.isFull)
    throw new Refusal('invalid', { what: 'A request takes at most 100 notes.' }, { field: 'text' })
  if (!made.done || made.row === null) throw lostRace(made.row, request, now)
  deps.notify(tell)
  return toWire(made.row, now)
}
