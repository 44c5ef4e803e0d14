import { accountFrame } from '../../features/account-frame.tsx'
import { denied } from '../../features/denied.tsx'
import { requestAccess } from '../../features/request-access.tsx'
import { sessionClock } from '../../features/session-clock.tsx'
import { watchPage } from '../../lib/console-page.ts'
import { openDesk } from '../../lib/desk.ts'
import { startAll } from '../../lib/feature.ts'
import { keepKeys } from '../../lib/own-keys.ts'

const features = [sessionClock, requestAccess, denied, accountFrame]

/** Everything of ours on a page of the console, and on the sample of one, until `signal`. */
export function runFeatures(view: Window, signal: AbortSignal): void {
  const life = new AbortController()
  const until = AbortSignal.any([signal, life.signal])
  keepKeys(view, until)
  watchPage(
    view.document,
    (page) =>
      startAll(
        features,
        page,
        openDesk(page, () => life.abort()),
      ),
    until,
  )
}
