import { useState } from 'preact/hooks'
import type { Request } from '../../schema/contract/requests.ts'
import { call } from '../lib/call.ts'
import { t } from '../lib/words.ts'
import { undecided } from '../models/portal/queue.ts'
import { go, href } from '../models/portal/route.ts'
import { seen } from '../models/seen.ts'
import { ListFace } from './parts/list-face.tsx'
import { Keys } from './parts/keys.tsx'
import { PageHead } from './parts/page-head.tsx'
import { QueueRow } from './parts/queue-row.tsx'
import { Table } from './parts/table.tsx'
import { useKeys } from './parts/use-keys.ts'
import { useListing } from './parts/use-listing.ts'

/** What waits for this person, soonest deadline first. */
export function PendingApprovals() {
  const requests = useListing<Request>('to-decide', () => ({
    stored: seen.value?.toDecide,
    read: (after) => call('requests', { scope: 'to-decide', ...(after ? { after } : {}) }),
  }))
  const history = (
    <a class="button normal" href={href({ page: 'history', filter: 'all' })}>
      {t('portal_request_history')}
    </a>
  )
  return (
    <>
      <PageHead title={t('portal_pending_approvals')}>
        <Keys
          keys={[
            ['j', t('portal_key_next')],
            ['k', t('portal_key_previous')],
            ['Enter', t('portal_key_review')],
          ]}
        />
      </PageHead>
      <section class="card" aria-labelledby="title">
        <ListFace
          listing={requests}
          current={undecided}
          empty={{ title: t('portal_nothing_to_decide'), link: history }}
        >
          {(items) => <Queue requests={items} />}
        </ListFace>
      </section>
      <p class="second under">{t('portal_soonest_deadline')}</p>
    </>
  )
}

function Queue({ requests }: { requests: readonly Request[] }) {
  const [at, setAt] = useState(0)
  const current = Math.min(at, Math.max(requests.length - 1, 0))
  const move = (by: number) => setAt(Math.max(0, Math.min(requests.length - 1, current + by)))
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    Enter: () => open(requests[current]),
  })
  const columns = ['person', 'set', 'account', 'duration', 'why', 'due', 'review'].map((name) =>
    t(`portal_col_${name}`),
  )
  return (
    <Table name="queue" label={t('portal_pending_approvals')} columns={columns}>
      {requests.map((request, index) => (
        <QueueRow key={request.id} request={request} current={index === current} />
      ))}
    </Table>
  )
}

function open(request: Request | undefined): void {
  if (request) go({ page: 'review', id: request.id })
}
