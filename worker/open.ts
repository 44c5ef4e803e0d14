import type { Api } from '../schema/contract/api.ts'
import type { Request } from '../schema/contract/requests.ts'
import { alreadyAsked, customIn, refuseStanding, wantedFrom, type Wanted } from './asking.ts'
import { rowOfCustom, type CustomSet } from './custom.ts'
import { definitionOf, reviewDefinition } from './custom-review.ts'
import { factsToOpen, type OpeningFacts } from './db/facts.ts'
import { insertRequest, type NewRequest } from './db/open.ts'
import { sameBody } from './db/replies.ts'
import { digestOf } from './digest.ts'
import type { Call } from './http/serve.ts'
import { Refusal } from './http/refusal.ts'
import { atLevels } from './rules/asked.ts'
import { grantedBy, type Ungranted } from './granting.ts'
import { waitsForOf } from './policy.ts'
import { tellKeeper } from './telling.ts'
import { remindsNext } from './windows.ts'
import { toWire } from './wire.ts'

/** Somebody asks for access. Refused, with nothing stored, when it could not be granted or nobody could decide. */
export async function open(call: Call<Api['open']>): Promise<Request> {
  const { deps, input } = call
  const custom = await customIn(input)
  const facts = await factsFor(call, custom)
  const now = deps.now()
  if (facts.replay) return toWire(facts.replay, now)
  const wanted = wantedFrom(facts, input, now)
  if (custom === null) await refuseStanding(deps, wanted, facts)
  else await reviewDefinition(deps.reader, definitionOf(custom), facts.managed)

  const levels = atLevels(facts, wanted.ruled.levels)
  const asked = await newRequest(call, { ...wanted, custom }, { ...facts, ...levels }, now)
  const made = await insertRequest(deps.db, asked)
  if (made.row === null) {
    const replay = sameBody(made.replay, call.idempotency)
    if (replay) return toWire(replay, now)
    throw made.other ? alreadyAsked(made.other) : new Refusal('changed')
  }
  // The requester's other devices show it too; there is nothing to tell them later if they are not there.
  deps.notify([...new Set([...(asked.granted?.tell ?? asked.tell), facts.caller.id])])
  if (asked.granted !== null) await tellKeeper(deps, made.row, facts.kill)
  return toWire(made.row, now)
}

/** All that a request rests on, whether it is sent or only thought of. */
export async function factsFor(
  { deps, input, credential, idempotency }: Omit<Call<Api['open']>, 'ifMatch'>,
  custom: CustomSet | null,
  act: 'open' | 'previewOpen' = 'open',
): Promise<OpeningFacts> {
  const setArn = custom?.id ?? input.permissionSetArn ?? ''
  const wanted = {
    accountId: input.accountId,
    setArn,
    isCustom: custom !== null,
    act,
    managedArns: managedIn(custom),
  }
  const facts = await factsToOpen(deps.db, { credential, idempotency, now: deps.now() }, wanted)
  return custom === null ? facts : { ...facts, set: rowOfCustom(custom) }
}

function managedIn(custom: CustomSet | null): readonly string[] {
  return custom === null ? [] : definitionOf(custom).managedPolicyArns
}

async function newRequest(
  call: Call<Api['open']>,
  { account, set, startsAt, extended, custom, ruled }: Wanted & { readonly custom: CustomSet | null },
  facts: OpeningFacts,
  now: number,
): Promise<NewRequest> {
  const { input, deps, credential, idempotency } = call
  const { caller, deciders, settings } = facts
  const urgent = Number(input.urgent === true)
  const window = { openedAt: now, windowEndsAt: now + settings.windowSeconds * 1000, urgent }
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
  const status = ruled.levels === 1 ? 'pending' : 'pending_owner'
  const asked: Ungranted = {
    row: {
      ...sent,
      id: deps.newId(),
      kind: custom === null ? 'standard' : 'custom',
      status,
      waitsFor: waitsForOf(status),
      requesterName: caller.name,
      sensitive: account.sensitive,
      sessionSeconds: set.sessionSeconds,
      askedStartAt: startsAt,
      durationS: input.durationSeconds,
      deniedAction: input.denied?.action ?? null,
      deniedResource: input.denied?.resource ?? null,
      digest: await digestOf({ ...sent, durationSeconds: input.durationSeconds, startsAt }),
      ...window,
      up: Number(urgent === 1 || !facts.ownerIsThere),
      remindAt: remindsNext(window, now),
      deciders: deciders.length,
      dueAt: window.windowEndsAt,
    },
    op: deps.newId(),
    credential,
    caller,
    accountVersion: account.version,
    ownersVersion: account.ownersVersion,
    setVersion: custom === null ? set.version : null,
    custom,
    maxOpen: settings.maxOpen,
    ruledBy: { version: facts.book.version, groups: facts.groups },
    tell: ruled.automatic === null ? toldOf(facts, urgent === 1) : [],
    reply: idempotency,
  }
  const granted = ruled.automatic === null ? null : grantedBy(ruled.automatic, { asked, set, extended, now })
  return { ...asked, granted: granted && { ...granted, op: deps.newId() }, goesOnFrom: granted && extended }
}

/** An urgent one is shown to those who make the second decision from the start. */
function toldOf({ deciders, seconds }: OpeningFacts, isUrgent: boolean): string[] {
  return [...new Set([...deciders, ...(isUrgent ? (seconds ?? []) : [])].map(({ id }) => id))]
}
