import { readFileSync } from 'node:fs'

/** The file that says who and what exists: accounts, people, groups, permission sets, standing access. */
export type Organisation = {
  region: string
  instanceArn: string
  identityStoreId: string
  managementAccountId: string
  organizationalUnits: { path: string; id: string }[]
  accounts: Account[]
  permissionSets: ListedSet[]
  people: Person[]
  groups: Group[]
  standing: { accountId: string; permissionSetArn: string; principal: string }[]
}
export type Account = { id: string; name: string; ouPath: string; sensitive: boolean; owners: string[] }
export type Person = { email: string; name: string; userName: string; principalId: string }
export type Group = { name: string; id: string; members: string[] }
export type ListedSet = {
  name: string
  arn: string
  managedPolicyArns: string[]
  inlinePolicy: object | null
  sessionDuration: string
  tags: Record<string, string>
}

export const defaultOrganisation = new URL('../../test/fixtures/organisation.json', import.meta.url)

/** Trusts the file: it is committed here, and a wrong one shows in the first test. */
export function readOrganisation(file: string | URL): Organisation {
  return JSON.parse(readFileSync(file, 'utf8')) as Organisation
}

export type PrincipalType = 'USER' | 'GROUP'

export function typeOfPrincipal(organisation: Organisation, id: string): PrincipalType | null {
  if (organisation.people.some((person) => person.principalId === id)) return 'USER'
  return organisation.groups.some((group) => group.id === id) ? 'GROUP' : null
}

/** `viewer@example.com` or `group:engineers`, as the file writes them. */
export function principalNamed(
  organisation: Organisation,
  name: string,
): { type: PrincipalType; id: string } {
  const group = organisation.groups.find((candidate) => `group:${candidate.name}` === name)
  if (group) return { type: 'GROUP', id: group.id }
  const person = organisation.people.find((candidate) => candidate.email === name)
  if (!person) throw new Error(`the organisation's standing access names nobody known: ${name}`)
  return { type: 'USER', id: person.principalId }
}

export function groupsOf(organisation: Organisation, principalId: string): Group[] {
  const person = organisation.people.find((candidate) => candidate.principalId === principalId)
  return person ? organisation.groups.filter((group) => group.members.includes(person.email)) : []
}
