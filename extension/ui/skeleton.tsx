import { t } from '../lib/text.ts'

/** Lines where the rows will stand. Only for what storage has never seen; it does not shimmer. */
export function Skeleton({ rows = 3 }: { rows?: number }) {
  return (
    <div class="skeleton" role="status" aria-label={t('ui_loading')}>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row}>
          <span />
          <span />
        </div>
      ))}
    </div>
  )
}
