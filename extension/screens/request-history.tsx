import { useState } from 'preact/hooks'
import type { Request } from '../../schema/contract/requests.ts'
import { call } from '../lib/call.ts'
import { dayTime, utc } from '../lib/time.ts'
import { says, t } from '../lib/words.ts'
import { asOf } from '../models/portal/as-of.ts'
import { statusesOf } from '../models/portal/filter.ts'
import type { Listing } from '../models/portal/listing.ts'
import { askedFor } from '../models/portal/history.ts'
import { settledRest } from '../models/portal/settled-rest.ts'
import { type Filtered, href, type Narrowed } from '../models/portal/route.ts'
import { minute } from '../models/seen.ts'
import { Button } from '../ui/button.tsx'
import { Account, SetAndWhy, StatusCell } from './parts/cells.tsx'
import { ExportDialog } from './parts/export-dialog.tsx'
import { FilterBar } from './parts/filter-bar.tsx'
import { HistoryFields } from './parts/history-fields.tsx'
import { ListFace } from './parts/list-face.tsx'
import { PageHead } from './parts/page-head.tsx'
import { Table } from './parts/table.tsx'
import { useListing } from './parts/use-listing.ts'

/** Every request one may see, newest first. */
export function RequestHistory({ filter, status, ...narrowed }: Filtered & Narrowed) {
  const wanted = status ? [status] : statusesOf(filter)
  const looked = askedFor(narrowed)
  const [isExporting, exporting] = useState(false)
  const read = (after?: string) =>
    call('requests', {
      scope: 'history',
      ...looked,
      ...(wanted.length > 0 ? { status: [...wanted] } : {}),
      ...(after ? { after } : {}),
    })
  const key = `history ${wanted.join()} ${JSON.stringify(looked)}`
  const requests = useListing<Request>(key, () => ({ read, rest: settledRest }))
  const isFiltered = wanted.length > 0 || Object.keys(looked).length > 0
  const clear = (
    <a class="link" href={href({ page: 'history', filter: 'all' })}>
      {t('portal_clear_filters')}
    </a>
  )
  return (
    <>
      <PageHead title={t('portal_request_history')} sub={t('portal_newest_first')}>
        <Button disabled={shownOf(requests).length === 0} onClick={() => exporting(true)}>
          {t('portal_export')}
        </Button>
      </PageHead>
      <FilterBar page="history" filter={filter} status={status} keep={narrowed} />
      <HistoryFields
        at={{ page: 'history', filter, ...(status ? { status } : {}), ...narrowed }}
        shown={shownOf(requests)}
      />
      <section class="card" aria-labelledby="title">
        <ListFace
          listing={requests}
          empty={{
            title: t(isFiltered ? 'portal_no_match' : 'portal_no_history'),
            link: isFiltered && clear,
          }}
        >
          {(items) => <Rows items={items} />}
        </ListFace>
      </section>
      {isExporting && <ExportDialog read={read} close={() => exporting(false)} />}
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
            {dayTime(request.openedAt, minute.value)}
            <p class="says">{utc(request.openedAt)}</p>
          </td>
          <td role="cell" class="cell-person">
            <a
              class="plain-link"
              href={href({ page: 'history', filter: 'all', requester: request.requester.id })}
            >
              <b>{request.requester.name}</b>
            </a>
          </td>
          <Account request={request} />
          <SetAndWhy request={request} withDuration />
          <StatusCell request={request} link />
          <td role="cell" class="cell-decided" title={says(asOf(request, minute.value), minute.value)}>
            <span class="narrow-only">{t('portal_col_decided_by')}: </span>
            {request.decision ? (
              <a
                class="plain-link"
                href={href({ page: 'history', filter: 'all', decider: request.decision.by.id })}
              >
                {request.decision.by.name}
              </a>
            ) : (
              <span class="second">{t('portal_nobody_yet')}</span>
            )}
          </td>
        </tr>
      ))}
    </Table>
  )
}

function shownOf({ listed: { value } }: Listing<Request>): readonly Request[] {
  return value.state === 'ready' ? value.items : []
}
