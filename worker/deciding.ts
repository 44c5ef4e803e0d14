import { sql, type SQL } from 'drizzle-orm'
import type { Api } from '../schema/contract/api.ts'
import type { Input } from '../schema/contract/endpoint.ts'
import { accounts } from '../schema/tables/catalog.ts'
import { people } from '../schema/tables/people.ts'
import { decisions, requests } from '../schema/tables/requests.ts'
import type { Advance, Changes, RequestRow } from './db/advance.ts'
import { decidersAmong } from './db/deciders.ts'
import type { RequestFacts } from './db/facts.ts'
import { statusAt } from './db/lists.ts'
import { sameGroups, samePlace, sameRules } from './db/rules.ts'
import { refuseUnlessConfirmed } from './confirmed.ts'
import type { Call } from './http/serve.ts'
import { Refusal } from './http/refusal.ts'
import {
  concerned,
  intent,
  type Intent,
  moveOf,
  refuseChangedSet,
  refuseOtherVersion,
  refuseUnlessAllowed,
  tiesOf,
} from './moving.ts'
import { narrowerOf, refuseWrongOffer } from './narrower.ts'
import { isAllowed, namedBy, verdict, waitsForOf } from './policy.ts'
import { decidedAlready, spoken } from './refusals.ts'
import { refuseUnlessRuled } from './rules/at-decision.ts'

/** What a decision is refused for, in the order in which a person would want to know it. */
export function refuseUnlessDecidable(facts: RequestFacts, call: Call<Api['decide']>, now: number): void {
  const { request } = facts
  const waitsFor = waitsForOf(request.status)
  if (waitsFor === null) throw decidedAlready(request, now)
  if (isFirstDecisionMade(facts, now)) throw decidedAlready(request, now)
  refuseUnlessAllowed(`decide ${waitsFor}`, facts, now)
  refuseOtherVersion(call, facts)
  refuseWrongDecision(call, request)
  refuseWrongName(call, facts)
  refuseWrongOffer(call, facts)
  if (call.input.decision === 'approve' && !facts.requesterActive)
    throw new Refusal('requester-left', { requester: request.requesterName })
}

function refuseWrongDecision({ input }: Call<Api['decide']>, request: RequestRow): void {
  if (input.digest !== undefined && input.digest !== request.digest) throw new Refusal('digest-differs')
  if (input.decision === 'reject' && (input.comment?.length ?? 0) < 10)
    throw new Refusal('reason-short', {}, { field: 'comment' })
  const most = mostGranted(request)
  if ((input.durationSeconds ?? 0) > most) {
    const facts = { field: 'durationSeconds', maxSeconds: most }
    const rule = request.grantedS === null ? 'what was asked for' : 'what the owner approved'
    throw new Refusal('too-long', { duration: spoken(most), rule }, facts)
  }
}

/** Whoever approves for a sensitive account types its name: not a click in passing. */
function refuseWrongName({ input }: Call<Api['decide']>, { request, accountSensitive }: RequestFacts): void {
  const isSensitive = request.sensitive === 1 || accountSensitive
  const isNeeded = input.decision === 'approve' && isSensitive
  const typed = input.accountName
  if (typed === undefined ? !isNeeded : typed === request.accountName) return
  const what =
    typed === undefined
      ? 'Type the name of the account to approve.'
      : `The account is called ${request.accountName}.`
  throw new Refusal('invalid', { what }, { field: 'accountName' })
}

/** What was asked for, or less where the first of two decisions says so. */
function mostGranted({ grantedS, durationS }: RequestRow): number {
  return grantedS ?? durationS
}

/** Who could have made the first decision comes too late for it, and the second is not theirs. */
function isFirstDecisionMade(facts: RequestFacts, now: number): boolean {
  const { request, caller } = facts
  if (request.status !== 'pending_admin' || request.lastDeciderId === null) return false
  const ties = tiesOf(facts, now)
  return verdict('decide admin', caller, ties) === 'not-allowed' && isAllowed('decide owner', caller, ties)
}

function grantedBy({ decision, durationSeconds }: Input<Api['decide']>, request: RequestRow): number | null {
  return decision === 'approve' ? (durationSeconds ?? mostGranted(request)) : null
}

/** What a yes is refused for besides: the set is another one now, or the rules are. Nobody signs in anew only to read that. */
export function refuseUnlessGrantable(
  facts: RequestFacts,
  { input }: Call<Api['decide']>,
  now: number,
): void {
  const seconds = grantedBy(input, facts.request)
  if (seconds === null) return
  refuseChangedSet(facts)
  refuseUnlessRuled(facts, { seconds, startsAt: startOf(facts, now) })
  if (facts.request.kind === 'custom') refuseUnlessConfirmed(facts.caller, now)
}

