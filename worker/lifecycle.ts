/*
 * READ ME FIRST: what happens to a request, from the first click to the last removal.
 *
 *   open · decide · withdraw · retry · release · revoke     people's words, here, top to bottom
 *   provision · activate · expire · removed                 AWS's words: keeper.ts records them as evidence
 *   lapse                                                   the clock's word: sweep.ts
 *
 * Each reads its facts in one round trip and writes in a second, guarded by the versions of those facts: whatever
 * changed in between makes the write void, and the answer says who was first.
 */
import { sql, type SQL } from 'drizzle-orm'
import { next, type LifecycleEvent } from '../schema/contract/lifecycle.ts'
import type { Request } from '../schema/contract/requests.ts'
import { accounts } from '../schema/tables/catalog.ts'
import { people } from '../schema/tables/people.ts'
import { requests } from '../schema/tables/requests.ts'
import { advance, advanceAll, type Actor, type Advance, type RequestRow } from './db/advance.ts'
import { factsOf, type RequestFacts } from './db/facts.ts'
import { statusAt } from './db/lists.ts'
import { stillSignedIn } from './db/who.ts'
import type { Deps, HeldSession } from './deps.ts'
import type { Call } from './http/serve.ts'
import type { Api } from '../schema/contract/api.ts'
import { Refusal } from './http/refusal.ts'
import { mayDecide, mayRevoke, maySee, mayWithdraw, waitsForOf } from './policy.ts'
import { decidedAlready, lostRace, namesOf, nothingToDo, spoken, windowOver } from './refusals.ts'
import { retryUntil, toWire } from './wire.ts'

export { open } from './open.ts'

/** One person's yes or no. The duration may be shortened, nothing else may be changed. */
export async function decide(call: Call<Api['decide']>): Promise<Request> {
  const { deps, input } = call
  const facts = await factsOf(deps.db, { ...call, now: deps.now() }, input.id)
  const now = deps.now()
  if (facts.replay) return toWire(facts.replay, now)
  refuseUnlessDecidable(facts, call, now)
  const approved = input.decision === 'approve'
  if (approved) refuseChangedSet(facts)

  const moved = await advance(deps.db, decision(call, facts, now))
  if (!moved.done || moved.row === null) throw lostRace(moved.row, facts.request, now)
  if (approved) await tellKeeper(deps, moved.row)
  deps.notify(concerned(facts))
  return toWire(moved.row, now)
}

/** The requester takes it back: undecided, or decided and not yet handed to AWS. */
export async function withdraw(call: Call<Api['withdraw']>): Promise<Request> {
  const { deps, input } = call
  const facts = await factsOf(deps.db, { ...call, now: deps.now() }, input.id)
  const now = deps.now()
  if (facts.replay) return toWire(facts.replay, now)
  refuseUnlessSeen(facts)
  if (!mayWithdraw(facts.caller, relationOf(facts)))
    throw new Refusal('not-allowed', { names: facts.request.requesterName })
  refuseOtherVersion(call, facts)
  return end(call, facts, 'withdraw', null, now)
}

/** A failed grant once more: a new intent with a new start, without a new decision. */
export async function retry(call: Call<Api['retry']>): Promise<Request> {
  const { deps, input } = call
  const facts = await factsOf(deps.db, { ...call, now: deps.now() }, input.id)
  const now = deps.now()
  if (facts.replay) return toWire(facts.replay, now)
  refuseUnlessSeen(facts)
  if (facts.caller.id !== facts.request.requesterId)
    throw new Refusal('not-allowed', { names: facts.request.requesterName })
  if (retryUntil(facts.request, now) === null) throw nothingToDo(facts.request, now)
  refuseOtherVersion(call, facts)
  refuseChangedSet(facts)

  const set = {
    ...intent(facts.request, { grantedS: facts.request.grantedS ?? facts.request.durationS, startsAt: now }),
    failure: null,
    owned: null,
  }
  const moved = await advance(deps.db, { ...moveOf(call, facts, 'retry', now), set })
  if (!moved.done || moved.row === null) throw lostRace(moved.row, facts.request, now)
  await tellKeeper(deps, moved.row)
  deps.notify(concerned(facts))
  return toWire(moved.row, now)
}

