import type { Request } from '../../../schema/contract/requests.ts'
import { setName } from '../../lib/set-name.ts'
import { ago, duration } from '../../lib/time.ts'
import { t } from '../../lib/words.ts'
import { AccountName } from '../../ui/account-name.tsx'
import { StatusLine } from '../../ui/status-line.tsx'
import { Group } from './group.tsx'

/** What this person waits for. */
export function MyRequests({ requests, now }: { requests: readonly Request[]; now: number }) {
  if (requests.length === 0) return null
  return (
    <Group title={t('popup_my_requests')} route="/requests">
      {requests.map((request) => (
        <Row key={request.id} request={request} now={now} />
      ))}
    </Group>
  )
}

function Row({ request, now }: { request: Request; now: number }) {
  const { accountId, accountName, deciders, durationSeconds, openedAt, sensitive, status } = request
  const asked = t('popup_asked', { n: String(deciders), ago: ago(openedAt, now) })
  return (
    <li>
      <div class="row">
        <AccountName id={accountId} name={accountName} sensitive={sensitive} />
        <small>
          <StatusLine status={status} />
        </small>
      </div>
      <p class="set">
        <span>{setName(request)}</span> <span class="ends">{duration(durationSeconds)}</span>
      </p>
      <p class="help">{asked}</p>
    </li>
  )
}
