import type { CatalogAccount } from '../../schema/contract/catalog.ts'
import type { Request } from '../../schema/contract/requests.ts'
import { mostRows } from '../lib/most-rows.ts'

/**
 * The set that stands chosen until somebody chooses. In a list that is too long to be seen whole: the one asked for
 * last of `mine`, else one that only reads, since the first of the alphabet may well be AdministratorAccess.
 */
export function usualSet(sets: CatalogAccount['permissionSets'], mine: readonly Request[]): string | null {
  const [first] = sets
  if (sets.length <= mostRows) return first?.arn ?? null
  const last = mine
    .toSorted((a, b) => Date.parse(b.openedAt) - Date.parse(a.openedAt))
    .flatMap(({ permissionSetArn }) => sets.filter(({ arn }) => arn === permissionSetArn))[0]
  return (last ?? sets.find(({ name }) => onlyReads.test(name)) ?? first)?.arn ?? null
}

const onlyReads = /(read|view)[-_]?only/i
