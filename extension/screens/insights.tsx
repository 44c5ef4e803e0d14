import type { Insights as Told } from '../../schema/contract/insights.ts'
import type { Request } from '../../schema/contract/requests.ts'
import { call } from '../lib/call.ts'
import { setName } from '../lib/set-name.ts'
import { at } from '../lib/time.ts'
import { urgency } from '../lib/urgency.ts'
import { t } from '../lib/words.ts'
import { asOf } from '../models/portal/as-of.ts'
import { type Held, heldByAccount } from '../models/portal/insights.ts'
import { href } from '../models/portal/route.ts'
import { now, seen } from '../models/seen.ts'
import { AccountName } from '../ui/account-name.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { DecidingHours } from './parts/deciding-hours.tsx'
import { Figure } from './parts/figure.tsx'
import { day, MinutesHeld } from './parts/minutes-held.tsx'
import { HeldNotOurs } from './parts/held-not-ours.tsx'
import { ListNotice } from './parts/notices.tsx'
import { PageHead } from './parts/page-head.tsx'
import { SessionsTable, SessionsTimeline } from './parts/sessions-timeline.tsx'
import { Table } from './parts/table.tsx'
import { useRead } from './parts/use-read.ts'

/** What people would rather look at than read: of what this person may see. */
export function Insights() {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  const told = useRead('insights', () => call('insights', { zone }))
  const known = told.value.value
  return (
    <>
      <PageHead title={t('portal_insights')} sub={known ? subOf(known) : t('portal_insights_text')} />
      {known ? <Pictures told={known} /> : <Waiting busy={!told.problem.value} />}
      <ListNotice problem={told.problem.value} again={() => void told.refresh()} />
    </>
  )
}

function Waiting({ busy }: { busy: boolean }) {
  return busy ? (
    <section class="card waiting" aria-busy="true">
      <Skeleton rows={5} />
    </section>
  ) : null
}

/** The answer first: how many run, and the next end. */
function subOf({ running, more }: Told): string {
  const active = running.filter((request) => asOf(request, now.value).status === 'active')
  const next = active[0]?.session?.endsAt
  if (!next) return t('portal_insights_none')
  const n = more ? `${active.length}+` : String(active.length)
  return t('portal_insights_running', { n, time: at(next, now.value) })
}

function Pictures({ told }: { told: Told }) {
  const since = day(told.from)
  return (
    <>
      {told.running.length > 0 ? <Running told={told} /> : <NoneRunning />}
      <div class="pictures">
        <HeldNow running={told.running} />
        <div>
          <DecidingHours decisions={told.decisions} since={since} />
          <MinutesHeld held={told.held} since={since} />
          {told.isCut && <p class="second">{t('portal_insights_cut', { time: since })}</p>}
        </div>
      </div>
    </>
  )
}

function Running({ told: { running, more } }: { told: Told }) {
  return (
    <Figure
      title={t('portal_running_sessions')}
      sub={t(more ? 'portal_soonest_first_cut' : 'portal_soonest_first')}
      drawing={<SessionsTimeline running={running} />}
      table={<SessionsTable running={running} />}
    />
  )
}

function NoneRunning() {
  return (
    <section class="card" aria-label={t('portal_running_sessions')}>
      <div class="card-head">
        <h2>{t('portal_running_sessions')}</h2>
      </div>
      <div class="nothing">
        <p>{t('portal_insights_none')}</p>
        <a class="link" href={href({ page: 'request' })}>
          {t('portal_request_access')}
        </a>
      </div>
    </section>
  )
}

function HeldNow({ running }: { running: readonly Request[] }) {
  const held = heldByAccount(running, now.value)
  const decides = (seen.value?.me.level ?? 0) > 0
  return (
    <section class="card" aria-labelledby="held-now">
      <div class="card-head">
        <h2 id="held-now">{t('portal_held_now')}</h2>
        {decides && (
          <a class="link" href={href({ page: 'manage' })}>
            {t('portal_manage_sessions')}
          </a>
        )}
      </div>
      {held.length === 0 ? <p class="nothing">{t('portal_held_none')}</p> : <HeldTable held={held} />}
      {decides && <HeldNotOurs />}
    </section>
  )
}

function HeldTable({ held }: { held: readonly Held[] }) {
  const columns = ['account', 'held_by'].map((name) => t(`portal_col_${name}`))
  return (
    <Table name="held-now" label={t('portal_held_now')} columns={columns} headless>
      {held.map(({ accountId, accountName, sensitive, by }) => (
        <tr role="row" key={accountId}>
          <td role="cell" class="cell-account">
            <AccountName id={accountId} name={accountName} sensitive={sensitive} />
          </td>
          <td role="cell">
            <ul class="holders">
              {by.map((request) => (
                <Holder key={request.id} request={request} />
              ))}
            </ul>
          </td>
        </tr>
      ))}
    </Table>
  )
}

function Holder({ request }: { request: Request }) {
  const { status, session } = asOf(request, now.value)
  const time = session ? at(session.endsAt, now.value) : ''
  const isSoon = status === 'active' && urgency(Date.parse(session?.endsAt ?? '') - now.value) !== 'calm'
  return (
    <li>
      <span>
        <b>{request.requester.name}</b> <span class="says">{setName(request)}</span>
      </span>
      <span class={isSoon ? 'soon' : 'second'}>
        {t(status === 'ending' ? 'portal_ended' : 'portal_until', { time })}
      </span>
    </li>
  )
}
