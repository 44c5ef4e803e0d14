import { sql, type SQL } from 'drizzle-orm'
import type { Api } from '../schema/contract/api.ts'
import { people } from '../schema/tables/people.ts'
import { requests } from '../schema/tables/requests.ts'
import type { Advance, RequestRow } from './db/advance.ts'
import type { RequestFacts } from './db/facts.ts'
import { statusAt } from './db/lists.ts'
import type { Call } from './http/serve.ts'
import { Refusal } from './http/refusal.ts'
import { intent, moveOf, refuseOtherVersion, refuseUnlessAllowed, refuseUnlessSeen } from './moving.ts'
import { waitsForOf } from './policy.ts'
import { decidedAlready, spoken, windowOver } from './refusals.ts'

/** What a decision is refused for, in the order in which a person would want to know it. */
export function refuseUnlessDecidable(facts: RequestFacts, call: Call<Api['decide']>, now: number): void {
  const { request } = facts
  refuseUnlessSeen(facts, now)
  const waitsFor = waitsForOf(request.status)
  if (waitsFor === null) throw decidedAlready(request, now)
  refuseUnlessAllowed(`decide ${waitsFor}`, facts, now)
  if (request.windowEndsAt <= now) throw windowOver(request)
  refuseOtherVersion(call, facts)
  refuseWrongDecision(call, request)
  if (call.input.decision === 'approve' && !facts.requesterActive)
    throw new Refusal('requester-left', { requester: request.requesterName })
}

function refuseWrongDecision({ input }: Call<Api['decide']>, request: RequestRow): void {
  if (input.digest !== undefined && input.digest !== request.digest) throw new Refusal('digest-differs')
  if (input.decision === 'reject' && (input.comment?.length ?? 0) < 10)
    throw new Refusal('reason-short', {}, { field: 'comment' })
  if (input.accountName !== undefined && input.accountName !== request.accountName) {
    throw new Refusal(
      'invalid',
      { what: `The account is called ${request.accountName}.` },
      { field: 'accountName' },
    )
  }
  if ((input.durationSeconds ?? 0) > request.durationS) {
    const facts = { field: 'durationSeconds', maxSeconds: request.durationS }
    throw new Refusal('too-long', { duration: spoken(request.durationS), rule: 'what was asked for' }, facts)
  }
}

/** The write of a decision: who, what, and from when to when. */
export function decision(call: Call<Api['decide']>, facts: RequestFacts, now: number): Advance {
  const { input } = call
  const { request, caller } = facts
  const grantedS = input.decision === 'approve' ? (input.durationSeconds ?? request.durationS) : null
  const startsAt = startOf(facts, now)
  const cloneName = cloneNameOf(facts, now)
  const comment = input.comment || null
  const made = {
    lastDeciderId: caller.id,
    lastDeciderName: caller.name,
    lastVerdict: input.decision,
    lastComment: comment,
    decidedAt: now,
  }
  const move = moveOf(call, facts, input.decision, now)
  return {
    ...move,
    comment,
    set: {
      ...made,
      ...(grantedS === null ? {} : { grantedS, ...intent(request, { grantedS, startsAt, cloneName }) }),
    },
    ...(grantedS !== null && startsAt > now ? { followedBy: 'schedule' } : {}),
    decision: {
      level: 1,
      personId: caller.id,
      personName: caller.name,
      verdict: input.decision,
      comment,
      grantedS,
      digest: request.digest,
    },
    guards: [...(move.guards ?? []), ...(grantedS === null ? [] : stillGrantable(facts))],
  }
}

/** Somebody to give it to, and the session it extends as it was: ended, there is nothing to go on from. */
function stillGrantable({ request, extended }: RequestFacts): SQL[] {
  const active = sql`exists (select 1 from ${people} where id = ${request.requesterId} and active = 1)`
  if (extended === null) return [active]
  return [
    active,
    sql`exists (select 1 from ${requests} e where e.id = ${extended.id} and e.version = ${extended.version})`,
  ]
}

/** Where the granted time begins: where the extended session ends, at the time that was asked for, or now. */
function startOf(facts: RequestFacts, now: number): number {
  const extended = runningExtended(facts, now)
  return Math.max(now, extended ? (extended.endsAt ?? now) : (facts.request.askedStartAt ?? now))
}

function runningExtended({ extended }: RequestFacts, now: number): RequestRow | null {
  const runs = extended !== null && extended.live === 1 && statusAt(extended, now) !== 'ending'
  return runs ? extended : null
}

/** AWS's names are at most 32 long, and a suffix must fit: `-2`, where AWS took the name and its answer was lost. */
const cloneNameLength = 28

/**
 * The set made for this session alone, where the set is marked sealed; what extends a running one goes on with it,
 * unless the policies that were approved are others.
 */
function cloneNameOf(facts: RequestFacts, now: number): string | null {
  const { request, sealed } = facts
  const extended = runningExtended(facts, now)
  const goesOn = extended !== null && extended.setHash === request.setHash
  if (goesOn && extended.cloneName !== null) return extended.cloneName
  return sealed ? `jit-${request.id.slice(0, 10)}-${request.setName}`.slice(0, cloneNameLength) : null
}
