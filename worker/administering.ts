import type { Api } from '../schema/contract/api.ts'
import type { Change } from '../schema/contract/config.ts'
import type { Output } from '../schema/contract/endpoint.ts'
import { roles } from '../schema/contract/people.ts'
import { planOf } from './configuring.ts'
import { absenceSeenBy, factsToBeAway, writeAbsence, type Absence, type AbsenceFacts } from './db/absences.ts'
import { none } from './db/batch.ts'
import {
  configured,
  writeConfig,
  type Audited,
  type Configured,
  type PersonState,
  type Writing,
} from './db/config.ts'
import { ownersAt, type AccountOwners } from './db/owners.ts'
import { managedPerson, type ManagedPerson } from './db/people-list.ts'
import type { Call } from './http/serve.ts'
import { Refusal } from './http/refusal.ts'
import { refsOf } from './references.ts'
import { instant } from './wire.ts'

// Who owns what, who may what, and who stands in for whom. Like the lifecycle: facts in one round trip, the write in a
// second one, guarded by the versions of those facts, with an event for each thing that changed.

type Planned = Omit<Writing, 'op' | 'now' | 'credential' | 'caller'>

/** Reviewed changes, all of them or none. */
export async function applyConfig(call: Call<Api['applyConfig']>): Promise<Output<Api['applyConfig']>> {
  const { deps, input } = call
  const facts = await configured(deps.db, { ...call, now: deps.now() }, 'applyConfig')
  const { planned, unchanged } = planOf(facts, input.changes, deps.newId)
  refuseWithoutAdmin(facts, planned)
  if (!input.dryRun) await writeOrRefuse(call, facts, planned, none)
  return { applied: input.changes.length - unchanged, unchanged }
}

/** The owners of one account. */
export async function setOwners(call: Call<Api['setOwners']>): Promise<AccountOwners> {
  const { deps, input, ifMatch } = call
  const facts = await configured(deps.db, { ...call, now: deps.now() }, 'setOwners')
  const account = facts.accounts.find(({ id }) => id === input.id)
  if (!account) throw new Refusal('not-found')
  if (ifMatch !== null && ifMatch !== account.ownersVersion) throw new Refusal('changed')
  const owners = refsOf(
    facts.accountRules.filter(({ at }) => at === input.id),
    facts,
  )
  const change: Change = { what: 'account', key: input.id, from: { owners }, to: { owners: input.owners } }
  const { planned } = planOf(facts, [change], deps.newId)
  const now = await writeOrRefuse(call, facts, planned, ownersAt(input.id))
  if (now === null) throw new Refusal('not-found')
  return now
}

/** Somebody's role and flag. The last Admin stays one. */
export async function setRole(call: Call<Api['setRole']>): Promise<Output<Api['setRole']>> {
  const { facts, person } = await personToChange(call, 'setRole')
  const { role, auditor = person.auditor === 1 } = call.input
  const from = { role: roles[person.level], auditor: person.auditor === 1 }
  const changed = { ...person, level: roles.indexOf(role), auditor: Number(auditor) }
  const told = { event: 'set_role', detail: { from, to: { role, auditor } } }
  return changePerson(call, facts, { person, changed, told })
}

/** Somebody left, and is signed out everywhere; or is back. Nobody locks themselves out, nor the last Admin. */
export async function setActive(call: Call<Api['setActive']>): Promise<Output<Api['setActive']>> {
  const { facts, person } = await personToChange(call, 'setActive')
  const { active, reason } = call.input
  if (person.id === facts.caller.id && !active)
    throw new Refusal('invalid', { what: 'Another Admin has to say that you left.' }, { field: 'active' })
  const changed = { ...person, active: Number(active) }
  const told = { event: active ? 'reactivate' : 'deactivate', detail: { reason } }
  return changePerson(call, facts, { person, changed, told })
}

async function personToChange(call: Call<Api['setRole' | 'setActive']>, act: 'setRole' | 'setActive') {
  const { deps } = call
  const facts = await configured(deps.db, { ...call, now: deps.now() }, act)
  return { facts, person: personSeen(call, facts) }
}

/** Whom it is about, as the caller saw them. */
export function personSeen({ input, ifMatch }: Changing, { people }: Configured): PersonState {
  const person = people.find(({ id }) => id === input.id)
  if (!person) throw new Refusal('not-found')
  if (ifMatch !== null && ifMatch !== person.version) throw new Refusal('changed')
  return person
}

type Changing = Call<Api['setRole' | 'setActive' | 'setLink']>

