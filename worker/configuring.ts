import type { Change, Settable } from '../schema/contract/config.ts'
import { roles } from '../schema/contract/people.ts'
import { maxRules } from '../schema/contract/rules.ts'
import type {
  AccountState,
  Audited,
  Configured,
  OwnerRule,
  PersonState,
  SetState,
  SettingsState,
  Writing,
} from './db/config.ts'
import { invalid, Refusal } from './http/refusal.ts'
import type { KeptRule } from './rules/rule.ts'
import { personAt, refsOf, subjectOf } from './references.ts'
import { isSameRule, keptRule, writtenRule } from './rules/writing.ts'

/** A rule is there or not; everything else changes by its settings. */
type Plain = Exclude<Change, { what: 'rule' }>
type Planned = Omit<Writing, 'op' | 'now' | 'credential' | 'caller'>

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
    if (change.what === 'rule') {
      unchanged += planned.rule(change, path)
      return
    }
    const before = beforeOf(facts, all, change, path)
    if (before !== null && isSame(change.to, before)) unchanged += 1
    else if (!isAsPlanned(change, before)) throw new Refusal('changed', {}, { field: path })
    else planned.add(change, path)
  })
  return { planned: planned.done(), unchanged }
}

/** As it is; `null` for somebody who is not there yet. */
function beforeOf(facts: Configured, all: Configured, change: Plain, path: string): State | null {
  const isThere = change.what !== 'person' || facts.people.some(({ email }) => email === change.key)
  return isThere ? stateOf(all, change, path) : null
}

function isAsPlanned({ from }: Plain, before: State | null): boolean {
  return from === null || before === null ? from === before : isSame(from, before)
}

/** Somebody new is a person from now on, so that the same plan may name them owner. */
function invited(facts: Configured, changes: readonly Change[], newId: () => string): PersonState[] {
  return changes.flatMap((change) => {
    if (change.what !== 'person' || facts.people.some(({ email }) => email === change.key)) return []
    const { name = change.key } = change.to
    return [
      {
        id: newId(),
        email: change.key,
        name,
        level: 0,
        auditor: 0,
        active: 1,
        principalId: null,
        version: 1,
      },
    ]
  })
}

type State = {
  readonly [K in keyof (Settable['account'] & Settable['person'] & Settable['settings'])]?: unknown
}

function stateOf(facts: Configured, change: Plain, path: string): State {
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
      const account = accountAt(facts, change.key, `${path}.key`)
      const owners = refsOf(
        facts.accountRules.filter(({ at }) => at === change.key),
        facts,
      )
      return { owners, ...settingsOf(account) }
    }
    case 'permissionSet': {
      const { requestable, maxSeconds } = setAt(facts, change.key, `${path}.key`)
      return { requestable: requestable === 1, maxSeconds }
    }
    case 'settings':
      return { windowSeconds: facts.settings.windowSeconds }
  }
}

export function settingsOf({ requestable, sensitive, killAtEnd, maxSeconds }: AccountState) {
  return {
    requestable: requestable === 1,
    sensitive: sensitive === 1,
    killAtEnd: killAtEnd === 1,
    maxSeconds,
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
  #book: readonly KeptRule[] | null = null
  /** The change that came last to it. */
  #lastRule = ''
  #settings: SettingsState | null = null

  constructor(facts: Configured, known: number) {
    this.#facts = facts
    this.#known = known
  }

  add(change: Plain, path: string): void {
    switch (change.what) {
      case 'person':
        return this.#person(change, path)
      case 'ou':
        return this.#owners('ous', change.key, change.to.owners, path)
      case 'account':
        return this.#account(change, path)
      case 'permissionSet':
        return this.#set(change, path)
      case 'settings':
        return this.#setSettings(change)
    }
  }

  done(): Planned {
    this.#refuseTooManyRules()
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
      settings: this.#settings,
      book: this.#book && { version: this.#facts.book.version, rules: this.#book },
      audit: this.#audit,
    }
  }

  /** Says whether it was so already: 1, or 0. */
  rule({ key, from, to }: Extract<Change, { what: 'rule' }>, path: string): 0 | 1 {
    const rules = this.#book ?? this.#facts.book.rules
    const kept = rules.find(({ name }) => name === key)
    const before = kept ? writtenRule(kept, this.#facts) : null
    if (isSameRule(before, to)) return 1
    if (!isSameRule(before, from)) throw new Refusal('changed', {}, { field: path })
    if (to !== null && to.name !== key) throw invalid(`${path}.to.name`, `The rule is called ${key}.`)
    const others = rules.filter(({ name }) => name !== key)
    this.#book = to === null ? others : [...others, keptRule(to, this.#facts, `${path}.to`)]
    this.#lastRule = path
    this.#audit.push({ kind: 'rules', id: 'rules', event: 'set_rules', detail: { from: before, to } })
    return 0
  }

  /** Of more than there may be, some may still be taken out. */
  #refuseTooManyRules(): void {
    const [before, after] = [this.#facts.book.rules.length, this.#book?.length ?? 0]
    if (after > maxRules && after > before) throw invalid(this.#lastRule, `At most ${maxRules} rules.`)
  }

  #setSettings({ key, from, to }: Extract<Change, { what: 'settings' }>): void {
    const { windowSeconds = this.#facts.settings.windowSeconds } = to
    this.#settings = { ...this.#facts.settings, windowSeconds }
    this.#audit.push({ kind: 'settings', id: key, event: 'configure', detail: { from, to } })
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
      killAtEnd: Number(settings.killAtEnd ?? account.killAtEnd === 1),
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
    const rules = [...new Set(refs)].map((ref) => ({
      at,
      ...subjectOf(ref, this.#facts, `${path}.to.owners`),
    }))
    this.#rules[of].push(...new Map(rules.map((rule) => [rule.subjectId, rule])).values())
    this.#audit.push({
      kind: of === 'accounts' ? 'account' : 'ou',
      id: at,
      event: 'set_owners',
      detail: { from: refsOf(before, this.#facts), to: refs },
    })
  }
}
