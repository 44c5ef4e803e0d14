import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { accountId, api, holds } from '../stack/stack.ts'
import { cutOff } from './look.ts'
import {
  axe,
  consolePage,
  extension,
  openPopup,
  picture,
  signInAs,
  startBrowserStage,
  type BrowserStage,
} from './stage.ts'

/* One story in a real Chromium, each test a chapter: it goes on where the one before ended. */

let stage: BrowserStage
let viewer: BrowserContext
let owner: BrowserContext
let page: Page
let portal: Page
let popup: Page
let clicks = 0

beforeAll(async () => {
  stage = await startBrowserStage()
  viewer = await stage.browser('viewer')
  owner = await stage.browser('owner')
  page = viewer.pages()[0] ?? (await viewer.newPage())
  portal = owner.pages()[0] ?? (await owner.newPage())
})
afterAll(() => stage.stop())

async function click(target: ReturnType<Page['getByRole']>): Promise<void> {
  clicks += 1
  await target.click()
}
const panel = '[data-hallpass="panel"]'
const button = (on: Page, name: string | RegExp) => on.getByRole('button', { name })

async function axeLooksInto(within: string): Promise<void> {
  const { violations, nodes } = await axe(page, within)
  expect([within, violations, nodes >= 10]).toEqual([within, [], true])
}

test('a viewer, stopped in the console, signs in from the page itself; axe finds nothing in the panel, and does look into it', async () => {
  await page.goto(consolePage(accountId('prod-web')))
  await click(button(page, 'Request Access'))
  await page.getByText('You are signed out').waitFor()
  clicks += 1
  await signInAs(viewer, 'Viewer One', () => click(button(page, 'Sign in')))
  await button(page, 'Send request').waitFor()
  await axeLooksInto(panel)
  await page.emulateMedia({ forcedColors: 'active' })
  const ground = (of: string) =>
    page
      .locator(panel)
      .locator(of)
      .first()
      .evaluate((element) => getComputedStyle(element).backgroundColor)
  expect(await ground('.segment:has(:checked)')).not.toBe(await ground('.segment:has(input:not(:checked))'))
  await picture(page, 'panel-contrast')
  await page.emulateMedia({ forcedColors: null })
})

test('a planted fault turns axe red', async () => {
  await page.evaluate(() => {
    const roots = [...document.querySelectorAll('[data-hallpass]')].map((host) => host.shadowRoot!)
    const why = roots.map((root) => root.querySelector('textarea')).find(Boolean)!
    why.dataset['kept'] = why.getAttribute('aria-labelledby')!
    why.removeAttribute('aria-labelledby')
    why.removeAttribute('aria-describedby')
  })
  expect((await axe(page)).violations.join()).toContain('label')
  await page.evaluate(() => {
    const roots = [...document.querySelectorAll('[data-hallpass]')].map((host) => host.shadowRoot!)
    const why = roots.map((root) => root.querySelector('textarea')).find(Boolean)!
    why.setAttribute('aria-labelledby', why.dataset['kept']!)
  })
})

test('a text too long for its button is found', async () => {
  const send = button(page, 'Send request')
  await send.evaluate((element) => (element.style.cssText = 'width: 80px; white-space: normal'))
  expect(await cutOff(page, panel)).toEqual(['primary: Send request'])
  await send.evaluate((element) => (element.style.cssText = ''))
  expect(await cutOff(page, panel)).toEqual([])
})

test('too short a reason is told in place, and what was typed is kept', async () => {
  await page.getByRole('combobox', { name: 'Access' }).selectOption({ label: 'PowerUser' })
  await page.getByRole('textbox', { name: 'Why' }).fill('too short')
  await button(page, 'Send request').click()
  await page.getByText('At least 10 characters').waitFor()
  expect(await page.getByRole('textbox', { name: 'Why' }).inputValue()).toBe('too short')
})

test('the request is sent, and the panel says who was asked', async () => {
  await page.getByRole('textbox', { name: 'Why' }).fill('Orders DB hangs, need to reboot. INC-4412')
  await click(button(page, 'Send request'))
  await page.getByText('Owner One', { exact: false }).first().waitFor()
  await page.getByText('Pending', { exact: false }).first().waitFor()
  await axeLooksInto(panel)
})

test('an owner signs in to the queue and finds it there', async () => {
  await portal.goto(`${extension}/options.html#/approvals`)
  await portal
    .getByText(/sign in/i)
    .first()
    .waitFor()
  clicks += 1
  await signInAs(owner, 'Owner One', () => click(button(portal, 'Sign in')))
  await portal
    .getByRole('link', { name: /Review/ })
    .or(button(portal, /Review/))
    .first()
    .waitFor()
  expect((await axe(portal)).violations).toEqual([])
})

test('the review holds what is needed to say no, and Approve carries what is granted', async () => {
  await click(
    portal
      .getByRole('link', { name: /Review/ })
      .or(button(portal, /Review/))
      .first(),
  )
  await button(portal, /Approve for 1 h/).waitFor()
  await portal.getByText('Orders DB hangs, need to reboot. INC-4412').first().waitFor()
  expect((await axe(portal)).violations).toEqual([])
})

