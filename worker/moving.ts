import { sql, type SQL } from 'drizzle-orm'
import type { Api } from '../schema/contract/api.ts'
import type { ProblemFacts } from '../schema/contract/errors.ts'
import type { LifecycleEvent } from '../schema/contract/lifecycle.ts'
import { accounts } from '../schema/tables/catalog.ts'
import { people } from '../schema/tables/people.ts'
import type { Advance, Changes, RequestRow } from './db/advance.ts'
import { recordAttempt } from './db/attempts.ts'
import { factsOf, type RequestFacts } from './db/facts.ts'
import { stillSignedIn } from './db/who.ts'
import type { Call } from './http/serve.ts'
import { Refusal } from './http/refusal.ts'
import { isAllowed, verdict, waitsForOf, type Act, type Ties } from './policy.ts'
import { namesOf } from './refusals.ts'
import { instant } from './wire.ts'

/** A call that moves a request that is there. */
export type Moving = Call<Api['decide' | 'withdraw' | 'remind' | 'retry' | 'release' | 'revoke' | 'note']>

/** The facts of one move, and the instant they were known: every rule is held against these two. */
export async function begin(
  call: Moving,
  act: 'retry' | null = null,
): Promise<{ facts: RequestFacts; now: number }> {
  const { deps, input } = call
  const offeredArn = ('narrower' in input && input.narrower?.permissionSetArn) || null
  const grants = 'decision' in input && input.decision === 'approve' ? 'approve' : act
  const facts = await factsOf(deps.db, { ...call, now: deps.now() }, input.id, { offeredArn, grants })
  const now = deps.now()
  refuseUnlessSeen(facts, now)
  return { facts, now }
}

/** What one may not see does not exist, nor does what one was answered about it before. */
function refuseUnlessSeen(facts: RequestFacts, now: number): void {
  if (!isAllowed('request', facts.caller, tiesOf(facts, now))) throw new Refusal('not-found')
}

/** Nobody decides on their own request, and that somebody tried is put down. */
export async function recordOwnApproval({ deps }: Moving, facts: RequestFacts, now: number): Promise<void> {
  const { caller, request } = facts
  const waitsFor = waitsForOf(request.status)
  if (waitsFor === null || verdict(`decide ${waitsFor}`, caller, tiesOf(facts, now)) !== 'own-request') return
  const by = { id: caller.id, name: caller.name }
  await recordAttempt(deps.db, {
    requestId: request.id,
    by,
    event: 'self_approval',
    at: now,
    op: deps.newId(),
  })
}

/** The table's word on it, and whom to ask instead. */
export function refuseUnlessAllowed(act: Act, facts: RequestFacts, now: number): void {
  const said = verdict(act, facts.caller, tiesOf(facts, now))
  if (said === 'allowed') return
  const own = act === 'withdraw' || act === 'remind' || act === 'retry' || act === 'release'
  const names = own ? facts.request.requesterName : namesOf(facts.deciders)
  throw new Refusal(said, { names }, said === 'second-person' ? lastDecision(facts.request) : {})
}

function lastDecision({ id, lastDeciderId, lastDeciderName, decidedAt }: RequestRow): ProblemFacts {
  if (lastDeciderId === null || decidedAt === null) return {}
  const decidedBy = { id: lastDeciderId, name: lastDeciderName ?? '' }
  return { decidedBy, decision: 'approve', at: instant(decidedAt), requestId: id }
}

export function refuseOtherVersion({ ifMatch }: { ifMatch: number | null }, { request }: RequestFacts): void {
  if (ifMatch !== null && ifMatch !== request.version) throw new Refusal('changed')
}

/** The approver decides on the set as it was when the request was sent. */
export function refuseChangedSet({
  request,
  setHash,
  accountRequestable,
}: Pick<RequestFacts, 'request' | 'setHash' | 'accountRequestable'>): void {
  if (setHash === undefined || setHash !== request.setHash)
    throw new Refusal('set-changed', { set: request.setName })
  if (!accountRequestable)
    throw new Refusal('account-hidden', { account: request.accountName, names: 'an Admin' })
}

/** The write of a move: fenced, and guarded by the versions of what it rested on. */
export function moveOf(call: Moving, facts: RequestFacts, event: LifecycleEvent, now: number): Advance {
  const { caller, request } = facts
  return {
    from: request,
    event,
    actor: { kind: 'person', id: caller.id, name: caller.name },
    at: now,
    recordedAt: now,
    op: call.deps.newId(),
    guards: guardsOf(call, facts, now),
    tell: concerned(facts),
    ...(call.idempotency ? { reply: { actorId: caller.id, ...call.idempotency } } : {}),
  }
}

/** What the caller's right rested on, as it was when it was judged. */
export function guardsOf({ credential }: Moving, facts: RequestFacts, now: number): readonly SQL[] {
  return [stillSignedIn(credential, now), stillThemselves(facts), stillOwned(facts)]
}

export function tiesOf(
  { caller, request, owns, standsInUntil, hasDecided }: RequestFacts,
  now: number,
): Ties {
  return {
    requester: caller.id === request.requesterId,
    owner: owns,
    standIn: (standsInUntil ?? 0) > now,
    firstDecider: hasDecided || caller.id === request.firstDeciderId,
  }
}

export function concerned({ request, deciders }: RequestFacts): string[] {
  return [...new Set([request.requesterId, ...deciders.map((person) => person.id)])]
}

/** The caller as they were when their right was judged: role, activity and link move the version. */
function stillThemselves({ caller }: RequestFacts): SQL {
  return sql`exists (select 1 from ${people} where id = ${caller.id} and version = ${caller.version} and active = 1)`
}

/** The account's owners as they were then: a change of owners, groups or roles moves their version. */
function stillOwned({ request, ownersVersion }: RequestFacts): SQL {
  return sql`exists (select 1 from ${accounts} where id = ${request.accountId} and owners_version = ${ownersVersion})`
}

export type Intent = Changes & Pick<RequestRow, 'cloneName'> & { readonly endsAt: number }

/** What an approval or a retry writes once: start, end, the set that is assigned, and who looks after it. */
export function intent(
  request: RequestRow,
  { grantedS, startsAt, cloneName }: { grantedS: number; startsAt: number; cloneName: string | null },
): Intent {
  const endsAt = startsAt + grantedS * 1000
  return {
    startsAt,
    endsAt,
    cloneName,
    roleName: null,
    keeperKey: `${request.accountId}/${cloneName ?? request.setArn}`,
    credentials: 'may_last',
    credentialsUntil: endsAt + request.sessionSeconds * 1000,
    dueAt: startsAt,
  }
}
