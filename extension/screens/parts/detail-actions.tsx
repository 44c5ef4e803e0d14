import type { Request, RequestWithTimeline } from '../../../schema/contract/requests.ts'
import { t } from '../../lib/words.ts'
import { mayEnd } from '../../models/portal/as-of.ts'
import { openDialog } from '../../models/portal/dialog.ts'
import { href } from '../../models/portal/route.ts'
import { connection, seen, tabs } from '../../models/seen.ts'
import { BeforeOpening } from '../../ui/before-opening.tsx'
import { Button } from '../../ui/button.tsx'
import { OpenInConsole } from './open-in-console.tsx'
import { RequestActions } from './request-actions.tsx'

interface Props {
  readonly request: Request
  /** Says what the caller may do; `null` while only storage's part is here. */
  readonly full: RequestWithTimeline | null
  readonly refresh: () => Promise<void>
}

/** What can be done with this request now, by this person. */
export function DetailActions({ request, full, refresh }: Props) {
  const own = request.requester.id === seen.value?.me.id
  return (
    <div class="detail-actions">
      {own && request.status === 'active' && <Open request={request} />}
      {full?.mine.decide && (
        <a class="button primary" href={href({ page: 'review', id: request.id })}>
          {t('portal_review')}
        </a>
      )}
      {own && <RequestActions request={request} again={refresh} always />}
      {mayEnd(request) && (full?.mine.release || full?.mine.revoke) && (
        <Button
          kind="quiet"
          disabled={connection.value !== 'online'}
          onClick={() => openDialog({ kind: own ? 'end' : 'revoke', request })}
        >
          {t(own ? 'portal_end_access' : 'portal_revoke')}
        </Button>
      )}
      {own && request.status === 'active' && <BeforeOpening tabs={tabs.value} />}
    </div>
  )
}

function Open({ request }: { request: Request }) {
  return (
    <>
      <OpenInConsole request={request} look="primary" />
      <a class="link strong" href={href({ page: 'request', extend: request.id })}>
        {t('portal_extend')}
      </a>
    </>
  )
}
