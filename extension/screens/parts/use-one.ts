import { useEffect, useMemo } from 'preact/hooks'
import { readOne, type Reading } from '../../models/portal/one.ts'
import { seen } from '../../models/seen.ts'

/** One request, read when its screen opens and again whenever something of one's own changed. */
export function useOne(id: string): Reading {
  const reading = useMemo(() => readOne(id), [id])
  const at = seen.value?.at ?? null
  useEffect(() => {
    if (id) void reading.refresh()
  }, [reading, at])
  return reading
}