/** The requester gives the access back before its end. */
export async function release(call: Call<Api['release']>): Promise<Request> {
  const { deps, input } = call
  const facts = await factsOf(deps.db, { ...call, now: deps.now() }, input.id)
  const now = deps.now()
  if (facts.replay) return toWire(facts.replay, now)
  refuseUnlessSeen(facts)
  if (facts.caller.id !== facts.request.requesterId)
    throw new Refusal('not-allowed', { names: facts.request.requesterName })
  refuseOtherVersion(call, facts)
  const started = next(facts.request.status, 'release') !== null
  return end(call, facts, started ? 'release' : 'withdraw', input.reason ?? null, now)
}

/** Somebody else takes the access away, with a reason. */
export async function revoke(call: Call<Api['revoke']>): Promise<Request> {
  const { deps, input } = call
  const facts = await factsOf(deps.db, { ...call, now: deps.now() }, input.id)
  const now = deps.now()
  if (facts.replay) return toWire(facts.replay, now)
  refuseUnlessSeen(facts)
  if (!mayRevoke(facts.caller, relationOf(facts)))
    throw new Refusal('not-allowed', { names: namesOf(facts.deciders) })
  refuseOtherVersion(call, facts)
  return end(call, facts, 'revoke', input.reason, now)
}

type Moving = Call<Api['decide' | 'withdraw' | 'retry' | 'release' | 'revoke']>

/** Ends a request early, and in the same batch every open or approved request that would extend it (ENGINE 1.4). */
async function end(
  call: Moving,
  facts: RequestFacts,
  event: 'withdraw' | 'release' | 'revoke',
  reason: string | null,
  now: number,
): Promise<Request> {
  const { deps } = call
  const { request } = facts
  if (next(statusAt(request, now), event) === null) throw refusalToEnd(request, now)
  const move = moveOf(call, facts, event, now)
  const main: Advance = { ...move, comment: reason, set: endColumns(event, move.actor, reason, now) }
  const moved = await advanceAll(
    deps.db,
    main,
    facts.extensions.map((row) => withdrawn(call, facts, row, now)),
  )
  if (!moved.done || moved.row === null) throw lostRace(moved.row, request, now)
  await tellKeeperOfEnd(deps, moved.row, event, now)
  deps.notify(concerned(facts))
  return toWire(moved.row, now)
}

function refusalToEnd(request: RequestRow, now: number): Refusal {
  return request.lastDeciderId === null ? decidedAlready(request, now) : nothingToDo(request, now)
}

function endColumns(
  event: 'withdraw' | 'release' | 'revoke',
  actor: Actor,
  reason: string | null,
  now: number,
) {
  if (event === 'withdraw') return {}
  return {
    endCause: event,
    endAskedAt: now,
    endById: actor.id,
    endByName: actor.name,
    endReason: reason,
    dueAt: now,
  }
}

/** An extension goes with the session it extends. Its reply is the session's own. */
function withdrawn(call: Moving, facts: RequestFacts, row: RequestRow, now: number): Advance {
  const { reply: _, ...move } = moveOf(call, { ...facts, request: row }, 'withdraw', now)
  return { ...move, comment: 'It would have extended a session that was ended.' }
}

// What decide() refuses, in the order in which a person would want to know it.

function refuseUnlessDecidable(facts: RequestFacts, call: Call<Api['decide']>, now: number): void {
  const { caller, request } = facts
  refuseUnlessSeen(facts)
  const waitsFor = waitsForOf(request.status)
  if (waitsFor === null) throw decidedAlready(request, now)
  if (caller.id === request.requesterId) throw new Refusal('own-request', { names: namesOf(facts.deciders) })
  if (!mayDecide(caller, relationOf(facts), waitsFor))
    throw new Refusal('not-allowed', { names: namesOf(facts.deciders) })
  if (request.windowEndsAt <= now) throw windowOver(request)
  refuseOtherVersion(call, facts)
  refuseWrongDecision(call, request)
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

/** What one may not see does not exist. */
function refuseUnlessSeen(facts: RequestFacts): void {
  if (!maySee(facts.caller, relationOf(facts))) throw new Refusal('not-found')
}

function refuseOtherVersion({ ifMatch }: { ifMatch: number | null }, { request }: RequestFacts): void {
  if (ifMatch !== null && ifMatch !== request.version) throw new Refusal('changed')
}

/** The approver decides on the set as it was when the request was sent. */
function refuseChangedSet({ request, setHash, accountRequestable }: RequestFacts): void {
  if (setHash === undefined || setHash !== request.setHash)
    throw new Refusal('set-changed', { set: request.setName })
  if (!accountRequestable)
    throw new Refusal('account-hidden', { account: request.accountName, names: 'an Admin' })
}

// The write.

function decision(call: Call<Api['decide']>, facts: RequestFacts, now: number): Advance {
  const { input } = call
  const { request, caller } = facts
  const grantedS = input.decision === 'approve' ? (input.durationSeconds ?? request.durationS) : null
  const startsAt = startOf(facts, now)
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
    set: { ...made, ...(grantedS === null ? {} : { grantedS, ...intent(request, { grantedS, startsAt }) }) },
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
    guards: [
      ...(move.guards ?? []),
      sql`exists (select 1 from ${people} where id = ${request.requesterId} and active = 1)`,
      ...stillRuns(facts),
    ],
  }
}

