import { readFileSync } from 'node:fs'
import { safeParse, type BaseIssue } from 'valibot'
import { configFile, type ConfigFile, type ConfigState } from '../../schema/contract/config.ts'
import { customSets } from '../../schema/contract/rules.ts'
import { locatedJson, NotJson, type Located } from './located-json.ts'

/** Something wrong in the file: where, and what to do about it. */
export interface Fault {
  readonly path: string
  readonly what: string
}

/** The faults of a file, a line each: `config.json:12: accounts.3.owners.0: …`. */
export class WrongFile extends Error {}

export interface Read {
  readonly file: ConfigFile
  /** Throws `WrongFile` unless there are none. */
  refuse(faults: readonly Fault[]): void
}

/** Reads and checks a file against its schema. */
export function readConfig(path: string): Read {
  const located = parse(path, readFileSync(path, 'utf8'))
  const refuse = (faults: readonly Fault[]): void => {
    if (faults.length === 0) return
    const lines = faults.map(
      (fault) => `${path}:${located.at(fault.path).line}: ${fault.path || 'file'}: ${fault.what}`,
    )
    throw new WrongFile(lines.join('\n'))
  }
  const parsed = safeParse(configFile, located.value)
  if (!parsed.success) refuse(parsed.issues.map(faultOf))
  const file = parsed.output as ConfigFile
  refuse(namedTwice(file))
  return { file, refuse }
}

function parse(path: string, text: string): Located {
  try {
    return locatedJson(text)
  } catch (error) {
    if (!(error instanceof NotJson)) throw error
    throw new WrongFile(`${path}:${error.place.line}: column ${error.place.column}: ${error.message}`)
  }
}

function faultOf(issue: BaseIssue<unknown>): Fault {
  const path = issue.path?.map(({ key }) => String(key)).join('.') ?? ''
  const name = path.split('.').at(-1)
  if (issue.type === 'strict_object' && issue.expected === 'never')
    return { path, what: `"${name}" is no setting here; take it out, or see docs/config.schema.json.` }
  if (issue.received === 'undefined') return { path, what: `"${name}" is missing.` }
  return { path, what: `${issue.message} Found ${issue.received}.` }
}

function namedTwice(file: ConfigFile): Fault[] {
  const { people = [], ous = [], accounts = [], permissionSets = [], rules = [] } = file
  const twice = (list: string, keys: readonly string[]) =>
    keys.flatMap((key, i) =>
      keys.indexOf(key) < i
        ? [{ path: `${list}.${i}`, what: `${key} is named before; keep one of them.` }]
        : [],
    )
  return [
    ...twice(
      'people',
      people.map(({ email }) => email),
    ),
    ...twice(
      'ous',
      ous.map(({ path }) => path),
    ),
    ...twice(
      'accounts',
      accounts.map(({ id }) => id),
    ),
    ...twice(
      'permissionSets',
      permissionSets.map(({ name }) => name),
    ),
    ...twice(
      'rules',
      rules.map(({ name }) => name),
    ),
  ]
}

/** What the organisation does not have, or never allows. */
export function unknownIn(file: ConfigFile, state: ConfigState): Fault[] {
  const { people = [], ous = [], accounts = [], permissionSets = [], rules = [] } = file
  const emails = new Set([...state.people.map(({ email }) => email), ...people.map(({ email }) => email)])
  const owners = (list: string, all: readonly { readonly owners?: readonly string[] | undefined }[]) =>
    all.flatMap(({ owners = [] }, i) =>
      owners.flatMap((ref, n) => {
        const what = unknownOwner(ref, state, emails)
        return what === null ? [] : [{ path: `${list}.${i}.owners.${n}`, what }]
      }),
    )
  return [
    ...owners('ous', ous),
    ...owners('accounts', accounts),
    ...accounts.flatMap((account, i) => wrongAccount(account, state, `accounts.${i}`)),
    ...permissionSets.flatMap((set, i) => wrongSet(set, state, `permissionSets.${i}`)),
    ...rules.flatMap((rule, i) => wrongRule(rule, { state, emails, path: `rules.${i}` })),
  ]
}

interface Known {
  readonly state: ConfigState
  readonly emails: ReadonlySet<string | null>
  readonly path: string
}

/** Whom, which account or which set a rule names that is not there. */
function wrongRule({ who, where, sets }: ConfigState['rules'][number], known: Known): Fault[] {
  const { state, emails, path } = known
  const wrong = (list: string, refs: readonly string[], whatOf: (ref: string) => string | null) =>
    refs.flatMap((ref, n) => {
      const what = whatOf(ref)
      return what === null ? [] : [{ path: `${path}.${list}.${n}`, what }]
    })
  const isAccount = (ref: string) => !/^\d/.test(ref) || state.accounts.some(({ id }) => id === ref)
  const isSet = (ref: string) => ref === customSets || state.permissionSets.some(({ name }) => name === ref)
  return [
    ...wrong('who', who, (ref) => unknownOwner(ref, state, emails)),
    ...wrong('where', where, (ref) => (isAccount(ref) ? null : noAccount(ref))),
    ...wrong('sets', sets, (ref) => (isSet(ref) ? null : noSet(ref))),
  ]
}

function noAccount(id: string): string {
  return `The organisation has no account ${id}; take it out, or wait for the catalog.`
}

function noSet(name: string): string {
  return `There is no permission set ${name}; check its name.`
}

function unknownOwner(
  ref: string,
  { groups, people }: ConfigState,
  emails: ReadonlySet<string | null>,
): string | null {
  if (ref.startsWith('group:'))
    return groups.includes(ref.slice(6))
      ? null
      : `Identity Center has no group ${ref.slice(6)}; check its name.`
  if (ref.startsWith('person:'))
    return people.some(({ id }) => id === ref.slice(7)) ? null : `There is nobody ${ref}.`
  return emails.has(ref) ? null : `Nobody has the address ${ref}; name them under "people" to invite them.`
}

function wrongAccount(
  { id, requestable }: { readonly id: string; readonly requestable?: boolean | undefined },
  { accounts }: ConfigState,
  path: string,
): Fault[] {
  const account = accounts.find((each) => each.id === id)
  if (!account) return [{ path: `${path}.id`, what: noAccount(id) }]
  if (!account.management || requestable !== true) return []
  return [
    {
      path: `${path}.requestable`,
      what: 'The account that manages the organisation is never requestable; take it out.',
    },
  ]
}

function wrongSet(
  { name, requestable }: { readonly name: string; readonly requestable?: boolean | undefined },
  { permissionSets }: ConfigState,
  path: string,
): Fault[] {
  const set = permissionSets.find((each) => each.name === name)
  if (!set) return [{ path: `${path}.name`, what: noSet(name) }]
  if (!set.protected || requestable !== true) return []
  return [{ path: `${path}.requestable`, what: `${name} is protected: nobody may ask for it; take it out.` }]
}
