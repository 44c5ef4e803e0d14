import type { Api } from '../schema/contract/api.ts'
import type { Request } from '../schema/contract/requests.ts'
import { waiting } from '../schema/contract/lifecycle.ts'
import type { RequestFacts } from './db/facts.ts'
import { writeAsked } from './db/reminders.ts'
import { stillSignedIn } from './db/who.ts'
import type { Call } from './http/serve.ts'
import { Refusal } from './http/refusal.ts'
import { begin, refuseOtherVersion, refuseUnlessAllowed } from './moving.ts'
import { decidedAlready, lostRace, windowOver } from './refusals.ts'
import { remindableFrom } from './windows.ts'
import { toWire } from './wire.ts'

/** The requester asks again those who may decide: after five minutes, then every fifteen. */
export async function remind(call: Call<Api['remind']>): Promise<Request> {
  const { facts, now } = await begin(call)
  if (facts.replay) return toWire(facts.replay, now)
  refuseUnlessAllowed('remind', facts, now)
  refuseUnlessRemindable(facts, now)
  refuseOtherVersion(call, facts)

  const { deps } = call
  const { request, caller } = facts
  const tell = facts.deciders.map(({ id }) => id)
  const guards = [stillSignedIn(call.credential, now)]
  const asked = { request, by: caller, now, op: deps.newId(), tell, guards, reply: call.idempotency }
  const { done, row } = await writeAsked(deps.db, asked)
  if (!done || row === null) throw refusalOf(row, facts, now)
  deps.notify(tell, { kind: 'reminder', requestId: request.id, at: now })
  return toWire(row, now)
}

function refuseUnlessRemindable({ request }: RequestFacts, now: number): void {
  if (!waiting.has(request.status)) throw decidedAlready(request, now)
  if (request.windowEndsAt <= now) throw windowOver(request)
  const from = remindableFrom(request)
  if (now < from) throw tooSoon(from, now)
}

function refusalOf(row: RequestFacts['request'] | null, { request }: RequestFacts, now: number): Refusal {
  const isSaid = row !== null && waiting.has(row.status) && row.remindedAt !== request.remindedAt
  return isSaid ? tooSoon(remindableFrom(row), now) : lostRace(row, request, now)
}

function tooSoon(from: number, now: number): Refusal {
  const seconds = Math.ceil((from - now) / 1000)
  return new Refusal('too-fast', { n: String(seconds) }, { retryAfterSeconds: seconds })
}
