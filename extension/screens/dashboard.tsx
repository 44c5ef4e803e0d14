import type { Request } from '../../schema/contract/requests.ts'
import { samplePage } from '../lib/own-pages.ts'
import { t } from '../lib/words.ts'
import { asOf } from '../models/portal/as-of.ts'
import { cards, type StatCard } from '../models/portal/cards.ts'
import { href } from '../models/portal/route.ts'
import { now, seen } from '../models/seen.ts'

import { Skeleton } from '../ui/skeleton.tsx'
import { Card } from './parts/card.tsx'
import { Account, SetAndWhy, StatusCell } from './parts/cells.tsx'
import { NavIcon } from './parts/nav-icon.tsx'
import { ListNotice } from './parts/notices.tsx'
import { PageHead } from './parts/page-head.tsx'
import { RequestAccess } from './parts/request-access-link.tsx'
import { SessionActions } from './parts/session-actions.tsx'
import { Table } from './parts/table.tsx'
import { TimeRemaining } from './parts/time-remaining.tsx'

const recent = 5

/** The page after sign-in, drawn from storage alone. */
export function Dashboard() {
  const known = seen.value
  return (
    <>
      <PageHead title={t('portal_dashboard')}>
        <RequestAccess />
      </PageHead>
      {known ? (
        <>
          <ul class="stats">
            {cards(known, now.value).map((card) => (
              <Stat key={card.href} card={card} />
            ))}
          </ul>
          {known.sessions.length > 0 && <RunningSessions sessions={known.sessions} />}
          <RecentRequests requests={known.mine.slice(0, recent)} />
        </>
      ) : (
        <div class="card waiting" aria-busy="true">
          <Skeleton rows={5} />
        </div>
      )}
    </>
  )
}

function Stat({ card }: { card: StatCard }) {
  return (
    <li>
      <a class="stat" href={card.href}>
        <span class="stat-title">
          {card.title} <NavIcon name="right" />
        </span>
        <span class={card.count === '0' ? 'stat-count none' : 'stat-count'}>{card.count}</span>
        <span class={card.soon ? 'stat-second soon' : 'stat-second'}>{card.second}</span>
      </a>
    </li>
  )
}

function RunningSessions({ sessions }: { sessions: readonly Request[] }) {
  const columns = ['account', 'set', 'remaining', 'actions'].map((name) => t(`portal_col_${name}`))
  const active = sessions.filter((request) => asOf(request, now.value).status === 'active')
  return (
    <Card title={t('portal_running_sessions')} count={active.length} all={href({ page: 'sessions' })}>
      <Table name="running" label={t('portal_running_sessions')} columns={columns} headless>
        {sessions.map((request) => (
          <tr role="row" key={request.id}>
            <Account request={request} />
            <SetAndWhy request={request} />
            <TimeRemaining request={request} />
            <SessionActions request={request} />
          </tr>
        ))}
      </Table>
    </Card>
  )
}

function RecentRequests({ requests }: { requests: readonly Request[] }) {
  const columns = [t('portal_col_account'), t('portal_col_set_duration_reason'), t('portal_col_status')]
  return (
    <Card title={t('portal_recent_requests')} all={href({ page: 'requests', filter: 'all' })}>
      {requests.length === 0 && <NoneYet />}
      {requests.length > 0 && (
        <Table name="recent" label={t('portal_recent_requests')} columns={columns}>
          {requests.map((request) => (
            <tr role="row" key={request.id}>
              <Account request={request} />
              <SetAndWhy request={request} withDuration />
              <StatusCell request={request} sentence link />
            </tr>
          ))}
        </Table>
      )}
      <ListNotice problem={null} again={() => undefined} />
    </Card>
  )
}

function NoneYet() {
  return (
    <p class="nothing">
      {t('portal_no_requests_yet')}{' '}
      <a class="link" href={samplePage} target="_blank">
        {t('portal_try_sample')}
      </a>
    </p>
  )
}
