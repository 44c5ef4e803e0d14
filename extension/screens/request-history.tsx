import type { Request } from '../../schema/contract/requests.ts'
import { call } from '../lib/call.ts'
import { dayTime, utc } from '../lib/time.ts'
import { says, t } from '../lib/words.ts'
import { asOf } from '../models/portal/as-of.ts'
import { statusesOf } from '../models/portal/filter.ts'
import { type Filtered, href } from '../models/portal/route.ts'
import { now } from '../models/seen.ts'
import { Account, SetAndWhy, StatusCell } from './parts/cells.tsx'
import { FilterBar } from './parts/filter-bar.tsx'
import { ListFace } from './parts/list-face.tsx'
import { PageHead } from './parts/page-head.tsx'
import { Table } from './parts/table.tsx'
import { useListing } from './parts/use-listing.ts'

/** Every request one may see, newest first. */
export function RequestHistory({ filter, status }: Filtered) {
  const wanted = status ? [status] : statusesOf(filter)
  const requests = useListing<Request>(`history ${wanted.join()}`, () => ({
    read: (after) =>
      call('requests', {
        scope: 'history',
        ...(wanted.length > 0 ? { status: [...wanted] } : {}),
        ...(after ? { after } : {}),
      }),
  }))
  const clear = (
    <a class="link" href={href({ page: 'history', filter: 'all' })}>
      {t('portal_clear_filters')}
    </a>
  )
  return (
    <>
      <PageHead title={t('portal_request_history')} sub={t('portal_newest_first')} />
      <FilterBar page="history" filter={filter} status={status} />
      <section class="card" aria-labelledby="title">
        <ListFace
          listing={requests}
          empty={{
            title: t(wanted.length > 0 ? 'portal_no_match' : 'portal_no_history'),
            link: wanted.length > 0 && clear,
          }}
        >
          {(items) => <Rows items={items} />}
        </ListFace>
      </section>
    </>
  )
}

function Rows({ items }: { items: readonly Request[] }) {
  const columns = ['asked', 'person', 'account', 'set_duration_reason', 'status', 'decided_by'].map((name) =>
    t(`portal_col_${name}`),
  )
  return (
    <Table name="history" label={t('portal_request_history')} columns={columns}>
      {items.map((request) => (
        <tr role="row" key={request.id}>
          <td role="cell" class="cell-asked">
            {dayTime(request.openedAt, now.value)}
            <p class="says">{utc(request.openedAt)}</p>
          </td>
          <td role="cell" class="cell-person">
            <b>{request.requester.name}</b>
          </td>
          <Account request={request} />
          <SetAndWhy request={request} withDuration />
          <StatusCell request={request} link />
          <td role="cell" class="cell-decided" title={says(asOf(request, now.value), now.value)}>
            <span class="narrow-only">{t('portal_col_decided_by')}: </span>
            {request.decision?.by.name ?? <span class="second">{t('portal_nobody_yet')}</span>}
          </td>
        </tr>
      ))}
    </Table>
  )
}
