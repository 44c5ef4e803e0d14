import { useEffect, useRef } from 'preact/hooks'
import { t } from '../lib/words.ts'
import { notice, turnPage } from '../models/portal/notice.ts'
import { type Route, route } from '../models/portal/route.ts'
import { connection, seen } from '../models/seen.ts'
import { ActiveSessions } from './active-sessions.tsx'
import { Dashboard } from './dashboard.tsx'
import { Icon } from '../ui/icon.tsx'
import { MyRequests } from './my-requests.tsx'
import { OverPage } from './over-page.tsx'
import { PendingApprovals } from './pending-approvals.tsx'
import { later } from './parts/later.tsx'
import { RequestDetail } from './request-detail.tsx'
import { SessionDialog } from './session-dialog.tsx'
import { Sidebar } from './sidebar.tsx'
import { SignedOut, SignedOutNote } from './signed-out.tsx'
import { Unknown } from './unknown.tsx'

// Loaded when they are opened, or when there is nothing else to do: the first load stays small.
const RequestAccessPage = later(
  'portal_request_access',
  async () => (await import('./request-access.tsx')).RequestAccessPage,
)
const Review = later('portal_pending_approvals', async () => (await import('./review.tsx')).Review)
const Rules = later('portal_rules', async () => (await import('./rules.tsx')).Rules)
const Audit = later('portal_audit', async () => (await import('./audit.tsx')).Audit)
const Insights = later('portal_insights', async () => (await import('./insights.tsx')).Insights)
const ManageSessions = later(
  'portal_manage_sessions',
  async () => (await import('./manage-sessions.tsx')).ManageSessions,
)
const OwnedAccounts = later(
  'portal_owned_accounts',
  async () => (await import('./owned-accounts.tsx')).OwnedAccounts,
)
const RequestHistory = later(
  'portal_request_history',
  async () => (await import('./request-history.tsx')).RequestHistory,
)
const People = later('portal_people', async () => (await import('./people.tsx')).People)
const NoticesPage = later('portal_notices', async () => (await import('./notices.tsx')).NoticesPage)
const AwayPage = later('portal_away', async () => (await import('./away.tsx')).AwayPage)

/** The whole page: where one is, the screen, and what stands over it. */
export function Portal() {
  const main = useRef<HTMLElement>(null)
  useTurningPages()
  const out = connection.value === 'signed-out'
  if (out && !seen.value) return <SignedOut />
  return (
    <>
      <a class="skip" href="#main" onClick={(event) => skip(event, main.current)}>
        {t('portal_skip')}
      </a>
      <Sidebar />
      <main id="main" ref={main} tabIndex={-1}>
        {out && <SignedOutNote />}
        <p class="said" role="status">
          {notice.value && (
            <>
              <Icon name="info" /> {notice.value}
            </>
          )}
        </p>
        <Screen at={route.value} />
      </main>
      <SessionDialog />
      <OverPage />
    </>
  )
}

/** The address is the route, so that a plain `#main` would leave the screen. */
function skip(event: MouseEvent, main: HTMLElement | null): void {
  event.preventDefault()
  main?.focus()
}

/** A new screen starts at its title, for the eye and for the keyboard. */
function useTurningPages(): void {
  const at = route.value
  const screen = 'id' in at ? `${at.page} ${at.id}` : at.page
  const first = useRef(true)
  useEffect(() => {
    if (first.current) {
      first.current = false
      return
    }
    turnPage()
    scrollTo(0, 0)
    document.getElementById('title')?.focus()
  }, [screen])
}

function Screen({ at }: { at: Route }) {
  switch (at.page) {
    case 'dashboard':
      return <Dashboard />
    case 'request':
      // Another person starts anew: nothing that was typed, read or pressed for the former stands.
      return <RequestAccessPage asking={at} key={JSON.stringify([at, seen.value?.me.id])} />
    case 'requests':
      return <MyRequests {...at} />
    case 'one':
      return <RequestDetail id={at.id} key={at.id} />
    case 'sessions':
      return <ActiveSessions end={at.end} q={at.q} />
    case 'approvals':
      return <PendingApprovals part={at.part} />
    case 'review':
      return <Review id={at.id} key={`${at.id} ${seen.value?.me.id}`} />
    case 'history':
      return <RequestHistory {...at} />
    case 'manage':
      return <ManageSessions q={at.q} />
    case 'accounts':
      return <OwnedAccounts part={at.part} q={at.q} />
    case 'people':
      return <People q={at.q} />
    case 'away':
      return <AwayPage />
    case 'insights':
      return <Insights />
    case 'notices':
      return <NoticesPage />
    case 'audit':
      return <Audit {...at} />
    case 'rules':
      return <Rules rule={at.rule} />
    case 'unknown':
      return <Unknown />
  }
}