/** The write of a decision: who, what, and from when to when. */
export function decision(call: Call<Api['decide']>, facts: RequestFacts, now: number): Advance {
  const { input } = call
  const { request, caller } = facts
  const grantedS = grantedBy(input, request)
  const isFirst = request.status === 'pending_owner'
  const comment = input.comment || null
  const made = {
    lastDeciderId: caller.id,
    lastDeciderName: caller.name,
    lastVerdict: input.decision,
    lastComment: comment,
    decidedAt: now,
  }
  const move = moveOf(call, facts, input.decision, now)
  const approved = grantedS === null ? {} : isFirst ? handedOn(facts) : intended(facts, grantedS, now)
  return {
    ...move,
    comment,
    set: { ...made, grantedS, narrower: narrowerOf(call, facts), ...approved },
    ...(grantedS !== null && !isFirst && startOf(facts, now) > now ? { followedBy: 'schedule' } : {}),
    tell: grantedS !== null && isFirst ? [...concerned(facts), ...nextDeciders(facts)] : concerned(facts),
    decision: {
      level: facts.decisions + 1,
      personId: caller.id,
      personName: caller.name,
      verdict: input.decision,
      comment,
      grantedS,
      digest: request.digest,
    },
    guards: [
      ...(move.guards ?? []),
      ...byAnother(facts),
      ...(grantedS === null
        ? []
        : [...stillGrantable(facts), ...stillPlain(call, facts), firstStands(request), ...stillRuled(facts)]),
    ],
  }
}

/** The first of two decisions: nothing is granted by it, and everybody who could make the second is asked. */
function handedOn({ caller }: RequestFacts): Changes {
  return { firstDeciderId: caller.id, up: 1 }
}

function nextDeciders({ candidates, request, caller }: RequestFacts): string[] {
  const decided = { requesterId: request.requesterId, firstDeciderId: caller.id }
  return decidersAmong(candidates, 'admin', decided).map(({ id }) => id)
}

/** What a grant rests on, whoever gives it: a person, or a rule. */
export type Grantable = Pick<RequestFacts, 'request' | 'sealed' | 'extended'>

export function intended(facts: Grantable, grantedS: number, now: number): Intent {
  const startsAt = startOf(facts, now)
  return intent(facts.request, { grantedS, startsAt, cloneName: cloneNameOf(facts, now) })
}

/** What the table never lets decide, held to by the write itself: neither who asked, nor who made the other decision. */
function byAnother({ caller, request }: RequestFacts): SQL[] {
  const level = waitsForOf(request.status)
  const never = level === null ? [] : namedBy(`decide ${level}`).never
  const asked = sql`exists (select 1 from ${requests} q where q.id = ${request.id} and q.requester_id <> ${caller.id})`
  const twice = sql`not exists (select 1 from ${decisions} d where d.request_id = ${request.id} and d.person_id = ${caller.id})`
  return [...(never.includes('requester') ? [asked] : []), ...(never.includes('firstDecider') ? [twice] : [])]
}

/** The first of two decisions counts as long as whoever made it is here (A8). */
function firstStands({ firstDeciderId }: RequestRow): SQL {
  if (firstDeciderId === null) return sql`true`
  return sql`exists (select 1 from ${people} f where f.id = ${firstDeciderId} and f.active = 1)`
}

/** Without the typed name only where the account is not sensitive, at the instant of the write. */
function stillPlain({ input }: Call<Api['decide']>, { request }: RequestFacts): SQL[] {
  if (input.accountName !== undefined) return []
  return [sql`exists (select 1 from ${accounts} where id = ${request.accountId} and sensitive = 0)`]
}

/** Rules, and whom and what they speak of, as they were judged: guards. */
export function stillRuled({ request, ruled }: RequestFacts): SQL[] {
  if (ruled === null) return []
  const { book, groups, account } = ruled
  if (book.version === 0) return [sameRules(0)]
  const { id, version } = account
  return [sameRules(book.version), sameGroups(request.requesterId, groups), samePlace(id, version)]
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
export function startOf(facts: Pick<Grantable, 'request' | 'extended'>, now: number): number {
  const extended = runningExtended(facts, now)
  return Math.max(now, extended ? (extended.endsAt ?? now) : (facts.request.askedStartAt ?? now))
}

function runningExtended({ extended }: Pick<Grantable, 'extended'>, now: number): RequestRow | null {
  const runs = extended !== null && extended.live === 1 && statusAt(extended, now) !== 'ending'
  return runs ? extended : null
}

/** AWS's names are at most 32 long, and a suffix must fit: `-2`, where AWS took the name and its answer was lost. */
const cloneNameLength = 28

/**
 * The set made for this session alone, where the set is marked sealed or a custom one; what extends a running one goes on with it,
 * unless the policies that were approved are others.
 */
function cloneNameOf(facts: Grantable, now: number): string | null {
  const { request, sealed } = facts
  const extended = runningExtended(facts, now)
  const goesOn = extended !== null && extended.setHash === request.setHash
  if (goesOn && extended.cloneName !== null) return extended.cloneName
  // What somebody called a custom set is no part of its name: it could look like another's.
  if (request.kind === 'custom') return `jit-${request.id.slice(0, 20)}`
  return sealed ? `jit-${request.id.slice(0, 10)}-${request.setName}`.slice(0, cloneNameLength) : null
}
