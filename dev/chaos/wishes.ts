import organisation from '../../test/fixtures/organisation.json' with { type: 'json' }
import type { Wanted } from './session.ts'
import type { Triple } from './truth.ts'

export const emails = organisation.people.map(({ email }) => email)

const accounts = organisation.accounts.filter(({ id }) => id !== organisation.managementAccountId)
// Protected sets may not be asked for; sealed ones are not given by an assignment to the set itself.
const sets = organisation.permissionSets.filter(
  ({ tags }) => !('jit:protected' in tags) && !('jit:sealed' in tags),
)

interface Standing {
  readonly accountId: string
  readonly permissionSetArn: string
  readonly principal: string
}

/** Access the organisation has given for good: as many assignments as there must be when all is over. */
export const standing: readonly Triple[] = organisation.standing.map((one) => ({
  accountId: one.accountId,
  setArn: one.permissionSetArn,
  principalId: idOf(one.principal),
}))

function idOf(principal: string): string {
  const group = organisation.groups.find(({ name }) => `group:${name}` === principal)
  return group?.id ?? organisation.people.find(({ email }) => email === principal)!.principalId
}

export type Random = () => number

/** Something nobody holds and nobody is asking for just now. */
export function wish(random: Random, taken: ReadonlySet<string>): Wanted {
  for (;;) {
    const person = pick(organisation.people, random)
    const [account, set] = [pick(accounts, random), pick(sets, random)]
    const triple = { principalId: person.principalId, accountId: account.id, setArn: set.arn }
    if (taken.has(keyOf(triple)) || isHeld(person.email, account.id, set.arn)) continue
    const deciders = organisation.people.filter(({ email, level }) => level >= 2 && email !== person.email)
    const [decider, seconds] = [pick(deciders, random).email, 3 + Math.floor(random() * 6)]
    return { ...triple, requester: person.email, decider, seconds, endedBy: endedBy(random, seconds) }
  }
}

export const keyOf = ({ principalId, accountId, setArn }: Triple): string =>
  `${accountId}/${setArn}/${principalId}`

function isHeld(email: string, accountId: string, setArn: string): boolean {
  const groups = organisation.groups.filter(({ members }) => members.includes(email))
  const names = new Set([email, ...groups.map(({ name }) => `group:${name}`)])
  const here = (one: Standing): boolean => one.accountId === accountId && one.permissionSetArn === setArn
  return organisation.standing.some((one) => here(one) && names.has(one.principal))
}

/** Two of ten do not last until their end. */
function endedBy(random: Random, seconds: number): Wanted['endedBy'] {
  const chance = random()
  if (chance > 0.2) return null
  return { how: chance < 0.1 ? 'release' : 'revoke', afterMs: Math.floor(random() * seconds * 1_000) }
}

function pick<T>(from: readonly T[], random: Random): T {
  return from[Math.floor(random() * from.length)]!
}
