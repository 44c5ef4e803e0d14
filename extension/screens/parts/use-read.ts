import { useMemo } from 'preact/hooks'
import { type Read, readWhole } from '../../models/portal/read.ts'
import { lookedAt, useLooks } from './use-looks.ts'

/** Read when its screen opens, when `key` changes, and again when `stamp` does: at each look, unless it says less; `null` never does. */
export function useRead<T>(key: string, ask: () => Promise<T>, stamp: unknown = lookedAt()): Read<T> {
  // oxlint-disable-next-line react-hooks/exhaustive-deps -- `key` says what is asked.
  const read = useMemo(() => readWhole(ask), [key])
  useLooks({ refresh: read.refresh, failed: () => read.problem.peek() !== null }, stamp)
  return read
}
