import type { Request } from '../../schema/contract/requests.ts'
import { call } from '../lib/call.ts'
import { t } from '../lib/words.ts'
import { asOf, mayEnd } from '../models/portal/as-of.ts'
import { openDialog } from '../models/portal/dialog.ts'
import { href, searchFor } from '../models/portal/route.ts'
import { fitsSearch } from '../models/portal/search.ts'
import { connection, now, seen } from '../models/seen.ts'
import { Button } from '../ui/button.tsx'
import { Account, SetAndWhy, StatusCell } from './parts/cells.tsx'
import { ListFace } from './parts/list-face.tsx'
import { NotOurs } from './parts/not-ours.tsx'
import { PageHead } from './parts/page-head.tsx'
import { SearchField } from './parts/search-field.tsx'
import { Table } from './parts/table.tsx'
import { TimeRemaining } from './parts/time-remaining.tsx'
import { useListing } from './parts/use-listing.ts'

/** Who holds access through Hallpass to the accounts one looks after. */
export function ManageSessions({ q = '' }: { q?: string | undefined }) {
  const sessions = useListing<Request>('managed', () => ({
    read: (after) => call('sessions', { scope: 'managed', ...(after ? { after } : {}) }),
  }))
  return (
    <>
      <PageHead title={t('portal_manage_sessions')} sub={t('portal_soonest_first')} />
      <section class="card" aria-labelledby="title">
        <SearchField
          value={q}
          words={t('portal_search_person')}
          search={(typed) => searchFor({ page: 'manage' }, typed)}
        />
        <ListFace
          listing={sessions}
          empty={{ title: t('portal_no_managed') }}
          keep={q ? (request) => fitsSearch(request, q) : null}
        >
          {(items) => <Rows items={items} />}
        </ListFace>
      </section>
      <NotOurs />
    </>
  )
}

function Rows({ items }: { items: readonly Request[] }) {
  const columns = ['person', 'account', 'set', 'remaining', 'status', 'actions'].map((name) =>
    t(`portal_col_${name}`),
  )
  return (
    <Table name="managed" label={t('portal_manage_sessions')} columns={columns}>
      {items.map((request) => (
        <tr role="row" key={request.id}>
          <td role="cell" class="cell-person">
            <b>{request.requester.name}</b>
          </td>
          <Account request={request} />
          <SetAndWhy request={request} />
          <TimeRemaining request={request} short />
          <StatusCell request={request} />
          <Actions request={request} />
        </tr>
      ))}
    </Table>
  )
}

/** One's own is given back, not revoked; that has its own place. */
function Actions({ request }: { request: Request }) {
  const { requester, accountName } = request
  const own = requester.id === seen.value?.me.id
  const about = (
    <span class="hidden"> {t('portal_revoke_about', { name: requester.name, account: accountName })}</span>
  )
  return (
    <td role="cell" class="cell-actions">
      <span class="links">
        {mayEnd(asOf(request, now.value)) && (
          <Button
            kind="quiet"
            disabled={connection.value !== 'online'}
            onClick={() => openDialog({ kind: own ? 'end' : 'revoke', request })}
          >
            {t(own ? 'portal_end_access' : 'portal_revoke')}
            {about}
          </Button>
        )}
        <a class="link strong" href={href({ page: 'one', id: request.id })}>
          {t('portal_details')}
          {about}
        </a>
      </span>
    </td>
  )
}
