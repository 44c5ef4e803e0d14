import type { Account, Organisation } from './organisation.ts'

export const rootId = 'r-root'
export const organisationId = 'o-hallpass01'

export type Unit = { id: string; name: string; path: string }

/** The units of the file and the ones between them and the root, which the file names only in paths. */
export function unitsOf(organisation: Organisation): Unit[] {
  const listed = organisation.organizationalUnits.map(({ id, path }) => ({ id, path, name: lastOf(path) }))
  const between = listed
    .map(({ path }) => parentPath(path))
    .filter((path) => path !== 'Root' && !listed.some((unit) => unit.path === path))
  const added = [...new Set(between)].map((path) => ({ id: idFor(path), path, name: lastOf(path) }))
  return [...listed, ...added]
}

export function unitsUnder(organisation: Organisation, parentId: string): Unit[] {
  const path = pathOf(organisation, parentId)
  return unitsOf(organisation).filter((unit) => parentPath(unit.path) === path)
}

export function accountsUnder(organisation: Organisation, parentId: string): Account[] {
  const path = pathOf(organisation, parentId)
  return organisation.accounts.filter((account) => account.ouPath === path)
}

/** `null` for an id that is no parent here. */
export function pathOf(organisation: Organisation, parentId: string): string | null {
  if (parentId === rootId) return 'Root'
  return unitsOf(organisation).find(({ id }) => id === parentId)?.path ?? null
}

/** `null` for an id that is neither an account nor a unit here. */
export function parentOf(organisation: Organisation, childId: string): string | null {
  const account = organisation.accounts.find(({ id }) => id === childId)
  const unit = unitsOf(organisation).find(({ id }) => id === childId)
  const path = account?.ouPath ?? (unit && parentPath(unit.path))
  return path === undefined ? null : idOf(organisation, path)
}

const idOf = (organisation: Organisation, path: string): string =>
  unitsOf(organisation).find((unit) => unit.path === path)?.id ?? rootId

const lastOf = (path: string): string => path.split('/').at(-1) ?? path
const parentPath = (path: string): string => path.split('/').slice(0, -1).join('/')
const idFor = (path: string): string => `ou-root-${lastOf(path).toLowerCase()}`
