import type { ComponentChildren } from 'preact'
import { t } from '../../lib/words.ts'

interface Props {
  readonly title: string
  readonly count?: number | undefined
  /** Where all of it is. */
  readonly all?: string
  readonly children: ComponentChildren
}

export function Card({ title, count, all, children }: Props) {
  return (
    <section class="card" aria-label={title}>
      <div class="card-head">
        <h2>
          {title} {count !== undefined && <span class="count">({count})</span>}
        </h2>
        {all && (
          <a class="link" href={all} aria-label={t('portal_see_all_of', { title })}>
            {t('portal_see_all')}
          </a>
        )}
      </div>
      {children}
    </section>
  )
}
