import type { ComponentChildren } from 'preact'

interface Props {
  /** Which columns and which card: the class that lays it out. */
  readonly name: string
  readonly label: string
  readonly columns: readonly string[]
  /** The head is there for screen readers alone. */
  readonly headless?: boolean
  readonly children: ComponentChildren
}

/** A table whose rows become cards where it is narrow; the roles are said, or the layout would take them away. */
export function Table({ name, label, columns, headless, children }: Props) {
  return (
    <table role="table" class={`table ${name}`} aria-label={label}>
      <thead role="rowgroup" class={headless ? 'hidden' : undefined}>
        <tr role="row">
          {columns.map((column) => (
            <th key={column} role="columnheader" scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">{children}</tbody>
    </table>
  )
}
