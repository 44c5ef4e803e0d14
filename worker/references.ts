import type { Configured, OwnerRule, PersonState } from './db/config.ts'
import { invalid } from './http/refusal.ts'

type Subject = Pick<OwnerRule, 'kind' | 'subjectId'>

/** Whom owner rules name, as an Admin writes it. */
export function refsOf(rules: readonly OwnerRule[], facts: Configured): string[] {
  return rules.map((rule) => refOf(rule, facts)).toSorted()
}

export function refOf({ kind, subjectId }: Subject, { groups, people }: Configured): string {
  if (kind === 'group') return `group:${groups.find(({ id }) => id === subjectId)?.name ?? subjectId}`
  const email = people.find(({ id }) => id === subjectId)?.email
  const isTheirs = email && people.filter((person) => person.email === email).length === 1
  return isTheirs ? email : `person:${subjectId}`
}

/** Whom a reference names. */
export function subjectOf(ref: string, facts: Configured, field: string): Subject {
  if (ref.startsWith('group:')) return { kind: 'group', subjectId: groupAt(facts, ref.slice(6), field) }
  if (!ref.startsWith('person:')) return { kind: 'person', subjectId: personAt(facts, ref, field).id }
  const person = facts.people.find(({ id }) => id === ref.slice(7))
  if (!person) throw invalid(field, `There is nobody ${ref}.`)
  return { kind: 'person', subjectId: person.id }
}

function groupAt({ groups }: Configured, name: string, field: string): string {
  const [group, another] = groups.filter((each) => each.name === name || each.id === name)
  if (another) throw invalid(field, `Two groups are called ${name}; write group:ID.`)
  if (!group) throw invalid(field, `Identity Center has no group ${name}.`)
  return group.id
}

export function personAt({ people }: Configured, email: string, field: string): PersonState {
  const [person, another] = people.filter((each) => each.email === email)
  if (another) throw invalid(field, `Two people have the address ${email}; name them person:ID.`)
  if (!person) throw invalid(field, `Nobody has the address ${email}; name them under "people" first.`)
  return person
}
