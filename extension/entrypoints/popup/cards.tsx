import type { Summary } from '../../../schema/contract/people.ts'
import { t } from '../../lib/text.ts'
import { PortalLink } from './portal-link.tsx'

/** Four numbers, each the way to what it counts. */
export function Cards({ summary }: { summary: Summary }) {
  const { activeSessions, pendingApprovals, pendingRequests, totalRequests } = summary
  return (
    <nav class="cards" aria-label={t('popup_summary')}>
      <Card name="active_sessions" count={activeSessions} route="/sessions" />
      {pendingApprovals !== null && (
        <Card name="pending_approvals" count={pendingApprovals} route="/approvals" />
      )}
      <Card name="pending_requests" count={pendingRequests} route="/requests?filter=open" />
      <Card name="total_requests" count={totalRequests} route="/requests" />
    </nav>
  )
}

/** The server counts to 100 and says 100 for more than 99. */
const mostCounted = 99

function Card({ name, count, route }: { name: string; count: number; route: string }) {
  const exact = name !== 'pending_approvals' || count <= mostCounted
  return (
    <PortalLink route={route} look="card">
      <span>{t(`popup_${name}`)}</span>{' '}
      {count === 0 ? <span class="zero">0</span> : <b>{exact ? count : t('popup_count_many')}</b>}
    </PortalLink>
  )
}
