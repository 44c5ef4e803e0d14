import { defineContentScript } from 'wxt/utils/define-content-script'
import { accountFrame } from '../../features/account-frame.tsx'
import { denied } from '../../features/denied.tsx'
import { requestAccess } from '../../features/request-access.tsx'
import { sessionClock } from '../../features/session-clock.tsx'
import { consoleMatches } from '../../lib/console-matches.ts'
import { watchPage } from '../../lib/console-page.ts'
import { openDesk } from '../../lib/desk.ts'
import { startAll } from '../../lib/feature.ts'
import { keepKeys } from '../../lib/own-keys.ts'

const features = [sessionClock, requestAccess, denied, accountFrame]

export default defineContentScript({
  matches: consoleMatches,
  allFrames: false,
  // Before the page's scripts: who listens first keeps what is typed in our panel to itself.
  runAt: 'document_start',
  main({ signal }) {
    if (window.top !== window) return
    const life = new AbortController()
    const until = AbortSignal.any([signal, life.signal])
    keepKeys(window, until)
    watchPage(
      document,
      (page) =>
        startAll(
          features,
          page,
          openDesk(page, () => life.abort()),
        ),
      until,
    )
  },
})
