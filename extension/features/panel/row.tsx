/** @jsxImportSource ../../lib/dom */
import type { Child } from '../../lib/dom/jsx-runtime.ts'
import type { ShownTrouble } from '../../lib/shown.ts'
import { t } from '../../lib/text.ts'
import { Icon } from '../parts/icon.tsx'

interface Props {
  /** Its label has the id `NAME`, what is said under it `NAME-help`. */
  readonly name: string
  readonly help?: string | undefined
  /** A refusal that is about this row takes the place of its help. */
  readonly trouble?: ShownTrouble | null
  /** What mends it. */
  readonly mend?: Child
  readonly children: Child
}

/** One row of the form: what it is about, what is chosen or typed, and what is to be known about it. */
export function Row({ name, help, trouble, mend, children }: Props) {
  return (
    <div class="row" role="group" aria-labelledby={name}>
      <b id={name}>{t(`panel_${name}`)}</b>
      {children}
      {trouble ? (
        <p key="error" class="error" id={`${name}-help`} role="alert">
          <Icon name="cross" size={12} /> {trouble.detail}
        </p>
      ) : (
        help && (
          <p key="help" class="help" id={`${name}-help`}>
            {help}
          </p>
        )
      )}
      {mend}
    </div>
  )
}
