import type { Change, Settable } from '../schema/contract/config.ts'
import { roles } from '../schema/contract/people.ts'
import type {
  AccountState,
  Audited,
  Configured,
  OwnerRule,
  PersonState,
  SetState,
  Writing,
} from './db/config.ts'
import { Refusal } from './http/refusal.ts'

type Planned = Omit<Writing, 'op' | 'now' | 'credential' | 'caller'>

/** Owner rules as an Admin writes them. */
export function refsOf(rules: readonly OwnerRule[], facts: Configured): string[] {
  return rules.map((rule) => refOf(rule, facts)).toSorted()
}

function refOf({ kind, subjectId }: OwnerRule, { groups, people }: Configured): string {
  if (kind === 'group') return `group:${groups.find(({ id }) => id === subjectId)?.name ?? subjectId}`
  const email = people.find(({ id }) => id === subjectId)?.email
  const isTheirs = email && people.filter((person) => person.email === email).length === 1
  return isTheirs ? email : `person:${subjectId}`
}

/**
 * What the changes would write. Refuses the first that cannot be: `changed` where something is no longer as the plan
 * had it, `invalid` where it names what is not there. `path` is the change: "changes.3.to.owners".
 */
export function planOf(
  facts: Configured,
  changes: readonly Change[],
  newId: () => string,
): { readonly planned: Planned; readonly unchanged: number } {
  const all = { ...facts, people: [...facts.people, ...invited(facts, changes, newId)] }
  const planned = new Plan(all, facts.people.length)
  const seen = new Set<string>()
  let unchanged = 0
  changes.forEach((change, i) => {
    const path = `changes.${i}`
    const name = `${change.what} ${change.key}`
    if (seen.has(name)) throw invalid(path, `${change.key} is named twice.`)
    seen.add(name)
    const before = beforeOf(facts, all, change, path)
    if (before !== null && isSame(change.to, before)) unchanged += 1
    else if (!isAsPlanned(change, before)) throw new Refusal('changed', {}, { field: path })
    else planned.add(change, path)
  })
  return { planned: planned.done(), unchanged }
}

/** As it is; `null` for somebody who is not there yet. */
function beforeOf(facts: Configured, all: Configured, change: Change, path: string): State | null {
  const isThere = change.what !== 'person' || facts.people.some(({ email }) => email === change.key)
  return isThere ? stateOf(all, change, path) : null
}

function isAsPlanned({ from }: Change, before: State | null): boolean {
  return from === null || before === null ? from === before : isSame(from, before)
}

/** Somebody new is a person from now on, so that the same plan may name them owner. */
function invited(facts: Configured, changes: readonly Change[], newId: () => string): PersonState[] {
  return changes.flatMap((change) => {
    if (change.what !== 'person' || facts.people.some(({ email }) => email === change.key)) return []
    const { name = change.key } = change.to
    return [{ id: newId(), email: change.key, name, level: 0, auditor: 0, active: 1, version: 1 }]
  })
}

type State = { readonly [K in keyof (Settable['account'] & Settable['person'])]?: unknown }

function stateOf(facts: Configured, change: Change, path: string): State {
  switch (change.what) {
    case 'person': {
      const { name, level, auditor } = personAt(facts, change.key, `${path}.key`)
      return { name, role: roles[level], auditor: auditor === 1 }
    }
    case 'ou':
      return {
        owners: refsOf(
          facts.ouRules.filter(({ at }) => at === change.key),
          facts,
        ),
      }
    case 'account': {
      const { requestable, sensitive, maxSeconds } = accountAt(facts, change.key, `${path}.key`)
      const owners = refsOf(
        facts.accountRules.filter(({ at }) => at === change.key),
        facts,
      )
      return { owners, requestable: requestable === 1, sensitive: sensitive === 1, maxSeconds }
    }
    case 'permissionSet': {
      const { requestable, maxSeconds } = setAt(facts, change.key, `${path}.key`)
      return { requestable: requestable === 1, maxSeconds }
    }
  }
}

/** Lists of owners have no order. */
function isSame(one: object, other: object): boolean {
  const sorted = (value: unknown): unknown =>
    Array.isArray(value) ? [...new Set(value as string[])].toSorted() : value
  return Object.entries(one).every(
    ([key, value]) =>
      JSON.stringify(sorted(value)) === JSON.stringify(sorted((other as Record<string, unknown>)[key])),
  )
}

function personAt({ people }: Configured, email: string, field: string): PersonState {
  const [person, another] = people.filter((each) => each.email === email)
  if (another) throw invalid(field, `Two people have the address ${email}; name them person:ID.`)
  if (!person) throw invalid(field, `Nobody has the address ${email}; name them under "people" first.`)
  return person
}

function accountAt({ accounts }: Configured, id: string, field: string): AccountState {
  const account = accounts.find((each) => each.id === id)
  if (!account) throw invalid(field, `The organisation has no account ${id}.`)
  return account
}

function setAt({ sets }: Configured, name: string, field: string): SetState {
  const set = sets.find((each) => each.name === name)
  if (!set) throw invalid(field, `There is no permission set ${name}.`)
  return set
}

function invalid(field: string, what: string): Refusal {
  return new Refusal('invalid', { what }, { field })
}

