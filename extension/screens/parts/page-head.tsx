import type { ComponentChildren } from 'preact'
import { useTitle } from './use-title.ts'

interface Props {
  readonly title: string
  readonly sub?: string
  /** The page's main action, or its keys. */
  readonly children?: ComponentChildren
}

/** The title gets the focus when its screen opens. */
export function PageHead({ title, sub, children }: Props) {
  useTitle(title)
  return (
    <header class="page-head">
      <div>
        <h1 id="title" tabIndex={-1}>
          {title}
        </h1>
        {sub && <p class="page-sub">{sub}</p>}
      </div>
      {children && <div class="page-act">{children}</div>}
    </header>
  )
}
