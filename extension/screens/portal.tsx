import { useEffect, useRef } from 'preact/hooks'
import { t } from '../lib/words.ts'
import { notice, turnPage } from '../models/portal/notice.ts'
import { type Route, route } from '../models/portal/route.ts'
import { connection, seen } from '../models/seen.ts'
import { ActiveSessions } from './active-sessions.tsx'
import { Dashboard } from './dashboard.tsx'
import { Icon } from '../ui/icon.tsx'
import { ManageSessions } from './manage-sessions.tsx'
import { MyRequests } from './my-requests.tsx'
import { OwnedAccounts } from './owned-accounts.tsx'
import { AwayPage } from './away.tsx'
import { OverPage } from './over-page.tsx'
import { People } from './people.tsx'
import { PendingApprovals } from './pending-approvals.tsx'
import { RequestAccessPage } from './request-access.tsx'
import { RequestDetail } from './request-detail.tsx'
import { RequestHistory } from './request-history.tsx'
import { Review } from './review.tsx'
import { FindingDialog } from './finding-dialog.tsx'
import { SessionDialog } from './session-dialog.tsx'
import { Sidebar } from './sidebar.tsx'
import { SignedOut, SignedOutNote } from './signed-out.tsx'
import { Unknown } from './unknown.tsx'

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
      <FindingDialog />
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
      return <RequestAccessPage asking={at} key={JSON.stringify(at)} />
    case 'requests':
      return <MyRequests {...at} />
    case 'one':
      return <RequestDetail id={at.id} key={at.id} />
    case 'sessions':
      return <ActiveSessions end={at.end} q={at.q} />
    case 'approvals':
      return <PendingApprovals part={at.part} />
    case 'review':
      return <Review id={at.id} key={at.id} />
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
    case 'unknown':
      return <Unknown />
  }
}
