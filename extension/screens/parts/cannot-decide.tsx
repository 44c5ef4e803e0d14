import type { RequestWithTimeline } from '../../../schema/contract/requests.ts'
import { problemWords, t } from '../../lib/words.ts'
import { go } from '../../models/portal/route.ts'
import { seen } from '../../models/seen.ts'
import { Button } from '../../ui/button.tsx'
import { NoteOf } from './notices.tsx'

/** Whoever may not decide this is told why, and who may. */
export function CannotDecide({ request }: { request: RequestWithTimeline }) {
  const me = seen.value?.me.id
  const names = request.mayDecide.map(({ name }) => name).join(', ')
  const madeFirst = request.timeline.some(({ event, actor }) => event === 'approve' && actor?.id === me)
  const key = request.requester.id === me ? 'own-request' : madeFirst ? 'second-person' : 'not-allowed'
  return (
    <NoteOf
      problem={{ type: `/problems/${key}`, params: { names } }}
      mend={
        <Button onClick={() => go({ page: 'approvals' })}>
          {problemWords({ type: '/problems/no-longer-yours', params: {} }).button ||
            t('portal_pending_approvals')}
        </Button>
      }
    />
  )
}
