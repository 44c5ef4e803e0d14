import { type Filter, filters, resting } from '../../models/portal/filter.ts'
import { href, type Narrowed, replaceRoute } from '../../models/portal/route.ts'
import { label, type Status } from '../../../schema/contract/lifecycle.ts'
import { t } from '../../lib/words.ts'

interface Props {
  readonly page: 'requests' | 'history'
  readonly filter: Filter
  readonly status?: Status | undefined
  /** What else is looked for, and stays. */
  readonly keep?: Narrowed
}

/** Which requests are listed, kept in the address. Exact statuses stand under More. */
export function FilterBar({ page, filter, status, keep = {} }: Props) {
  return (
    <nav class="filters" aria-label={t('portal_filters')}>
      {filters.map((name) => (
        <a
          key={name}
          href={href({ ...keep, page, filter: name })}
          aria-current={!status && name === filter ? 'true' : undefined}
        >
          {t(`portal_filter_${name.replace('-', '_')}`)}
        </a>
      ))}
      <label>
        <span class="hidden">{t('portal_filter_more')}</span>
        <select
          value={status ?? ''}
          onChange={(event) => choose({ ...keep, page, filter: 'all' }, event.currentTarget.value)}
        >
          <option value="">{t('portal_filter_more')}</option>
          {resting.map((each) => (
            <option key={each} value={each}>
              {t(label(each).key)}
            </option>
          ))}
        </select>
      </label>
    </nav>
  )
}

function choose(at: Narrowed & { page: Props['page']; filter: 'all' }, status: string): void {
  const chosen = resting.find((each) => each === status)
  replaceRoute({ ...at, ...(chosen ? { status: chosen } : {}) })
}
