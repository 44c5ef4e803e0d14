import { createHash } from 'node:crypto'
import type { Change, ConfigFile, ConfigState } from '../../schema/contract/config.ts'

/** What has to change for the state to be as the file says, in the order in which it is applied: people first. */
export function changesFor(file: ConfigFile, state: ConfigState): Change[] {
  const { people = [], ous = [], accounts = [], permissionSets = [], settings = {}, rules } = file
  return [
    ...people.flatMap(({ email: key, ...to }): Change[] => {
      const now = state.people.find(({ email }) => email === key)
      return now === undefined
        ? [{ what: 'person', key, from: null, to: defined(to) }]
        : differing(now, to).map((change) => ({ what: 'person', key, ...change }))
    }),
    ...permissionSets.flatMap(({ name: key, ...to }) => {
      const now = state.permissionSets.find(({ name }) => name === key)!
      return differing(now, to).map((change): Change => ({ what: 'permissionSet', key, ...change }))
    }),
    ...ous.flatMap(({ path: key, ...to }) => {
      const now = state.ous.find(({ path }) => path === key) ?? { owners: [] }
      return differing(now, to).map((change): Change => ({ what: 'ou', key, ...change }))
    }),
    ...accounts.flatMap(({ id: key, ...to }) => {
      const now = state.accounts.find(({ id }) => id === key)!
      return differing(now, to).map((change): Change => ({ what: 'account', key, ...change }))
    }),
    ...differing(state.settings, settings).map((change): Change => ({
      what: 'settings',
      key: 'everywhere',
      ...change,
    })),
    ...(rules === undefined ? [] : ruleChanges(rules, state.rules)),
  ]
}

type Rule = ConfigState['rules'][number]

/** The file has all rules: what it does not name goes. What denies comes first and what goes last, in case a call fails. */
function ruleChanges(wanted: readonly Rule[], now: readonly Rule[]): Change[] {
  const named = (rules: readonly Rule[], name: string) => rules.find((rule) => rule.name === name) ?? null
  const order = [
    ...wanted.filter(({ effect }) => effect === 'deny'),
    ...wanted.filter(({ effect }) => effect === 'allow'),
    ...now.filter(({ name }) => named(wanted, name) === null),
  ]
  return order.flatMap(({ name: key }): Change[] => {
    const [from, to] = [named(now, key), named(wanted, key)]
    return isSameRule(from, to) ? [] : [{ what: 'rule', key, from, to }]
  })
}

function isSameRule(one: Rule | null, other: Rule | null): boolean {
  if (one === null || other === null) return one === other
  const names = new Set([...Object.keys(one), ...Object.keys(other)])
  return [...names].every((name) => isSame((one as Fields)[name], (other as Fields)[name]))
}

type Fields = Readonly<Record<string, unknown>>

/** The keys of `to` that are not so now, as they were and as they will be: one pair, or none. */
function differing<T extends object>(now: object, to: T): { from: T; to: T }[] {
  const was = now as Fields
  const keys = Object.keys(to).filter((key) => {
    const wanted = (to as Fields)[key]
    return wanted !== undefined && !isSame(was[key], wanted)
  })
  if (keys.length === 0) return []
  const pick = (from: Fields) => Object.fromEntries(keys.map((key) => [key, from[key]])) as T
  return [{ from: pick(was), to: pick(to as Fields) }]
}

function defined<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T
}

/** Lists of owners have no order. */
function isSame(one: unknown, other: unknown): boolean {
  const plain = (value: unknown) =>
    Array.isArray(value) ? [...new Set(value as string[])].toSorted() : value
  return JSON.stringify(plain(one)) === JSON.stringify(plain(other))
}

/** The same plan, the same name: of what changes, from what to what. */
export function nameOf(changes: readonly Change[]): string {
  return createHash('sha256').update(JSON.stringify(changes)).digest('hex').slice(0, 12)
}

/** Calls of at most this size: the API reads 64 KiB. */
const callBytes = 48 * 1024
const callChanges = 500

/** As few calls as the changes need. */
export function callsFor(changes: readonly Change[]): Change[][] {
  const calls: Change[][] = []
  let bytes = 0
  for (const change of changes) {
    const size = Buffer.byteLength(JSON.stringify(change)) + 1
    const last = calls.at(-1)
    if (last !== undefined && bytes + size <= callBytes && last.length < callChanges) {
      last.push(change)
      bytes += size
    } else {
      calls.push([change])
      bytes = size
    }
  }
  return calls
}
