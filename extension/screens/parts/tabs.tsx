import { href, type Route } from '../../models/portal/route.ts'
import { t } from '../../lib/words.ts'

interface Tab {
  readonly to: Route
  readonly title: string
  readonly current: boolean
  /** How many are in it, quietly; `badge` for what waits for this person. */
  readonly count?: string
  readonly badge?: string
}

/** Parts of one screen, each with its own address. */
export function Tabs({ label, tabs }: { label: string; tabs: readonly Tab[] }) {
  return (
    <nav class="tabs" aria-label={label}>
      {tabs.map(({ to, title, current, count, badge }) => (
        <a key={title} href={href(to)} aria-current={current ? 'page' : undefined}>
          {title} {count && <span class="tab-count">{count}</span>}
          {badge && (
            <span class="badge">
              {badge} <span class="hidden">{t('portal_to_decide')}</span>
            </span>
          )}
        </a>
      ))}
    </nav>
  )
}
