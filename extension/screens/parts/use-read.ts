import { useEffect, useMemo } from 'preact/hooks'
import { type Read, readWhole } from '../../models/portal/read.ts'
import { seen } from '../../models/seen.ts'

/** Read when its screen opens, when `key` changes, and again whenever something of one's own changed. */
export function useRead<T>(key: string, ask: () => Promise<T>): Read<T> {
  // oxlint-disable-next-line react-hooks/exhaustive-deps -- `key` says what is asked.
  const read = useMemo(() => readWhole(ask), [key])
  const at = seen.value?.at ?? null
  useEffect(() => void read.refresh(), [read, at])
  return read
}