interface PersonChange {
  readonly person: PersonState
  readonly changed: PersonState
  readonly told: Pick<Audited, 'event' | 'detail'>
}

const settable = ['level', 'auditor', 'active', 'principalId'] as const

/** With its event; what is so already is written by nobody. */
export async function changePerson(
  call: Changing,
  facts: Configured,
  { person, changed, told }: PersonChange,
): Promise<Output<Api['setRole']>> {
  const isSame = settable.every((each) => person[each] === changed[each])
  const planned: Planned = isSame
    ? nothing
    : {
        ...nothing,
        people: [{ ...changed, isNew: false }],
        audit: [{ kind: 'person', id: person.id, ...told }],
      }
  refuseWithoutAdmin(facts, planned)
  const now = await writeOrRefuse(call, facts, planned, managedPerson(person.id))
  if (now === null) throw new Refusal('not-found')
  return toManaged(now)
}

const nothing: Planned = {
  people: [],
  accounts: [],
  sets: [],
  ownersOf: { accounts: [], ous: [] },
  accountRules: [],
  ouRules: [],
  rulesBefore: { accounts: [], ous: [] },
  book: null,
  settings: null,
  audit: [],
}

export function toManaged({ level, auditor, active, ...person }: ManagedPerson): Output<Api['setRole']> {
  return { ...person, role: roles[level] ?? 'viewer', auditor: auditor === 1, active: active === 1 }
}

/** Somebody has to be there who can name the next one. An Auditor changes nothing, so they do not count. */
function refuseWithoutAdmin({ people }: Configured, planned: Planned): void {
  const after = new Map([...people, ...planned.people].map((person) => [person.id, person]))
  const stays = [...after.values()].some((p) => p.level === 3 && p.active === 1 && p.auditor === 0)
  if (!stays) throw new Refusal('last-admin')
}

export async function writeOrRefuse<T>(
  call: Call<Api['applyConfig' | 'setOwners' | 'setRole' | 'setActive' | 'setLink' | 'setRules']>,
  { caller }: Configured,
  planned: Planned,
  then: Parameters<typeof writeConfig<T>>[2],
): Promise<T> {
  const { deps, credential } = call
  const made = { ...planned, caller, credential, op: deps.newId(), now: deps.now() }
  const { done, now, told } = await writeConfig(deps.db, made, then)
  if (!done) throw new Refusal('changed')
  deps.notify(told)
  return now
}

/** Until when the caller is away, and for whom they stand in. */
export async function showAway({ deps, credential }: Call<Api['away']>): Promise<Output<Api['away']>> {
  return toAway(await absenceSeenBy(deps.db, { credential, now: deps.now() }))
}

/** An owner goes, and names who decides meanwhile; or is back before the time. */
export async function setAway(call: Call<Api['setAway']>): Promise<Output<Api['setAway']>> {
  const { deps, input, credential, ifMatch } = call
  const facts = await factsToBeAway(deps.db, { credential, now: deps.now() }, input.away?.standIn ?? '')
  const now = deps.now()
  if (ifMatch !== null && ifMatch !== facts.version) throw new Refusal('changed')
  const standIn = input.away === null ? null : standInFrom(facts, input.away.standIn)
  const tell = [facts.caller.id, standIn?.id, facts.own?.standIn.id].filter((id) => id !== undefined)
  const made = await writeAbsence(deps.db, {
    tell,
    credential,
    now,
    op: deps.newId(),
    caller: facts.caller,
    version: facts.version,
    standIn,
    until: now + (input.away?.durationSeconds ?? 0) * 1000,
  })
  if (made === null) throw new Refusal('changed')
  deps.notify(tell)
  return toAway(made)
}

function standInFrom({ caller, meant }: AbsenceFacts, ref: string) {
  const [person, another] = meant
  const field = 'away.standIn'
  if (!person) throw new Refusal('invalid', { what: `Nobody here is ${ref}.` }, { field })
  if (another) throw new Refusal('invalid', { what: `${ref} is more than one person.` }, { field })
  if (person.id === caller.id)
    throw new Refusal('invalid', { what: 'Somebody else has to stand in for you.' }, { field })
  return person
}

function toAway({ own, standsInFor, version }: Absence): Output<Api['away']> {
  return {
    away: own === null ? null : { until: instant(own.until), standIn: own.standIn },
    standsInFor: standsInFor.map(({ owner, until }) => ({ owner, until: instant(until) })),
    version,
  }
}
