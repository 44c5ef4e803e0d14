import type { BrowserContext, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { accountId } from '../stack/stack.ts'
import {
  axe,
  consolePage,
  openPopup,
  pictures,
  signInAs,
  startBrowserStage,
  type BrowserStage,
} from './stage.ts'

/* In the console: from a denied message to the page in the right role. Each chapter goes on where the one before ended. */

let stage: BrowserStage
let viewer: BrowserContext
let page: Page
const account = accountId('prod-payments')
const host = 'https://us-east-1.console.aws.amazon.com'
const at = (path: string, role = 'ReadOnly') => `${host}${path}?account=${account}&role=${role}&as=viewer`
const panel = '[data-hallpass="panel"]'
const denied = '[data-hallpass="denied"]'
const part = (name: string, on = page): Locator => on.locator(`[data-hallpass="${name}"]`)

beforeAll(async () => {
  stage = await startBrowserStage()
  viewer = await stage.browser('console-viewer')
  page = viewer.pages()[0] ?? (await viewer.newPage())
  const popup = await openPopup(viewer)
  await signInAs(viewer, 'Viewer One', () => popup.getByRole('button', { name: 'Sign in' }).click())
  await popup.getByText('No access right now.').waitFor()
  await popup.close()
})
afterAll(() => stage.stop())

test('a denied message carries the offer, in the place the console has for it', async () => {
  await page.goto(at('/rds/home/reboot'))
  await part('denied')
    .getByRole('button', { name: /^Request / })
    .waitFor()
  expect(await page.locator('[data-hallpass-place] > [data-hallpass="denied"]').count()).toBe(1)
  expect(await part('denied').count()).toBe(1)
  expect((await axe(page, denied)).violations).toEqual([])
})

test('without the plugin registry it stands under the message', async () => {
  await page.goto(`${at('/rds/home/reboot')}&plugins=off`)
  await part('denied').getByRole('button').waitFor()
  expect(await page.locator('[class*="awsui_message"] > [data-hallpass="denied"]').count()).toBe(1)
})

test('the panel it opens names the narrowest set, and axe does look into it', async () => {
  await page.goto(at('/rds/home/reboot'))
  await part('denied')
    .getByRole('button', { name: /^Request / })
    .click()
  await part('panel').getByText('narrowest that helps').waitFor()
  const { violations, nodes } = await axe(page, panel)
  expect([violations, nodes >= 10]).toEqual([[], true])
})

test('opened and left by keyboard, the focus is at the offer again, and at the button in the bar', async () => {
  await page.goto(at('/rds/home/reboot'))
  for (const name of ['denied', 'request-access']) {
    await part(name).getByRole('button').focus()
    await page.keyboard.press('Enter')
    await part('panel').getByRole('textbox', { name: 'Why' }).waitFor()
    await page.keyboard.press('Escape')
    await part('panel').waitFor({ state: 'detached' })
    expect(await page.evaluate(() => (document.activeElement as HTMLElement).dataset['hallpass'])).toBe(name)
  }
})

test('denied to sent: two clicks and one field', async () => {
  await page.goto(`${at('/rds/home/reboot')}&region=us-east-1#orders`)
  let clicks = 0
  let fields = 0
  const click = async (target: Locator) => {
    clicks += 1
    await target.click()
  }
  await click(part('denied').getByRole('button', { name: /^Request / }))
  await part('panel').getByText('rds:RebootDBInstance on db:orders').waitFor()
  await part('panel').getByText('narrowest that helps').waitFor()
  fields += 1
  await part('panel').getByRole('textbox', { name: 'Why' }).fill('Orders DB hangs, need to reboot. INC-4412')
  await page.waitForTimeout(600) // What was not seen for half a second is not sent.
  await click(part('panel').getByRole('button', { name: 'Send request' }))
  await part('panel').getByText('Pending.').waitFor()
  console.log(`denied to sent: ${clicks} clicks, ${fields} field`)
  expect(clicks).toBeLessThanOrEqual(2)
  expect(fields).toBeLessThanOrEqual(1)
  await part('denied').getByText('Pending').waitFor()
  expect((await axe(page, panel)).violations).toEqual([])
  expect((await mine()).denied).toEqual({
    action: 'rds:RebootDBInstance',
    resource: `arn:aws:rds:us-east-1:${account}:db:orders`,
  })
})

test('granted: the page it was asked for, in the right role, in one click', async () => {
  const { id, permissionSetName } = await mine()
  expect(permissionSetName).toBe('DatabaseOperator')
  const decided = await stage.stack.call('owner', 'POST', `/v1/requests/${id}/decision`, {
    decision: 'approve',
    accountName: 'prod-payments',
  })
  expect(decided.status).toBe(200)
  await part('panel')
    .getByText(/Active Session/)
    .first()
    .waitFor({ timeout: 40_000 })
  await part('denied').getByText('Active Session').waitFor()
  await part('panel').getByText('Your other AWS tabs will switch to this role.').waitFor()
  expect(await part('panel').getByText('This tab stays').count()).toBe(0)
  const { violations, nodes } = await axe(page, panel)
  expect([violations, nodes >= 10]).toEqual([[], true])
  const opened = viewer.waitForEvent('page')
  await part('panel').getByRole('link', { name: 'Open in console' }).click()
  const tab = await opened
  await tab.waitForURL((url) => url.host === 'us-east-1.console.aws.amazon.com')
  const url = new URL(tab.url())
  expect([url.host, url.pathname, url.hash]).toEqual([
    'us-east-1.console.aws.amazon.com',
    '/rds/home/reboot',
    '#orders',
  ])
  expect([url.searchParams.get('account'), url.searchParams.get('role')]).toEqual([
    account,
    (await mine()).session?.roleName ?? permissionSetName,
  ])
  await part('panel').getByRole('link', { name: 'Open again' }).waitFor()
  await part('account-frame', tab).getByText('prod-payments').waitFor()
  expect((await axe(tab, '[data-hallpass="account-frame"]')).violations).toEqual([])
  await tab.close()
})

test('a deny from above has no button: one line says why', async () => {
  await page.goto(at('/s3/buckets'))
  await part('denied')
    .getByText('A service control policy denies s3:ListAllMyBuckets for everyone here')
    .waitFor()
  expect(await part('denied').getByRole('button').count()).toBe(0)
})

test('in a flash, and in a frame by way of the bar', async () => {
  await page.goto(at('/ec2/home'))
  await part('denied')
    .getByRole('button', { name: /^Request / })
    .waitFor()
  expect((await axe(page, denied)).violations).toEqual([])
  await page.goto(at('/cloudwatch/home'))
  await part('request-access')
    .getByRole('button', { name: /Request this action|Request [A-Z]\w+/ })
    .waitFor()
  await expect.poll(() => part('request-access').textContent()).not.toContain('Request Access')
  await part('request-access').getByRole('button').click()
  await part('panel').getByText('logs:DeleteLogGroup').waitFor()
  await part('panel').getByRole('button', { name: 'Send request' }).waitFor()
})

test('only this action: a drafted set that two people decide, its document never in the page', async () => {
  await page.goto(at('/ec2/home'))
  await part('denied')
    .getByRole('button', { name: /^Request / })
    .click()
  await part('panel').getByText('Only this action').click()
  await part('panel')
    .getByRole('textbox', { name: 'Why' })
    .fill('A hung instance has to be stopped. INC-4413')
  await page.waitForTimeout(600)
  await part('panel').getByRole('button', { name: 'Send request' }).click()
  await part('panel').getByText('Pending Owner').first().waitFor()
  await part('denied').getByText('Pending Owner').waitFor()
  const { body } = await stage.stack.call('viewer', 'GET', '/v1/requests?scope=mine')
  expect(body.items[0]).toMatchObject({ kind: 'custom', denied: { action: 'ec2:StopInstances' } })
  expect(await page.content()).not.toContain('"Statement"')
})

test('the access portal has a request link for what one does not have', async () => {
  await page.goto('https://d-9067a1b2c3.awsapps.com/start/')
  await part('portal-request').first().getByRole('button', { name: 'Request Access' }).waitFor()
  expect((await axe(page, '[data-hallpass="portal-request"]')).violations).toEqual([])
  const opened = viewer.waitForEvent('page')
  await part('portal-request').first().getByRole('button').click()
  const form = await opened
  expect(form.url()).toMatch(/options\.html#\/request\?account=\d{12}$/)
  await form.close()
})

test('an error pasted into the popup becomes the same draft, in the form', async () => {
  const popup = await openPopup(viewer)
  const opened = viewer.waitForEvent('page')
  await popup.evaluate((text) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', text)
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }))
  }, pasted)
  const form = await opened
  await form.getByText('Stopped at ec2:StopInstances on instance/i-0a1b2c3d4e5f60718.').waitFor()
  await expect.poll(() => form.getByRole('combobox', { name: 'Account' }).inputValue()).toContain('prod-web')
  expect(await pictures(form, 'paste-error')).toBeGreaterThanOrEqual(10)
  await form
    .getByLabel('The error, as AWS printed it')
    .fill(`${pasted.split(' because ')[0]} with an explicit deny in a service control policy`)
  await form.getByText('A service control policy denies ec2:StopInstances for everyone here.').waitFor()
  expect(await form.getByRole('button', { name: 'Send request' }).count()).toBe(0)
  expect(await pictures(form, 'paste-error-no-help')).toBeGreaterThanOrEqual(10)
  await form.close()
})