/** Collects what is written, change by change. */
class Plan {
  readonly #facts: Configured
  /** From here on people are new. */
  readonly #known: number
  readonly #people: (PersonState & { isNew: boolean })[] = []
  readonly #accounts: AccountState[] = []
  readonly #sets: SetState[] = []
  readonly #ownersOf = { accounts: [] as string[], ous: [] as string[] }
  readonly #rules = { accounts: [] as OwnerRule[], ous: [] as OwnerRule[] }
  readonly #audit: Audited[] = []

  constructor(facts: Configured, known: number) {
    this.#facts = facts
    this.#known = known
  }

  add(change: Change, path: string): void {
    switch (change.what) {
      case 'person':
        return this.#person(change, path)
      case 'ou':
        return this.#owners('ous', change.key, change.to.owners, path)
      case 'account':
        return this.#account(change, path)
      case 'permissionSet':
        return this.#set(change, path)
    }
  }

  done(): Planned {
    const before = (of: 'accounts' | 'ous', rules: readonly OwnerRule[]) =>
      rules.filter(({ at }) => this.#ownersOf[of].includes(at))
    return {
      people: this.#people,
      accounts: this.#accounts,
      sets: this.#sets,
      ownersOf: this.#ownersOf,
      accountRules: this.#rules.accounts,
      ouRules: this.#rules.ous,
      rulesBefore: {
        accounts: before('accounts', this.#facts.accountRules),
        ous: before('ous', this.#facts.ouRules),
      },
      audit: this.#audit,
    }
  }

  #person({ key, from, to }: Extract<Change, { what: 'person' }>, path: string): void {
    const person = personAt(this.#facts, key, `${path}.key`)
    const isNew = this.#facts.people.indexOf(person) >= this.#known
    this.#people.push({
      ...person,
      isNew,
      name: to.name ?? person.name,
      level: to.role === undefined ? person.level : roles.indexOf(to.role),
      auditor: to.auditor === undefined ? person.auditor : Number(to.auditor),
    })
    this.#audit.push({
      kind: 'person',
      id: person.id,
      event: isNew ? 'invite' : 'set_role',
      detail: { from, to },
    })
  }

  #account({ key, from, to }: Extract<Change, { what: 'account' }>, path: string): void {
    const account = accountAt(this.#facts, key, `${path}.key`)
    const { owners, ...settings } = to
    if (account.management === 1 && settings.requestable === true)
      throw invalid(
        `${path}.to.requestable`,
        'The account that manages the organisation is never requestable.',
      )
    if (owners !== undefined) this.#owners('accounts', key, owners, path)
    if (Object.keys(settings).length === 0) return
    this.#accounts.push({
      ...account,
      requestable: Number(settings.requestable ?? account.requestable === 1),
      sensitive: Number(settings.sensitive ?? account.sensitive === 1),
      maxSeconds: settings.maxSeconds === undefined ? account.maxSeconds : settings.maxSeconds,
    })
    const { owners: _, ...was } = from
    this.#audit.push({ kind: 'account', id: key, event: 'configure', detail: { from: was, to: settings } })
  }

  #set({ key, from, to }: Extract<Change, { what: 'permissionSet' }>, path: string): void {
    const set = setAt(this.#facts, key, `${path}.key`)
    if (set.protected === 1 && to.requestable === true)
      throw invalid(`${path}.to.requestable`, `${key} is tagged jit:protected: nobody may ask for it.`)
    this.#sets.push({
      ...set,
      requestable: Number(to.requestable ?? set.requestable === 1),
      maxSeconds: to.maxSeconds === undefined ? set.maxSeconds : to.maxSeconds,
    })
    this.#audit.push({ kind: 'permission_set', id: set.arn, event: 'configure', detail: { from, to } })
  }

  #owners(of: 'accounts' | 'ous', at: string, refs: readonly string[] | undefined, path: string): void {
    if (refs === undefined) return
    const before = (of === 'accounts' ? this.#facts.accountRules : this.#facts.ouRules).filter(
      (rule) => rule.at === at,
    )
    this.#ownersOf[of].push(at)
    const rules = [...new Set(refs)].map((ref) => this.#rule(at, ref, `${path}.to.owners`))
    this.#rules[of].push(...new Map(rules.map((rule) => [rule.subjectId, rule])).values())
    this.#audit.push({
      kind: of === 'accounts' ? 'account' : 'ou',
      id: at,
      event: 'set_owners',
      detail: { from: refsOf(before, this.#facts), to: refs },
    })
  }

  #rule(at: string, ref: string, field: string): OwnerRule {
    if (ref.startsWith('group:')) return { at, kind: 'group', subjectId: this.#group(ref.slice(6), field) }
    if (!ref.startsWith('person:'))
      return { at, kind: 'person', subjectId: personAt(this.#facts, ref, field).id }
    const person = this.#facts.people.find(({ id }) => id === ref.slice(7))
    if (!person) throw invalid(field, `There is nobody ${ref}.`)
    return { at, kind: 'person', subjectId: person.id }
  }

  #group(name: string, field: string): string {
    const [group, another] = this.#facts.groups.filter((each) => each.name === name || each.id === name)
    if (another) throw invalid(field, `Two groups are called ${name}; write group:ID.`)
    if (!group) throw invalid(field, `Identity Center has no group ${name}.`)
    return group.id
  }
}
