import { useEffect, useRef } from 'preact/hooks'
import { seen } from '../../models/seen.ts'

/** The background looks about once a minute, and whenever somebody acted. */
export const lookedAt = (): number | null => seen.value?.at ?? null

interface Looking {
  readonly refresh: () => Promise<void>
  /** Whether it could not be read: then the next look tries again. */
  readonly failed: () => boolean
}

/** Reads when its screen opens, and at a look where `stamp` has changed since. */
export function useLooks({ refresh, failed }: Looking, stamp: unknown): void {
  const at = lookedAt()
  const read = useRef<readonly unknown[]>([])
  useEffect(() => {
    const [before, known] = read.current
    if (before === refresh && known === stamp && !failed()) return
    read.current = [refresh, stamp]
    void refresh()
  }, [refresh, stamp, at])
}
