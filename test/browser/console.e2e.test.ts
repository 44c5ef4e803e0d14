import type { BrowserContext, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { accountId } from '../stack/stack.ts'
import { axe, inDark, openPopup, picture, signInAs, startBrowserStage, type BrowserStage } from './stage.ts'

/* In the console: from a denied message to the page in the right role. Each chapter goes on where the one before ended. */

let stage: BrowserStage
let viewer: BrowserContext
let page: Page
const account = accountId('prod-payments')
const host = 'https://us-east-1.console.aws.amazon.com'
const at = (path: string, role = 'ReadOnly') => `${host}${path}?account=${account}&role=${role}&as=viewer`
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
  expect((await axe(page, '[data-hallpass="denied"]')).violations).toEqual([])
  await picture(page, 'denied')
  await inDark(page, async () => {
    await page.reload()
    await part('denied').getByRole('button').waitFor()
    await picture(page, 'denied-dark')
  })
})

test('without the plugin registry it stands under the message', async () => {
  await page.goto(`${at('/rds/home/reboot')}&plugins=off`)
  await part('denied').getByRole('button').waitFor()
  expect(await page.locator('[class*="awsui_message"] > [data-hallpass="denied"]').count()).toBe(1)
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
  await picture(page, 'denied-panel')
  expect((await axe(page, '[data-hallpass="panel"]')).violations).toEqual([])
  await click(part('panel').getByRole('button', { name: 'Send request' }))
  await part('panel').getByText('Pending.').waitFor()
  console.log(`denied to sent: ${clicks} clicks, ${fields} field`)
  expect(clicks).toBeLessThanOrEqual(2)
  expect(fields).toBeLessThanOrEqual(1)
  await part('denied').getByText('Pending').waitFor()
  await picture(page, 'denied-pending')
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
  await part('panel').getByText('This tab stays in ReadOnly').waitFor()
  await part('panel').getByText('Your other AWS tabs will switch to this role.').waitFor()
  await picture(page, 'granted')
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
  await picture(tab, 'account-frame')
  expect((await axe(tab, '[data-hallpass="account-frame"]')).violations).toEqual([])
  await inDark(tab, async () => {
    await tab.reload()
    await part('account-frame', tab).getByText('prod-payments').waitFor()
    await picture(tab, 'account-frame-dark')
  })
  await tab.close()
})

test('a deny from above has no button: one line says why', async () => {
  await page.goto(at('/s3/buckets'))
  await part('denied')
    .getByText('A service control policy denies s3:ListAllMyBuckets for everyone here')
    .waitFor()
  expect(await part('denied').getByRole('button').count()).toBe(0)
  await picture(page, 'denied-scp')
  expect((await axe(page, '[data-hallpass="denied"]')).violations).toEqual([])
})

test('in a flash, and in a frame by way of the bar', async () => {
  await page.goto(at('/ec2/home'))
  await part('denied')
    .getByRole('button', { name: /^Request / })
    .waitFor()
  await picture(page, 'denied-flash')
  expect((await axe(page, '[data-hallpass="denied"]')).violations).toEqual([])
  await page.goto(at('/cloudwatch/home'))
  await part('request-access')
    .getByRole('button', { name: /Request this action|Request [A-Z]\w+/ })
    .waitFor()
  await expect.poll(() => part('request-access').textContent()).not.toContain('Request Access')
  await picture(page, 'denied-frame')
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
  await picture(page, 'access-portal')
  expect((await axe(page, '[data-hallpass="portal-request"]')).violations).toEqual([])
  await inDark(page, async () => {
    await page.reload()
    await part('portal-request').first().waitFor()
    await picture(page, 'access-portal-dark')
  })
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
  expect((await axe(form)).violations).toEqual([])
  await picture(form, 'paste-error')
  await inDark(form, () => picture(form, 'paste-error-dark'))
  await form
    .getByLabel('The error, as AWS printed it')
    .fill(`${pasted.split(' because ')[0]} with an explicit deny in a service control policy`)
  await form.getByText('A service control policy denies ec2:StopInstances for everyone here.').waitFor()
  expect(await form.getByRole('button', { name: 'Send request' }).count()).toBe(0)
  await picture(form, 'paste-error-no-help')
  await form.close()
})

const pasted = `An error occurred (UnauthorizedOperation) when calling the StopInstances operation: You are not authorized to perform this operation. User: arn:aws:sts::${accountId('prod-web')}:assumed-role/AWSReservedSSO_ReadOnly_1a2b3c4d5e6f7a8b/viewer is not authorized to perform: ec2:StopInstances on resource: arn:aws:ec2:us-east-1:${accountId('prod-web')}:instance/i-0a1b2c3d4e5f60718 because no identity-based policy allows the ec2:StopInstances action`

test.each([
  ['denied-320', at('/rds/home/reboot'), 'denied'],
  ['denied-flash-320', at('/ec2/home'), 'denied'],
  ['denied-scp-320', at('/s3/buckets'), 'denied'],
  ['account-frame-320', at('/rds/home', 'DatabaseOperator'), 'account-frame'],
])('%s: nothing of ours is cut off or makes the page wider', async (name, address, what) => {
  const narrow = await viewer.newPage()
  await narrow.setViewportSize({ width: 320, height: 700 })
  await narrow.goto(address)
  await part(what, narrow).getByText('Hallpass').first().waitFor()
  const box = (await part(what, narrow).locator('.offer, .sensitive').boundingBox())!
  expect(box.x).toBeGreaterThanOrEqual(0)
  expect(box.x + box.width).toBeLessThanOrEqual(320)
  await picture(narrow, name)
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
