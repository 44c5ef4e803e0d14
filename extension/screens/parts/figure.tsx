import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { t } from '../../lib/words.ts'
import { Button } from '../../ui/button.tsx'

interface Props {
  readonly title: string
  /** Of what it is told: since when, or of how many. */
  readonly sub?: string
  /** What is drawn; the table has all of it. */
  readonly drawing: ComponentChildren
  readonly table: ComponentChildren
  readonly children?: ComponentChildren
}

/** A drawing, and the table behind it: always there for those who hear it, and for everybody on demand. */
export function Figure({ title, sub, drawing, table, children }: Props) {
  const [shown, show] = useState(false)
  return (
    <section class="card figure" aria-label={title}>
      <div class="card-head">
        <div>
          <h2>{title}</h2>
          {sub && <p class="second">{sub}</p>}
        </div>
        <Button kind="link" onClick={() => show(!shown)}>
          {t(shown ? 'portal_as_drawing' : 'portal_as_table')}
          <span class="hidden">: {title}</span>
        </Button>
      </div>
      {children}
      <div hidden={shown} class="drawing">
        {drawing}
      </div>
      <div class={shown ? 'drawn-table' : 'hidden'}>{table}</div>
    </section>
  )
}
