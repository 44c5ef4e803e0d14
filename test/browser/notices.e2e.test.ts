import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { axe, extension, signInAs, startBrowserStage, type BrowserStage } from './stage.ts'

/* What the browser itself shows, where somebody turned that on and allowed it. Each chapter goes on where the one before ended. */

let stage: BrowserStage
let viewer: BrowserContext
let portal: Page

beforeAll(async () => {
  stage = await startBrowserStage()
  viewer = await stage.browser('viewer', { allowed: 'notifications' })
  portal = await viewer.newPage()
  await portal.goto(`${extension}/options.html#/notices`)
  await signInAs(viewer, 'Viewer One', () => portal.getByRole('button', { name: 'Sign in' }).first().click())
})
afterAll(() => stage.stop())

interface Notifications {
  getAll(): Promise<Readonly<Record<string, boolean>>>
}
const shown = () =>
  portal.evaluate(async () => {
    const { chrome } = globalThis as unknown as { chrome: { notifications: Notifications } }
    return Object.keys(await chrome.notifications.getAll())
  })
const become = (wanted: readonly string[]) =>
  expect.poll(shown, { timeout: 40_000, interval: 250 }).toEqual(wanted)

test('turned on, it says so, and tells nothing of what was there', async () => {
  await portal.getByRole('button', { name: 'Turn on notices' }).click()
  await portal.getByText('On in this browser.').waitFor()
  const { violations, nodes } = await axe(portal)
  expect([violations, nodes >= 10, await shown()]).toEqual([[], true, []])
})

test('what becomes of a request is told, with one notice for it', async () => {
  const granted = await stage.stack.grant({ account: 'prod-web', set: 'ReadOnly', seconds: 1800 })
  await become([`/requests/${granted}`])
})

test('signed out, nothing of it stands there', async () => {
  await portal.getByRole('button', { name: 'Sign out' }).click()
  await become([])
})