/** The caller as they were when their right was judged: role, activity and link move the version. */
function stillThemselves({ caller }: RequestFacts): SQL {
  return sql`exists (select 1 from ${people} where id = ${caller.id} and version = ${caller.version} and active = 1)`
}

/** The account's owners as they were then: a change of owners, groups or roles moves their version. */
function stillOwned({ request, ownersVersion }: RequestFacts): SQL {
  return sql`exists (select 1 from ${accounts} where id = ${request.accountId} and owners_version = ${ownersVersion})`
}

/** The session it extends as it was: ended meanwhile, there is nothing to go on from. */
function stillRuns({ extended }: RequestFacts): SQL[] {
  if (extended === null) return []
  return [
    sql`exists (select 1 from ${requests} e where e.id = ${extended.id} and e.version = ${extended.version})`,
  ]
}

/** Where the granted time begins: where the extended session ends, at the time that was asked for, or now. */
function startOf({ request, extended }: RequestFacts, now: number): number {
  const runs = extended !== null && extended.live === 1 && statusAt(extended, now) !== 'ending'
  return Math.max(now, runs ? (extended.endsAt ?? now) : (request.askedStartAt ?? now))
}

/** What an approval or a retry writes once: start, end, and who looks after it. */
function intent(
  request: RequestRow,
  { grantedS, startsAt }: { grantedS: number; startsAt: number },
): Partial<Record<keyof RequestRow, string | number | null>> {
  const endsAt = startsAt + grantedS * 1000
  return {
    startsAt,
    endsAt,
    keeperKey: `${request.accountId}/${request.setArn}`,
    credentials: 'may_last',
    credentialsUntil: endsAt + request.sessionSeconds * 1000,
    dueAt: startsAt,
  }
}

function moveOf(call: Moving, facts: RequestFacts, event: LifecycleEvent, now: number): Advance {
  const { caller, request } = facts
  return {
    from: request,
    event,
    actor: { kind: 'person', id: caller.id, name: caller.name },
    at: now,
    recordedAt: now,
    op: call.deps.newId(),
    guards: [stillSignedIn(call.credential, now), stillThemselves(facts), stillOwned(facts)],
    tell: concerned(facts),
    ...(call.idempotency ? { reply: { actorId: caller.id, ...call.idempotency } } : {}),
  }
}

function relationOf({ request, owns }: RequestFacts) {
  return { requesterId: request.requesterId, owns }
}

function concerned({ request, deciders }: RequestFacts): string[] {
  return [...new Set([request.requesterId, ...deciders.map((person) => person.id)])]
}

// The keeper is told after the commit. If it does not hear it, the sweep finds the row by `due_at`.

async function tellKeeper(deps: Deps, row: RequestRow): Promise<void> {
  if (row.keeperKey === null || row.startsAt === null || row.endsAt === null) return
  const { id, principalId: principal, startsAt, endsAt, sessionSeconds } = row
  const session: HeldSession = { id, principal, startsAt, endsAt, sessionSeconds }
  await deps.keepers.hold(row.keeperKey, [session])
}

async function tellKeeperOfEnd(
  deps: Deps,
  row: RequestRow,
  event: 'withdraw' | 'release' | 'revoke',
  now: number,
): Promise<void> {
  if (row.keeperKey === null) return
  await deps.keepers.end(row.keeperKey, [
    { id: row.id, cause: event === 'revoke' ? 'revoke' : 'release', at: now },
  ])
}
