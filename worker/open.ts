import type { Api } from '../schema/contract/api.ts'
import type { Asked, Request } from '../schema/contract/requests.ts'
import { factsToOpen, type AccountRow, type OpeningFacts, type SetRow } from './db/facts.ts'
import { insertRequest, type NewRequest } from './db/open.ts'
import { digestOf } from './digest.ts'
import type { Call } from './http/serve.ts'
import { Refusal } from './http/refusal.ts'
import { longestAllowed } from './policy.ts'
import { namesOf, spoken } from './refusals.ts'
import { instant, toWire } from './wire.ts'

/** What is asked for, once every name behind an id was found. */
interface Wanted {
  readonly account: AccountRow
  readonly set: SetRow
}

/** Somebody asks for access. Refused, with nothing stored, when it could not be granted or nobody could decide. */
export async function open(call: Call<Api['open']>): Promise<Request> {
  const { deps, input } = call
  const now = deps.now()
  const setArn = standardSetOf(input)
  const facts = await factsToOpen(deps.db, { ...call, now }, { accountId: input.accountId, setArn })
  if (facts.replay) return toWire(facts.replay, now)
  const wanted = refuseUnlessAskable(facts, input)
  refuseDuration(wanted, facts, input)
  refuseUndecidable(wanted, facts)
  refuseHeld(wanted, facts, input, now)
  await refuseStanding(call, wanted, facts)

  const made = await insertRequest(deps.db, await newRequest(call, wanted, facts, now))
  if (made.row === null) throw made.other ? alreadyAsked(made.other) : new Refusal('changed')
  deps.notify(facts.deciders.map((person) => person.id))
  return toWire(made.row, now)
}

/** Custom sets, scheduled starts, extensions and urgency are refused until they are built, never half done. */
function standardSetOf(input: Asked): string {
  const later = (['custom', 'startsAt', 'extends', 'urgent'] as const).find(
    (name) => input[name] !== undefined,
  )
  if (later) throw new Refusal('invalid', { what: `"${later}" is not offered yet.` }, { field: later })
  if (input.permissionSetArn === undefined) {
    throw new Refusal('invalid', { what: '"permissionSetArn" is missing.' }, { field: 'permissionSetArn' })
  }
  return input.permissionSetArn
}

/** Which of the three is missing, and whom to ask: not in Hallpass, not open, no such set. */
function refuseUnlessAskable(facts: OpeningFacts, input: Asked): Wanted {
  const { account, set, caller } = facts
  const names = namesOf(facts.admins)
  if (caller.principalId === null)
    throw new Refusal('not-linked', { email: caller.email ?? caller.name, names })
  if (account === null || account.status !== 'ACTIVE')
    throw new Refusal('account-unknown', { account: input.accountId, names })
  if (account.requestable === 0) throw new Refusal('account-hidden', { account: account.name, names })
  if (set === null || set.requestable === 0) throw new Refusal('no-sets', { account: account.name, names })
  // Its policies are read in the catalog's first minute; a request is made on what they are.
  if (set.policyHash === null) throw new Refusal('unreachable', { n: '10' }, { retryAfterSeconds: 10 })
  return { account, set }
}

function refuseDuration({ account, set }: Wanted, { settings }: OpeningFacts, input: Asked): void {
  const longest = longestAllowed(account, set)
  if (input.durationSeconds > longest.seconds) {
    const said = { duration: spoken(longest.seconds), rule: longest.rule }
    throw new Refusal('too-long', said, { field: 'durationSeconds', maxSeconds: longest.seconds })
  }
  if (input.durationSeconds < settings.minSeconds) {
    const what = `At least ${spoken(settings.minSeconds)}.`
    throw new Refusal('invalid', { what }, { field: 'durationSeconds' })
  }
}

function refuseUndecidable(
  { account }: Wanted,
  { deciders, admins, settings, waitingInAll }: OpeningFacts,
): void {
  if (deciders.length === 0)
    throw new Refusal('nobody-decides', { account: account.name, names: namesOf(admins) })
  if (waitingInAll >= settings.maxOpen) throw new Refusal('too-many-open', { n: String(waitingInAll) })
}

/** An undecided request for the same, or a session of ours that ends no earlier than the one asked for. */
function refuseHeld({ account, set }: Wanted, { sameKey }: OpeningFacts, input: Asked, now: number): void {
  const asked = sameKey.find((row) => row.waitsFor !== null && row.windowEndsAt > now)
  if (asked) throw alreadyAsked(asked)
  const held = sameKey.find((row) => row.endsAt !== null && row.endsAt >= now + input.durationSeconds * 1000)
  if (!held) return
  const said = { set: set.name, account: account.name, time: instant(held.endsAt!) }
  throw new Refusal('already-held', said, { requestId: held.id })
}

function alreadyAsked(row: { id: string; setName: string; openedAt: number }): Refusal {
  return new Refusal(
    'already-asked',
    { set: row.setName, time: instant(row.openedAt) },
    { requestId: row.id },
  )
}

/** Access that AWS shows and no session of ours explains. When AWS does not answer, the keeper finds it later. */
async function refuseStanding(
  { deps }: Call<Api['open']>,
  { account, set }: Wanted,
  facts: OpeningFacts,
): Promise<void> {
  const ours = facts.sameKey.some((row) => row.live === 1)
  const holders = ours ? null : await deps.holders(account.id, set.arn)
  if (holders === null) return
  const standing =
    holders.users.has(facts.caller.principalId ?? '') || facts.groups.some((id) => holders.groups.has(id))
  if (standing)
    throw new Refusal('already-held', { set: set.name, account: account.name }, { variant: 'standing' })
}

async function newRequest(
  call: Call<Api['open']>,
  { account, set }: Wanted,
  facts: OpeningFacts,
  now: number,
): Promise<NewRequest> {
  const { input, deps, credential, idempotency } = call
  const { caller, deciders, settings } = facts
  const sent = {
    requesterId: caller.id,
    principalId: caller.principalId ?? '',
    accountId: account.id,
    accountName: account.name,
    setArn: set.arn,
    setName: set.name,
    setHash: set.policyHash,
    justification: input.justification,
    ticket: input.ticket || null,
    extendsId: null,
  }
  return {
    row: {
      ...sent,
      id: deps.newId(),
      kind: 'standard',
      status: 'pending',
      waitsFor: 'any',
      requesterName: caller.name,
      sensitive: account.sensitive,
      sessionSeconds: set.sessionSeconds,
      durationS: input.durationSeconds,
      deniedAction: input.denied?.action ?? null,
      deniedResource: input.denied?.resource ?? null,
      digest: await digestOf({ ...sent, durationSeconds: input.durationSeconds, startsAt: null }),
      openedAt: now,
      windowEndsAt: now + settings.windowSeconds * 1000,
      deciders: deciders.length,
      dueAt: now + settings.windowSeconds * 1000,
    },
    op: deps.newId(),
    credential,
    caller,
    accountVersion: account.version,
    ownersVersion: account.ownersVersion,
    setVersion: set.version,
    maxOpen: settings.maxOpen,
    tell: deciders.map((person) => person.id),
    reply: idempotency,
  }
}
