import { useEffect } from 'preact/hooks'

const restMs = 350

/** Works for what `key` says, at the start and whenever it has not changed for a moment: the typing rests. */
export function useRested(key: string, work: () => void, ms = restMs): void {
  useEffect(() => {
    const timer = setTimeout(work, ms)
    return () => clearTimeout(timer)
  }, [key])
}
