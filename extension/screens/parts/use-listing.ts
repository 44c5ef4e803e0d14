import { useMemo } from 'preact/hooks'
import { type Listing, listing, type Source } from '../../models/portal/listing.ts'
import { lookedAt, useLooks } from './use-looks.ts'

/** A list that is read when its screen opens, when `key` changes, and again when `stamp` does: at each look, unless it says less. */
export function useListing<T>(key: string, source: () => Source<T>, stamp: unknown = lookedAt()): Listing<T> {
  // oxlint-disable-next-line react-hooks/exhaustive-deps -- `key` says which source it is.
  const list = useMemo(() => listing(source()), [key])
  useLooks({ refresh: list.refresh, failed: () => isRefused(list) }, stamp)
  return list
}

function isRefused<T>({ listed }: Listing<T>): boolean {
  const known = listed.peek()
  return known.state !== 'loading' && known.problem !== null
}
