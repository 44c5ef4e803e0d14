/** @jsxImportSource ../lib/dom */
import type { Page } from '../lib/console-page.ts'
import type { Desk } from '../lib/desk.ts'
import type { Feature } from '../lib/feature.ts'
import type { ShownRequest } from '../lib/shown.ts'
import { Clock } from './clock/clock.tsx'
import { type Menu, openMenu } from './clock/open-menu.tsx'
import { pick } from './clock/pick.ts'
import { speaker } from './clock/spoken.ts'
import capsuleCss from './parts/capsule.css?inline'
import { dock } from './parts/dock.ts'
import { makeRoot } from './parts/root.ts'
import { ticker } from './parts/tick.ts'

/** How long the running session still lasts, beside the account menu. */
export const sessionClock: Feature = { id: 'session-clock', on: () => true, start }

function start(page: Page, desk: Desk): void {
  const root = makeRoot('session-clock', 'capsule', capsuleCss, page.signal)
  let say = speaker()
  let menu: Menu | null = null

  const draw = () => {
    const now = Date.now()
    const request = running(now)
    // Signed out, nothing is known; it has not ended.
    if (!request && !desk.here.get()?.signedIn) say = speaker()
    if (desk.clockShown.get() !== (request !== null)) desk.clockShown.set(request !== null)
    tick(leftMs(request, now))
    if (request) menu?.draw(request, now)
    else menu?.close()
    root.draw([
      // First, so that it is the same node when the capsule is gone: only then is it spoken.
      <p key="spoken" class="spoken" aria-live="polite">
        {say(request, leftMs(request, now))}
      </p>,
      request && (
        <Clock
          key="clock"
          request={request}
          now={now}
          open={menu !== null}
          tight={desk.frameOffer.get() !== null}
          toggle={toggle}
        />
      ),
    ])
  }
  const running = (now: number) => pick(desk.here.get()?.sessions ?? [], page, now)
  const toggle = (event: Event) => {
    const request = running(Date.now())
    if (!event.isTrusted || menu || !request) return menu?.close()
    menu = openMenu(root, desk, page.signal, () => {
      menu = null
      draw()
    })
    draw()
    menu.focus()
  }

  const tick = ticker(draw, page.signal)
  desk.here.on(draw, page.signal)
  desk.frameOffer.on(draw, page.signal)
  draw()
  dock(root.host, page.signal)
}

function leftMs(request: ShownRequest | null, now: number): number {
  return request ? request.endMs - now : 0
}

/*
Try it at, with a running session in prod-payments (npm start, npm run browser):
- https://us-east-1.console.aws.amazon.com/rds/home
*/