test('approved: AWS gives the access, and the panel becomes the session, in at most 8 clicks', async () => {
  await portal.waitForTimeout(1100) // Approve is inactive for the first second.
  await click(button(portal, /Approve for 1 h/))
  await page.getByText(/Active Session, (60|59) min left/).waitFor({ timeout: 30_000 })
  expect(await holds('viewer', 'prod-web', 'PowerUser')).toBe(true)
  expect(clicks).toBeLessThanOrEqual(8)
  await axeLooksInto(panel)
})

test('the popup shows the session, its end and the way into the console', async () => {
  popup = await openPopup(viewer)
  await popup.getByText(/min left/).waitFor()
  const open = popup.getByRole('link', { name: /Open in console/ })
  expect(await open.getAttribute('href')).toContain(`account_id=${accountId('prod-web')}&role_name=PowerUser`)
  expect((await axe(popup)).violations).toEqual([])
})

test('with the network held, the button opens a usable panel and the popup shows the right time', async () => {
  await stage.stack.kill('API')
  const held = await viewer.newPage()
  await held.goto(consolePage(accountId('dev-web')))
  await button(held, 'Request Access').click()
  await button(held, 'Send request').waitFor()
  await held.getByRole('textbox', { name: 'Why' }).fill('Typed while nothing answers.')
  await popup.reload()
  await popup.getByText(/(60|59|58) min left/).waitFor()
  await held.close()
  await stage.stack.start('API')
})

test('the portal shows the session too: dashboard, my requests, active sessions, request access', async () => {
  const mine = await viewer.newPage()
  for (const [route, name, text] of [
    ['/dashboard', 'dashboard', /Running sessions|Active Sessions/],
    ['/requests', 'my-requests', /PowerUser/],
    ['/sessions', 'active-sessions', /PowerUser/],
    ['/request', 'request-access', /Send request/],
  ] as const) {
    await mine.goto(`${extension}/options.html#${route}`)
    await mine.reload()
    await mine.getByText(text).first().waitFor()
    expect([name, (await axe(mine)).violations]).toEqual([name, []])
    await mine.setViewportSize({ width: 320, height: 800 })
    expect([name, await mine.evaluate(() => document.documentElement.scrollWidth)]).toEqual([name, 320])
    await mine.setViewportSize({ width: 1280, height: 800 })
  }
  await mine.close()
})

test('a link to a request opens it in the portal; without the extension it says how to get there', async () => {
  const { body } = await stage.stack.call('viewer', 'GET', '/v1/requests?scope=mine')
  const { id } = body.items[0]
  const linked = await viewer.newPage()
  const opened = viewer.waitForEvent('page', (each) => each.url().startsWith(extension))
  await linked.goto(`${api}/r/${id}`)
  const request = await opened
  await request.getByRole('heading', { name: 'Timeline' }).waitFor()
  expect(request.url()).toBe(`${extension}/options.html#/requests/${id}`)
  await linked.getByText('The request is open in its own tab.').waitFor()
  expect((await axe(linked)).violations).toEqual([])
  await request.close()
  await linked.close()
})

test('the console page has the clock of the running session', async () => {
  await page.reload()
  await page.getByRole('button', { name: /PowerUser.*min/ }).click()
  await button(page, 'Extend').waitFor()
  await axeLooksInto('[data-hallpass="clock-menu"]')
})

test('Extend in the clock opens the form filled in; one press sends it', async () => {
  const opened = viewer.waitForEvent('page')
  await page.getByRole('button', { name: 'Extend' }).click()
  const form = await opened
  await form.getByRole('heading', { name: 'Extend access' }).waitFor()
  await button(form, 'Extend').click()
  await form.getByText('Pending', { exact: true }).first().waitFor()
  await form.close()
})

test('the viewer ends it early: AWS takes it away, and the extension with it', async () => {
  await popup.bringToFront()
  await popup
    .getByRole('button', { name: /End access/ })
    .first()
    .click()
  await popup
    .getByRole('dialog')
    .getByRole('button', { name: /End access/ })
    .click()
  await popup.getByText('No access right now.').waitFor({ timeout: 30_000 })
  expect(await holds('viewer', 'prod-web', 'PowerUser')).toBe(false)
  const { body } = await stage.stack.call('viewer', 'GET', '/v1/requests?scope=mine')
  expect(body.items.map((item: { status: string }) => item.status)).toEqual(['withdrawn', 'released'])
})

test('a session of ten seconds: the timer runs, it ends by itself, and AWS has it no more', async () => {
  const { stack } = stage
  const id = await stack.grant({ account: 'dev-web', set: 'SupportUser', seconds: 20 })
  await stack.until(id, ['active'])
  await popup.getByText(/ \d+ s left|^\d+ s left/).waitFor({ timeout: 30_000 })
  const time = () =>
    popup
      .getByText(/\d+ s left/)
      .first()
      .textContent()
  const before = await time()
  await expect.poll(time, { timeout: 5000 }).not.toBe(before)
  await popup.getByText('No access right now.').waitFor({ timeout: 60_000 })
  await stack.until(id, ['expired'])
  expect(await holds('viewer', 'dev-web', 'SupportUser')).toBe(false)
})
