import type { Api } from '../schema/contract/api.ts'
import type { Request } from '../schema/contract/requests.ts'
import { alreadyAsked, refuseStanding, standardSetOf, wantedFrom, type Wanted } from './asking.ts'
import { factsToOpen, type OpeningFacts } from './db/facts.ts'
import { insertRequest, type NewRequest } from './db/open.ts'
import { digestOf } from './digest.ts'
import type { Call } from './http/serve.ts'
import { Refusal } from './http/refusal.ts'
import { toWire } from './wire.ts'

/** Somebody asks for access. Refused, with nothing stored, when it could not be granted or nobody could decide. */
export async function open(call: Call<Api['open']>): Promise<Request> {
  const { deps, input } = call
  const setArn = standardSetOf(input)
  const facts = await factsToOpen(
    deps.db,
    { ...call, now: deps.now() },
    { accountId: input.accountId, setArn },
  )
  const now = deps.now()
  if (facts.replay) return toWire(facts.replay, now)
  const wanted = wantedFrom(facts, input, now)
  await refuseStanding(deps, wanted, facts)

  const made = await insertRequest(deps.db, await newRequest(call, wanted, facts, now))
  if (made.row === null) throw made.other ? alreadyAsked(made.other) : new Refusal('changed')
  deps.notify(facts.deciders.map((person) => person.id))
  return toWire(made.row, now)
}

async function newRequest(
  call: Call<Api['open']>,
  { account, set, startsAt, extended }: Wanted,
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
    extendsId: extended?.id ?? null,
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
      askedStartAt: startsAt,
      durationS: input.durationSeconds,
      deniedAction: input.denied?.action ?? null,
      deniedResource: input.denied?.resource ?? null,
      digest: await digestOf({ ...sent, durationSeconds: input.durationSeconds, startsAt }),
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
