import type { ComponentChildren } from 'preact'
import { t } from '../../lib/text.ts'
import { PortalLink } from './portal-link.tsx'

interface Props {
  readonly title: string
  /** Where all of it is. */
  readonly route: string
  readonly children: ComponentChildren
}

export function Group({ title, route, children }: Props) {
  return (
    <section class="group" aria-label={title}>
      <div class="group-head">
        <h2>{title}</h2>
        <PortalLink route={route} look="link" label={t('popup_see_all_of', { what: title })}>
          {t('popup_see_all')}
        </PortalLink>
      </div>
      <ul>{children}</ul>
    </section>
  )
}
