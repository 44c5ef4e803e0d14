import type { Change, ConfigState } from '../../schema/contract/config.ts'

const kinds = {
  person: 'person',
  ou: 'OU',
  account: 'account',
  permissionSet: 'permission set',
  settings: 'settings',
  rule: 'rule',
} as const

/** A plan as somebody reviews it: what it is about, and each thing that changes. */
export function shown(changes: readonly Change[], state: ConfigState): string[] {
  return changes.flatMap((change) => [headOf(change, state), ...linesOf(change)])
}

function headOf({ what, key, from, to }: Change, { accounts, people }: ConfigState): string {
  const name =
    what === 'account'
      ? accounts.find(({ id }) => id === key)?.name
      : people.find(({ email }) => what === 'person' && email === key)?.name
  const sign = from === null ? '+' : to === null ? '-' : '~'
  return `${sign} ${kinds[what]} ${key}${name === undefined ? '' : ` ${name}`}`
}

function linesOf(change: Change): string[] {
  if (change.what === 'rule') return ruleLines(change)
  const { from, to } = change
  const before = (from ?? {}) as Readonly<Record<string, unknown>>
  return Object.entries(to).flatMap(([name, value]) =>
    name === 'owners'
      ? ownerLines((before['owners'] ?? []) as string[], value as string[])
      : [`    ${name}: ${from === null ? '' : `${said(before[name])} -> `}${said(value)}`],
  )
}

/** What a rule says now, or no longer, key by key. */
function ruleLines({ from, to }: Extract<Change, { what: 'rule' }>): string[] {
  const before = (from ?? {}) as Readonly<Record<string, unknown>>
  const after = (to ?? {}) as Readonly<Record<string, unknown>>
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => name !== 'name',
  )
  return names.flatMap((name) => {
    const [was, is] = [ruleSaid(before[name]), ruleSaid(after[name])]
    if (to === null || was === is) return []
    return [`    ${name}: ${from === null ? '' : `${was} -> `}${is}`]
  })
}

function ruleSaid(value: unknown): string {
  if (value === undefined) return 'unsaid'
  if (!Array.isArray(value)) return typeof value === 'string' ? value : JSON.stringify(value)
  return value.length === 0 ? 'all' : value.map(String).toSorted().join(', ')
}

function ownerLines(before: readonly string[], after: readonly string[]): string[] {
  const gone = before.filter((ref) => !after.includes(ref))
  const come = [...new Set(after)].filter((ref) => !before.includes(ref))
  return [...gone.map((ref) => `    owners: - ${ref}`), ...come.map((ref) => `    owners: + ${ref}`)]
}

function said(value: unknown): string {
  return value === null ? 'no limit' : String(value as string | number | boolean)
}

/** "2 accounts, 1 person" */
export function counted(changes: readonly Change[]): string {
  const parts = (['settings', 'person', 'permissionSet', 'ou', 'account', 'rule'] as const).flatMap(
    (what) => {
      const n = changes.filter((change) => change.what === what).length
      const many = what === 'person' ? 'people' : what === 'settings' ? 'settings' : `${kinds[what]}s`
      return n === 0 ? [] : [`${n} ${n === 1 ? kinds[what] : many}`]
    },
  )
  return parts.length === 0 ? 'nothing' : parts.join(', ')
}
