import { useRef } from 'preact/hooks'

/** Whether `known` is another than what somebody began to type on. While nothing is typed the form follows it. */
export function useMoved(known: unknown, isTyped: boolean): boolean {
  const begun = useRef(known)
  if (!isTyped) begun.current = known
  return begun.current !== known
}
