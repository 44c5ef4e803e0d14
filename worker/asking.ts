import type { Asked } from '../schema/contract/requests.ts'
import { customSetOf, type CustomSet } from './custom.ts'
import type { RequestRow } from './db/advance.ts'
import type { AccountRow, Named, OpeningFacts, SetRow } from './db/facts.ts'
import { statusAt } from './db/lists.ts'
import { dayMs } from './durations.ts'
import type { Deps } from './deps.ts'
import { invalid, Refusal } from './http/refusal.ts'
import { lookerOf } from './looking.ts'
import { openAccount } from './open-account.ts'
import { longestAllowed, type Bound } from './policy.ts'
import { atLevels, ruledOn, type Ruled } from './rules/asked.ts'
import { namesOf, spoken } from './refusals.ts'
import { openADay, urgentADay } from './windows.ts'
import { instant } from './wire.ts'

const furthestStartMs = 30 * 24 * 60 * 60_000
/** "Now", by a clock that runs a little behind ours. */
const aMomentMs = 60_000

/** What is asked for, once every name behind an id was found and nothing speaks against it. */
export interface Wanted {
  readonly account: AccountRow
  readonly set: SetRow
  /** A start later than the decision: a time somebody chose. */
  readonly startsAt: number | null
  /** The running session this one would go on from. */
  readonly extended: RequestRow | null
  /** What the rules say to it. */
  readonly ruled: Ruled
}

/** Refuses what could not be granted, in the order in which a person would want to know it. */
export function wantedFrom(facts: OpeningFacts, input: Asked, now: number): Wanted {
  const { account, set } = askable(facts, input)
  const [startsAt, extended] = [startFrom(input, now), extendedFrom(facts, input, now)]
  const begins = extended?.endsAt ?? Math.max(now, startsAt ?? now)
  const ruled = ruledOn(facts, { account, set, input, startsAt: begins })
  refuseDuration(longestAllowed(account, set, ruled.bound), facts, input)
  // A page may have pressed Send (threats D7): it is told here, as a preview before it may be of another moment.
  if (input.attended === true && ruled.automatic !== null) throw new Refusal('confirm-in-portal')
  if (ruled.automatic === null) refuseUndecidable(account, atLevels(facts, ruled.levels))
  refuseTooMany(facts, now)
  const wanted = { account, set, startsAt, extended, ruled }
  refuseHeld(wanted, facts, input, now)
  if (input.urgent === true) refuseUrgent(facts, input)
  return wanted
}

/** The custom set that is asked for; `null` for one of the catalog's. */
export async function customIn({ custom, permissionSetArn }: Asked): Promise<CustomSet | null> {
  if ((custom === undefined) === (permissionSetArn === undefined))
    throw invalid('permissionSetArn', 'Name a permission set, or define a custom one.')
  return custom === undefined ? null : customSetOf(custom)
}

/** Which of the three is missing, and whom to ask: not in Hallpass, not open, no such set. */
function askable(facts: OpeningFacts, input: Asked): Pick<Wanted, 'account' | 'set'> {
  const account = openAccount(facts, input.accountId)
  const { set, admins } = facts
  if (set === null || set.requestable === 0 || set.protected === 1)
    throw new Refusal('no-sets', { account: account.name, names: namesOf(admins) })
  // Its policies are read in the catalog's first minute; a request is made on what they are.
  if (set.policyHash === null) throw new Refusal('unreachable', { n: '10' }, { retryAfterSeconds: 10 })
  return { account, set }
}

function refuseDuration(longest: Bound, { settings }: OpeningFacts, input: Asked): void {
  if (input.durationSeconds > longest.seconds) {
    const said = { duration: spoken(longest.seconds), rule: longest.rule }
    throw new Refusal('too-long', said, { field: 'durationSeconds', maxSeconds: longest.seconds })
  }
  if (input.durationSeconds < settings.minSeconds) {
    const what = `At least ${spoken(settings.minSeconds)}.`
    throw invalid('durationSeconds', what)
  }
}

/** Who is woken may read why, in a ticket, and not too often. */
function refuseUrgent({ sentToday }: OpeningFacts, input: Asked): void {
  if (!input.ticket) throw invalid('ticket', 'An urgent request needs a ticket.')
  if (sentToday.urgent >= urgentADay) throw new Refusal('too-many-urgent', { n: String(urgentADay) })
}

