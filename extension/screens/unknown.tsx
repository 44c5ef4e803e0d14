import { t } from '../lib/words.ts'
import { href } from '../models/portal/route.ts'
import { PageHead } from './parts/page-head.tsx'

export function Unknown() {
  return (
    <>
      <PageHead title={t('portal_unknown')} />
      <a class="link" href={href({ page: 'dashboard' })}>
        {t('portal_to_dashboard')}
      </a>
    </>
  )
}
