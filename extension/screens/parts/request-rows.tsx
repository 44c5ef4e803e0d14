import type { Request } from '../../../schema/contract/requests.ts'
import { ago } from '../../lib/time.ts'
import { t } from '../../lib/words.ts'
import { type InNeed, placesBySending } from '../../models/portal/same-need.ts'
import { now } from '../../models/seen.ts'
import { Account, SetAndWhy, StatusCell } from './cells.tsx'
import { needMark } from './same-need.tsx'
import { RequestActions } from './request-actions.tsx'
import { Table } from './table.tsx'

interface Props {
  readonly requests: readonly Request[]
  readonly again: () => Promise<void>
}

/** My own requests: what became of each, in its sentence, and what I can do about it. */
export function RequestRows({ requests, again }: Props) {
  const columns = ['account', 'set_duration_reason', 'asked', 'status', 'actions'].map((name) =>
    t(`portal_col_${name}`),
  )
  return (
    <Table name="requests" label={t('portal_my_requests')} columns={columns}>
      {placesBySending(requests).map((place) => (
        <Row key={place.request.id} place={place} again={again} />
      ))}
    </Table>
  )
}

function Row({ place, again }: { place: InNeed; again: Props['again'] }) {
  const { request, follows } = place
  return (
    <tr role="row" class={follows ? 'follows' : undefined}>
      <Account request={request} />
      <SetAndWhy request={request} withDuration>
        {needMark(place) && <p class="says">{needMark(place)}</p>}
      </SetAndWhy>
      <td role="cell" class="cell-asked">
        {ago(request.openedAt, now.value)}
      </td>
      <StatusCell request={request} sentence link />
      <td role="cell" class="cell-actions">
        <RequestActions request={request} again={again} />
      </td>
    </tr>
  )
}
