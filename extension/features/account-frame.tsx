/** @jsxImportSource ../lib/dom */
import type { Page } from '../lib/console-page.ts'
import type { Desk } from '../lib/desk.ts'
import type { Feature } from '../lib/feature.ts'
import { t } from '../lib/text.ts'
import { pick } from './clock/pick.ts'
import css from './frame.css?inline'
import { AccountLine } from './parts/account-line.tsx'
import { keepAttached } from './parts/dock.ts'
import { Mark } from './parts/icon.tsx'
import { makeRoot } from './parts/root.ts'
import { ticker } from './parts/tick.ts'

/** A frame and a name one cannot miss, while a session is in use on an account that was marked sensitive. */
export const accountFrame: Feature = { id: 'account-frame', on: () => true, start }

function start(page: Page, desk: Desk): void {
  let shown: AbortController | null = null
  const draw = () => {
    const now = Date.now()
    const request = pick(desk.here.get()?.sessions ?? [], page, now)
    // In use: this page is in the session's role. A line that is always there is never read.
    const inUse = request !== null && request.sensitive && request.roleName === page.permissionSet
    tick(inUse ? request.endMs - now : 0)
    if (inUse === (shown !== null)) return
    shown?.abort()
    shown = inUse ? new AbortController() : null
    if (shown && request)
      show(request.accountId, request.accountName, AbortSignal.any([page.signal, shown.signal]))
  }
  const tick = ticker(draw, page.signal)
  desk.here.on(draw, page.signal)
  draw()
}

function show(id: string, name: string, signal: AbortSignal): void {
  const root = makeRoot('account-frame', 'panel', css, signal)
  root.draw(
    <div class="frame" role="note" aria-label={t('frame_label', { account: name })}>
      <div class="tab">
        <Mark />
        <span class="word">Hallpass</span>
        <AccountLine id={id} name={name} sensitive />
      </div>
    </div>,
  )
  keepAttached(root.host, signal)
}

/*
Try it at, with a running session in prod-payments (npm start, npm run browser):
- https://us-east-1.console.aws.amazon.com/rds/home?account=111122223333&role=DatabaseOperator
*/
