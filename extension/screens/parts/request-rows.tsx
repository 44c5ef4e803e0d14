import type { Request } from '../../../schema/contract/requests.ts'
import { ago } from '../../lib/time.ts'
import { t } from '../../lib/words.ts'
import { now } from '../../models/seen.ts'
import { Account, SetAndWhy, StatusCell } from './cells.tsx'
import { RequestActions } from './request-actions.tsx'
import { Table } from './table.tsx'

/** My own requests: what became of each, in its sentence, and what I can do about it. */
export function RequestRows({ requests }: { requests: readonly Request[] }) {
  const columns = ['account', 'set_duration_reason', 'asked', 'status', 'actions'].map((name) =>
    t(`portal_col_${name}`),
  )
  return (
    <Table name="requests" label={t('portal_my_requests')} columns={columns}>
      {requests.map((request) => (
        <tr role="row" key={request.id}>
          <Account request={request} />
          <SetAndWhy request={request} withDuration />
          <td role="cell" class="cell-asked">
            {ago(request.openedAt, now.value)}
          </td>
          <StatusCell request={request} sentence link />
          <td role="cell" class="cell-actions">
            <RequestActions request={request} />
          </td>
        </tr>
      ))}
    </Table>
  )
}