const pasted = `An error occurred (UnauthorizedOperation) when calling the StopInstances operation: You are not authorized to perform this operation. User: arn:aws:sts::${accountId('prod-web')}:assumed-role/AWSReservedSSO_ReadOnly_1a2b3c4d5e6f7a8b/viewer is not authorized to perform: ec2:StopInstances on resource: arn:aws:ec2:us-east-1:${accountId('prod-web')}:instance/i-0a1b2c3d4e5f60718 because no identity-based policy allows the ec2:StopInstances action`

test.each([
  ['a message', at('/rds/home/reboot'), 'denied'],
  ['a flash', at('/ec2/home'), 'denied'],
  ['a deny from above', at('/s3/buckets'), 'denied'],
  ['the frame', at('/rds/home', 'DatabaseOperator'), 'account-frame'],
])('%s at 320 px: nothing of ours is cut off or makes the page wider', async (_, address, what) => {
  const narrow = await viewer.newPage()
  await narrow.setViewportSize({ width: 320, height: 700 })
  await narrow.goto(address)
  await part(what, narrow).getByText('Hallpass').first().waitFor()
  const box = (await part(what, narrow).locator('.offer, .sensitive').boundingBox())!
  expect(box.x).toBeGreaterThanOrEqual(0)
  expect(box.x + box.width).toBeLessThanOrEqual(320)
  await narrow.close()
})

async function mine() {
  const { body } = await stage.stack.call('viewer', 'GET', '/v1/requests?scope=mine')
  return body.items[0] as {
    id: string
    permissionSetName: string
    denied: unknown
    session: { roleName: string } | null
  }
}

test('the extension is updated: open pages have nothing of it a moment later, and nothing is thrown in them', async () => {
  const old = await viewer.newPage()
  const thrown: string[] = []
  old.on('pageerror', (error) => thrown.push(error.message))
  await old.goto(consolePage(accountId('prod-web')))
  await part('denied', old).getByRole('button').click()
  await part('panel', old).getByRole('textbox', { name: 'Why' }).waitFor()
  const popup = await openPopup(viewer)
  // It closes the page that says so.
  const reload = () => (Reflect.get(globalThis, 'chrome') as { runtime: { reload(): void } }).runtime.reload()
  await popup.evaluate(reload).catch(() => undefined)
  await expect.poll(() => old.locator('[data-hallpass]').count(), { timeout: 2_000 }).toBe(0)
  await old.getByRole('heading').first().click()
  expect(thrown).toEqual([])
})
