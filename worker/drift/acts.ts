import type { Api } from '../../schema/contract/api.ts'
import type { Finding } from '../../schema/contract/findings.ts'
import type { Advance } from '../db/advance.ts'
import { lookerOf } from '../looking.ts'
import {
  guardsOfAct,
  guardsOfAdoption,
  moveFinding,
  sessionQuestions,
  type FindingMove,
  type MovedFinding,
} from '../db/finding-acts.ts'
import { factsOfFinding, tiesOf, type FindingFacts } from '../db/findings.ts'
import { digestOf } from '../digest.ts'
import { keyOf } from '../engine/key.ts'
import type { Call } from '../http/serve.ts'
import { Refusal } from '../http/refusal.ts'
import { isAllowed, longestAllowed, verdict } from '../policy.ts'
import { namesOf, spoken } from '../refusals.ts'
import { isLiveFinding, toFinding } from './wire.ts'

type Acting = Call<Api['adopt' | 'remove' | 'ignore']>
type Act = FindingMove['act']

const ignoredForSeconds = 90 * 24 * 60 * 60

/** An assignment that is not ours becomes a session: from now on ours, with an end that takes it away. */
export async function adopt(call: Call<Api['adopt']>): Promise<Finding> {
  const { facts, now } = await begin(call)
  if (facts.replay) return toFinding(facts.replay, facts.caller)
  refuseUnlessActable('adopt', call, facts)
  refuseUntouchable(facts)
  if (facts.finding.kind === 'lost') throw untouchable(facts, 'lost')
  if (facts.finding.holderActive !== 1) throw untouchable(facts, 'left')
  refuseDuration(facts, call.input.durationSeconds)
  await refuseGone(call, facts)
  return takeOver(call, facts, { now, seconds: call.input.durationSeconds })
}

/** The same with its end now: the keeper, who alone deletes, takes it away. What is lost is ended by `endSession`. */
export async function remove(
  call: Call<Api['remove']>,
  endSession: (sessionId: string, reason: string) => Promise<unknown>,
): Promise<Finding> {
  const { facts, now } = await begin(call)
  if (facts.replay) return toFinding(facts.replay, facts.caller)
  refuseUnlessActable('remove', call, facts)
  if (facts.finding.kind === 'lost') {
    if (facts.session?.status === 'active') await endSession(facts.session.id, call.input.reason)
    return settled(facts, await moveFinding(call.deps.db, moveOf(call, facts, 'remove', now)))
  }
  refuseUntouchable(facts)
  await refuseGone(call, facts)
  return takeOver(call, facts, { now, seconds: null })
}

/** It stays as it is, and is shown again after a time. */
export async function ignore(call: Call<Api['ignore']>): Promise<Finding> {
  const { facts, now } = await begin(call)
  if (facts.replay) return toFinding(facts.replay, facts.caller)
  refuseUnlessActable('ignore', call, facts)
  if (facts.finding.status === 'ignored') throw changedTo('ignored')
  const until = now + (call.input.durationSeconds ?? ignoredForSeconds) * 1000
  const move = { ...moveOf(call, facts, 'ignore', now), ignoredUntil: until }
  const moved = settled(facts, await moveFinding(call.deps.db, move))
  call.deps.notify(facts.deciders.map(({ id }) => id))
  return moved
}

async function begin({ deps, input, ...call }: Acting): Promise<{ facts: FindingFacts; now: number }> {
  const facts = await factsOfFinding(deps.db, { ...call, now: deps.now() }, input.id)
  return { facts, now: deps.now() }
}

function refuseUnlessActable(
  act: Act,
  { ifMatch }: Acting,
  { caller, finding, deciders }: FindingFacts,
): void {
  const ties = tiesOf(finding)
  if (!isAllowed('finding', caller, ties) || (finding.status as string) === 'suspected')
    throw new Refusal('not-found')
  const said = verdict(act, caller, ties)
  if (said !== 'allowed')
    throw new Refusal(said, { names: namesOf(deciders.filter(({ id }) => id !== caller.id)) })
  if (!isLiveFinding(finding)) throw changedTo(finding.status)
  if (ifMatch !== null && ifMatch !== finding.version) throw new Refusal('changed')
}

function changedTo(status: string): Refusal {
  return new Refusal('finding-changed', { status })
}

/** Sessions are people's, on what is open here. Everything else is changed where it was made. */
function refuseUntouchable(facts: FindingFacts): void {
  const { finding } = facts
  if (finding.kind !== 'unknown') return
  if (finding.principalType === 'GROUP') throw untouchable(facts, 'group')
  if (finding.holderId === null) throw untouchable(facts, 'unlinked')
  if (finding.isOpenHere !== 1) throw untouchable(facts, 'closed')
}

function untouchable({ finding }: FindingFacts, variant: string): Refusal {
  const { holderName, principalName, principalId, accountName, setName } = finding
  const name = holderName ?? (principalName || principalId)
  return new Refusal('not-through-us', { name, account: accountName, set: setName }, { variant })
}

function refuseDuration({ account, set, settings }: FindingFacts, seconds: number): void {
  const longest = longestAllowed(account!, set!)
  const field = 'durationSeconds'
  if (seconds > longest.seconds) {
    const said = { duration: spoken(longest.seconds), rule: longest.rule }
    throw new Refusal('too-long', said, { field, maxSeconds: longest.seconds })
  }
  if (seconds < settings.minSeconds)
    throw new Refusal('invalid', { what: `At least ${spoken(settings.minSeconds)}.` }, { field })
}