function refuseUndecidable(
  account: AccountRow,
  { deciders, seconds, admins }: Pick<OpeningFacts, 'deciders' | 'seconds' | 'admins'>,
): void {
  const isPair = (first: Named) => seconds === null || seconds.some(({ id }) => id !== first.id)
  if (!deciders.some(isPair))
    throw new Refusal('nobody-decides', { account: account.name, names: namesOf(admins) })
}

/** Neither at once nor in a day: each request stays, and is told to everybody who may decide it. */
function refuseTooMany({ settings, waitingInAll, sentToday }: OpeningFacts, now: number): void {
  if (waitingInAll >= settings.maxOpen) throw new Refusal('too-many-open', { n: String(waitingInAll) })
  if (sentToday.n < settings.maxOpen * openADay) return
  const seconds = Math.ceil((sentToday.first + dayMs - now) / 1000)
  throw new Refusal('too-fast', { n: String(seconds) }, { retryAfterSeconds: seconds })
}

/** From now to 30 days ahead, by the server's clock; the one instant a client may send. */
function startFrom(input: Asked, now: number): number | null {
  if (input.startsAt === undefined) return null
  if (Number.isNaN(Date.parse(input.startsAt)))
    throw invalid('startsAt', 'This is not an instant in RFC 3339.')
  const at = Date.parse(input.startsAt)
  if (input.extends !== undefined) throw invalid('startsAt', 'An extension starts where the session ends.')
  if (at < now - aMomentMs) throw invalid('startsAt', 'The start is over already.')
  if (at > now + furthestStartMs) throw invalid('startsAt', 'At most 30 days ahead.')
  return at
}

/** A running session of the caller's own, same account and set. */
function extendedFrom({ sameKey }: OpeningFacts, input: Asked, now: number): RequestRow | null {
  if (input.extends === undefined) return null
  const extended = sameKey.find((row) => row.id === input.extends && row.live === 1)
  if (!extended || (extended.endsAt ?? 0) <= now || statusAt(extended, now) === 'ending') {
    throw invalid(
      'extends',
      'Only a running session of your own, for the same account and set, can be extended.',
    )
  }
  return extended
}

/** An undecided request for the same, or a session of ours that covers all that is asked for. */
function refuseHeld(wanted: Wanted, { sameKey }: OpeningFacts, input: Asked, now: number): void {
  const extendsId = wanted.extended?.id ?? null
  const asked = sameKey.find(
    (row) => row.waitsFor !== null && row.windowEndsAt > now && row.extendsId === extendsId,
  )
  if (asked) throw alreadyAsked(asked)
  const from = wanted.extended?.endsAt ?? wanted.startsAt ?? now
  const to = from + input.durationSeconds * 1000
  const held = sameKey.find((row) => covers(row, from, to) && statusAt(row, now) !== 'ending')
  if (!held) return
  const said = { set: wanted.set.name, account: wanted.account.name, time: instant(held.endsAt!) }
  throw new Refusal('already-held', said, { requestId: held.id })
}

function covers({ startsAt, endsAt }: RequestRow, from: number, to: number): boolean {
  return startsAt !== null && endsAt !== null && startsAt <= from && endsAt >= to
}

export function alreadyAsked(row: { id: string; setName: string; openedAt: number }): Refusal {
  return new Refusal(
    'already-asked',
    { set: row.setName, time: instant(row.openedAt) },
    { requestId: row.id },
  )
}

/** Access that AWS shows and no session of ours explains. When AWS does not answer, the keeper finds it later. */
export async function refuseStanding(
  deps: Deps,
  { account, set }: Wanted,
  facts: OpeningFacts,
): Promise<void> {
  const ours = facts.sameKey.some((row) => row.live === 1)
  const holders = ours
    ? null
    : await deps.holders(account.id, set.arn, lookerOf(facts.caller, facts.settings.maxOpen))
  if (holders === null) return
  const standing =
    holders.users.has(facts.caller.principalId ?? '') || facts.groups.some((id) => holders.groups.has(id))
  if (standing)
    throw new Refusal('already-held', { set: set.name, account: account.name }, { variant: 'standing' })
}
