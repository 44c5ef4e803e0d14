import { useEffect, useMemo } from 'preact/hooks'
import { type Listing, listing, type Page } from '../../models/portal/listing.ts'
import { seen } from '../../models/seen.ts'

interface Source<T> {
  readonly stored?: readonly T[] | undefined
  readonly read: (after?: string) => Promise<Page<T>>
}

/** A list that is read when its screen opens, when `key` changes, and again whenever something of one's own changed. */
export function useListing<T>(key: string, source: () => Source<T>): Listing<T> {
  // oxlint-disable-next-line react-hooks/exhaustive-deps -- `key` says which source it is.
  const list = useMemo(() => listing(source()), [key])
  const at = seen.value?.at ?? null
  useEffect(() => void list.refresh(), [list, at])
  return list
}
