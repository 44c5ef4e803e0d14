import type { RefObject } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'

/** Rows drawn above and below what is in view, so that a quick scroll meets no empty place. */
const spare = 4

export interface Windowed<E extends HTMLElement> {
  readonly ref: RefObject<E | null>
  /** The first row to draw and the one behind the last. */
  readonly from: number
  readonly to: number
  readonly onScroll: () => void
}

/** Draws only the rows of a long list that are in view; all are `rowPx` high. The row `at` is kept in view. */
export function useWindowed<E extends HTMLElement>(
  count: number,
  rowPx: number,
  { viewPx, at }: { viewPx: number; at: number },
): Windowed<E> {
  const ref = useRef<E>(null)
  const [top, setTop] = useState(0)
  useEffect(() => {
    if (ref.current) ref.current.scrollTop = scrolledTo(ref.current.scrollTop, at * rowPx, { rowPx, viewPx })
  }, [at, count])
  const first = Math.min(Math.floor(top / rowPx), Math.max(0, count - 1))
  return {
    ref,
    from: Math.max(0, first - spare),
    to: Math.min(count, first + Math.ceil(viewPx / rowPx) + spare),
    onScroll: () => setTop(ref.current?.scrollTop ?? 0),
  }
}

/** As little as needed; a new list starts at its top. */
function scrolledTo(top: number, row: number, { rowPx, viewPx }: { rowPx: number; viewPx: number }): number {
  if (row < top) return Math.max(0, row)
  return row + rowPx > top + viewPx ? row + rowPx - viewPx : top
}
