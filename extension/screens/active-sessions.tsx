import { useEffect } from 'preact/hooks'
import type { Request } from '../../schema/contract/requests.ts'
import { call } from '../lib/call.ts'
import { clockTime } from '../lib/time.ts'
import { t } from '../lib/words.ts'
import { fitsSearch } from '../models/portal/search.ts'
import { openDialog } from '../models/portal/dialog.ts'
import { replaceRoute, searchFor } from '../models/portal/route.ts'
import { ownStamp, seen } from '../models/seen.ts'
import { Account, SetAndWhy, StatusCell } from './parts/cells.tsx'
import { ListFace } from './parts/list-face.tsx'
import { PageHead } from './parts/page-head.tsx'
import { RequestAccess } from './parts/request-access-link.tsx'
import { SearchField } from './parts/search-field.tsx'
import { SessionActions } from './parts/session-actions.tsx'
import { Table } from './parts/table.tsx'
import { TimeRemaining } from './parts/time-remaining.tsx'
import { useListing } from './parts/use-listing.ts'

/** `end` names the session whose "End access" was pressed elsewhere: its question is opened here. */
export function ActiveSessions({ end, q = '' }: { end?: string | undefined; q?: string | undefined }) {
  const source = () => ({
    stored: seen.value?.sessions,
    read: (after?: string) => call('sessions', { scope: 'mine', ...(after ? { after } : {}) }),
  })
  const sessions = useListing('sessions', source, ownStamp.value)
  useEndQuestion(end)
  return (
    <>
      <PageHead title={t('portal_active_sessions')} sub={t('portal_soonest_first')}>
        <RequestAccess />
      </PageHead>
      <section class="card" aria-labelledby="title">
        <SearchField value={q} search={(typed) => searchFor({ page: 'sessions' }, typed)} />
        <ListFace
          listing={sessions}
          empty={{ title: t('portal_no_sessions'), text: t('portal_no_sessions_text') }}
          keep={q ? (request) => fitsSearch(request, q) : null}
        >
          {(items) => <Rows items={items} />}
        </ListFace>
      </section>
    </>
  )
}

function useEndQuestion(end: string | undefined): void {
  const request = seen.value?.sessions.find(({ id }) => id === end)
  useEffect(() => {
    if (!request) return
    openDialog({ kind: 'end', request })
    replaceRoute({ page: 'sessions' })
  }, [request?.id])
}

function Rows({ items }: { items: readonly Request[] }) {
  const columns = ['account', 'set', 'granted', 'remaining', 'status', 'actions'].map((name) =>
    t(`portal_col_${name}`),
  )
  return (
    <Table name="sessions" label={t('portal_active_sessions')} columns={columns}>
      {items.map((request) => (
        <tr role="row" key={request.id}>
          <Account request={request} />
          <SetAndWhy request={request} />
          <td role="cell" class="cell-granted">
            {request.session?.activeAt && clockTime(request.session.activeAt)}
          </td>
          <TimeRemaining request={request} short />
          <StatusCell request={request} />
          <SessionActions request={request} details />
        </tr>
      ))}
    </Table>
  )
}
