import type { ComponentChildren } from 'preact'
import { useWindowed } from './windowed.ts'

const rowPx = 52
const viewPx = 312

export interface Options<T> {
  /** What they are, for those who hear it. */
  readonly label: string
  readonly found: readonly T[]
  readonly keyOf: (item: T) => string
  readonly draw: (item: T) => ComponentChildren
}

interface Props<T> extends Options<T> {
  readonly id: string
  readonly opened: boolean
  /** Where the keys are; -1 for nowhere yet. */
  readonly at: number
  readonly take: (item: T) => void
}

/** What was found. Thousands of them scroll as smoothly as ten: only what is in view is drawn. */
export function PickerOptions<T>({ id, label, opened, found, at, take, keyOf, draw }: Props<T>) {
  const view = useWindowed<HTMLUListElement>(found.length, rowPx, { viewPx, at: Math.max(at, 0) })
  return (
    <ul
      ref={view.ref}
      id={id}
      role="listbox"
      aria-label={label}
      hidden={!opened || found.length === 0}
      onScroll={view.onScroll}
      style={{ height: `${Math.min(viewPx, found.length * rowPx) + 10}px` }}
    >
      <li role="presentation" style={{ height: `${found.length * rowPx + 8}px` }} />
      {opened &&
        found.slice(view.from, view.to).map((item, index) => (
          <li
            key={keyOf(item)}
            id={`${id}-${view.from + index}`}
            role="option"
            aria-selected={view.from + index === at}
            aria-setsize={found.length}
            aria-posinset={view.from + index + 1}
            style={{ top: `${(view.from + index) * rowPx + 4}px`, height: `${rowPx}px` }}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => take(item)}
          >
            {draw(item)}
          </li>
        ))}
    </ul>
  )
}