/** One more look, where AWS answers in time: what is gone is nobody's any more. */
async function refuseGone({ deps }: Acting, { finding, caller, settings }: FindingFacts): Promise<void> {
  const by = lookerOf(caller, settings.maxOpen)
  const held = await deps.holders(finding.accountId, finding.setArn, by)
  if (held !== null && !held.users.has(finding.principalId)) throw changedTo('over')
}

function moveOf(call: Acting, facts: FindingFacts, act: Act, now: number): FindingMove {
  const { caller, finding } = facts
  return {
    from: finding,
    act,
    by: { id: caller.id, name: caller.name },
    reason: call.input.reason,
    at: now,
    op: call.deps.newId(),
    credential: call.credential,
    ignoredUntil: null,
    guards: guardsOfAct(facts, call.credential, now),
    reply: call.idempotency,
  }
}

function settled({ caller }: FindingFacts, { done, finding }: MovedFinding): Finding {
  if (finding === null) throw new Refusal('not-found')
  if (!done) throw isLiveFinding(finding) ? new Refusal('changed') : changedTo(finding.status)
  return toFinding(finding, caller)
}

interface Taking {
  readonly now: number
  /** `null`: its end is now. */
  readonly seconds: number | null
}

async function takeOver(call: Acting, facts: FindingFacts, taking: Taking): Promise<Finding> {
  const { deps } = call
  const row = await rowOf(call, facts, taking)
  const act = taking.seconds === null ? 'remove' : 'adopt'
  const base = moveOf(call, facts, act, taking.now)
  const move = { ...base, requestId: row.id, guards: [...base.guards, ...guardsOfAdoption(facts)] }
  const advances = advancesOf(call, facts, row, taking)
  const moved = await moveFinding(deps.db, move, sessionQuestions({ row, move, advances }))
  const finding = settled(facts, moved)
  await tellKeeper(call, row, taking)
  deps.notify(concerned(facts))
  return finding
}

type Row = Parameters<typeof sessionQuestions>[0]['row']

async function rowOf({ deps, input }: Acting, facts: FindingFacts, { now, seconds }: Taking): Promise<Row> {
  const { caller, finding, account, set } = facts
  const durationS = seconds ?? 1
  const endsAt = now + durationS * 1000
  const sent = {
    requesterId: finding.holderId!,
    principalId: finding.principalId,
    accountId: finding.accountId,
    accountName: finding.accountName,
    setArn: finding.setArn,
    setName: finding.setName,
    setHash: set!.policyHash,
    justification: `${seconds === null ? 'Removed' : 'Adopted'} by ${caller.name}: ${input.reason}`,
    ticket: null,
    extendsId: null,
  }
  const decided = {
    lastDeciderId: caller.id,
    lastDeciderName: caller.name,
    lastVerdict: 'approve',
    lastComment: input.reason,
    decidedAt: now,
    grantedS: durationS,
    deciders: 1,
  }
  return {
    ...sent,
    ...decided,
    id: deps.newId(),
    kind: 'standard',
    status: 'approved',
    requesterName: finding.holderName ?? '',
    sensitive: account!.sensitive,
    sessionSeconds: set!.sessionSeconds,
    durationS,
    digest: await digestOf({ ...sent, durationSeconds: durationS, startsAt: now }),
    openedAt: now,
    windowEndsAt: endsAt,
    live: 1,
    keeperKey: keyOf(finding.accountId, finding.setArn),
    owned: 1,
    startsAt: now,
    endsAt,
    credentials: 'may_last',
    credentialsUntil: endsAt + set!.sessionSeconds * 1000,
    dueAt: endsAt,
  }
}

function advancesOf(
  { deps, input }: Acting,
  facts: FindingFacts,
  row: Row,
  { now, seconds }: Taking,
): Advance[] {
  const { id, name } = facts.caller
  const same = {
    actor: { kind: 'person', id, name } as const,
    at: now,
    recordedAt: now,
    comment: input.reason,
    tell: concerned(facts),
  }
  const from = (status: 'approved' | 'active', version: number) => ({ id: row.id, status, version })
  const adopted: Advance = {
    ...same,
    from: from('approved', 1),
    event: 'adopt',
    op: deps.newId(),
    set: { activeAt: now, dueAt: row.endsAt ?? now },
  }
  if (seconds !== null) return [adopted]
  const ended = { endCause: 'revoke', endAskedAt: now, endById: id, endByName: name, endReason: input.reason }
  const set = { ...ended, dueAt: now }
  return [adopted, { ...same, from: from('active', 2), event: 'revoke', op: deps.newId(), set }]
}

function concerned({ finding, deciders }: FindingFacts): string[] {
  return [
    ...new Set([...(finding.holderId === null ? [] : [finding.holderId]), ...deciders.map(({ id }) => id)]),
  ]
}

/** After the commit. If the keeper does not hear it, the sweep finds the row by `due_at`. */
async function tellKeeper({ deps }: Acting, row: Row, { now, seconds }: Taking): Promise<void> {
  const { id, principalId: principal, startsAt, endsAt, sessionSeconds } = row
  const key = row.keeperKey ?? ''
  const times = { startsAt: startsAt ?? now, endsAt: endsAt ?? now, sessionSeconds }
  await deps.keepers.hold(key, [{ id, principal, ...times, clone: null, kill: 'never', owned: true }])
  if (seconds === null) await deps.keepers.end(key, [{ id, cause: 'revoke', at: now }])
}
