import type { Api } from '../schema/contract/api.ts'
import type { Output } from '../schema/contract/endpoint.ts'
import { changePerson, personSeen } from './administering.ts'
import { configuredBeside, type Configured, type PersonState } from './db/config.ts'
import { hasUnderLink } from './db/links.ts'
import type { Deps } from './deps.ts'
import { invalid, Refusal } from './http/refusal.ts'
import type { Call } from './http/serve.ts'
import { isAllowed, noTies, verdict } from './policy.ts'
import { namesOf } from './refusals.ts'

/** Who somebody is in Identity Center, where no address says so: never oneself, and nobody who is somebody else. */
export async function setLink(call: Call<Api['setLink']>): Promise<Output<Api['setLink']>> {
  const { deps, input } = call
  const { id, principalId, reason } = input
  const now = deps.now()
  const [facts, isInUse] = await configuredBeside(deps.db, { ...call, now }, 'setLink', hasUnderLink(id, now))
  const person = personSeen(call, facts)
  refuseOwn(facts, person)
  if (person.principalId !== principalId) {
    refuseTaken(facts, principalId)
    if (isInUse) throw new Refusal('link-in-use', { name: person.name })
    await refuseUnknown(deps, principalId)
  }
  const told = { event: 'link', detail: { from: person.principalId, to: principalId, reason } }
  return changePerson(call, facts, { person, changed: { ...person, principalId }, told })
}

/** Whoever linked themselves to somebody's user would have what that user has. */
function refuseOwn({ caller, people }: Configured, { id }: PersonState): void {
  const said = verdict('setLink', caller, { ...noTies, requester: id === caller.id })
  if (said === 'allowed') return
  const others = people.filter((each) => each.active === 1 && each.id !== id && isAllowed('setLink', each))
  throw new Refusal(said, { names: namesOf(others) })
}

function refuseTaken({ people }: Configured, principalId: string): void {
  const holder = people.find((each) => each.principalId === principalId)
  if (holder) throw new Refusal('principal-taken', { name: holder.name }, { field: 'principalId' })
}

/** AWS is asked last, and its silence is no yes. */
async function refuseUnknown({ hasPrincipal }: Deps, principalId: string): Promise<void> {
  const isThere = await hasPrincipal(principalId)
  if (isThere === null) throw new Refusal('unreachable', { n: '10' }, { retryAfterSeconds: 10 })
  if (!isThere) throw invalid('principalId', 'Identity Center has no user with this id.')
}
