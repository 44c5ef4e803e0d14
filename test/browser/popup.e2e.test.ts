import { afterAll, beforeAll } from 'vitest'
import { lookedAt, type Screen } from './every-look.ts'
import { startPortalStage, type PortalStage } from './portal-page.ts'
import { empty, offline, queue, sessions, signedOut, story, type Story } from './story.ts'

/* The popup at its own width and at 320 px, at the hour of the pictures. */

const { seen } = story
const running: Story = {
  ...story,
  seen: {
    ...seen!,
    summary: { ...seen!.summary, activeSessions: 1, pendingApprovals: 1, badge: 1 },
    sessions: [sessions[1]!],
    toDecide: [queue[1]!],
  },
}
const widest = { width: 400, height: 600 }
const screens: readonly Screen[] = [
  { name: 'popup', at: 'popup.html', story: running, widest },
  { name: 'popup-full', at: 'popup.html', widest },
  { name: 'popup-empty', at: 'popup.html', story: empty, widest },
  { name: 'popup-offline', at: 'popup.html', story: offline, widest },
  { name: 'popup-signed-out', at: 'popup.html', story: signedOut, widest },
  {
    name: 'popup-ending',
    at: 'popup.html',
    story: running,
    press: (page) => page.locator('.session .buttons button').first().click(),
    widest,
  },
]

let stage: PortalStage
beforeAll(async () => {
  stage = await startPortalStage()
})
afterAll(() => stage.stop())

lookedAt(screens, () => stage)
