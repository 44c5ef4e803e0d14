import { t } from '../../lib/words.ts'
import { href } from '../../models/portal/route.ts'

/** The one primary button of the screens that only show. */
export function RequestAccess() {
  return (
    <a class="button primary" href={href({ page: 'request' })}>
      {t('portal_request_access')}
    </a>
  )
}
