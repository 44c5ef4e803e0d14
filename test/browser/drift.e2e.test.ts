import { createClient } from '@libsql/client/http'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loopback, ports } from '../../dev/ports.ts'
import { accountId, control, holds, principal, sandbox, setArn } from '../stack/stack.ts'
import organisation from '../fixtures/organisation.json' with { type: 'json' }
import { axe, extension, signInAs, startBrowserStage, type BrowserStage } from './stage.ts'

const engineers = organisation.groups.find(({ name }) => name === 'engineers')!.id

/* What is not ours, in a real Chromium: found, read, and given an end with the keyboard alone. */

let stage: BrowserStage
let admin: BrowserContext
let page: Page

beforeAll(async () => {
  stage = await startBrowserStage()
  admin = await stage.browser('admin')
  page = admin.pages()[0] ?? (await admin.newPage())
})
afterAll(() => stage.stop())

/** Given past us, and found: the two looks a minute apart are what `drift.stack.test.ts` waits for. */
async function found(account: string, set: string, holder: string, kind: 'USER' | 'GROUP'): Promise<void> {
  const [account_, arn] = [accountId(account), setArn(set)]
  await control('POST', `${sandbox}/assignments`, {
    accountId: account_,
    principalId: holder,
    permissionSetArn: arn,
  })
  const at = Date.now()
  const db = createClient({ url: `http://${loopback}:${ports.database}` })
  await db.execute({
    sql: `insert into findings (id, kind, status, version, account_id, account_name, set_arn, set_name, principal_type,
      principal_id, principal_name, first_seen_at, last_seen_at) values (?, 'unknown', 'open', 2, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    args: [
      account,
      account_,
      account,
      arn,
      set,
      kind,
      holder,
      kind === 'GROUP' ? 'engineers' : null,
      at - 3_600_000,
      at,
    ],
  })
  db.close()
}

test('Manage Sessions shows it in a group of its own, readable for everybody', async () => {
  await found('prod-web', 'PowerUser', principal('viewer'), 'USER')
  await found('prod-payments', 'ReadOnly', engineers, 'GROUP')
  await stage.stack.grant({ account: 'prod-web', set: 'ReadOnly', seconds: 3600 })
  await page.goto(`${extension}/options.html#/manage`)
  await signInAs(admin, '^Admin One', () => page.getByRole('button', { name: 'Sign in' }).click())
  await page.goto(`${extension}/options.html#/manage`)
  await page.getByRole('button', { name: /^Adopt with an end/ }).waitFor()
  await page.getByText('Active Session', { exact: true }).waitFor({ timeout: 40_000 })
  expect((await axe(page)).violations).toEqual([])
})

test('adopted with an end by the keyboard alone; the reason is required', async () => {
  await page.getByRole('button', { name: /^Adopt with an end/ }).focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog')
  await dialog.waitFor()
  expect(
    await dialog.getByRole('button', { name: 'Leave it' }).evaluate((it) => it === document.activeElement),
  ).toBe(true)
  expect((await axe(page)).violations).toEqual([])
  await dialog.getByRole('textbox', { name: 'Reason' }).focus()
  await page.keyboard.type('Short')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await dialog.getByText('At least 10 characters.').waitFor()
  await dialog.getByRole('textbox', { name: 'Reason' }).focus()
  await page.keyboard.type(': given by hand in the outage')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.getByText('Viewer One’s access to prod-web is a session now.').waitFor()
  await page.getByRole('button', { name: /^Adopt with an end/ }).waitFor({ state: 'detached' })
  const sessions = page.getByRole('table', { name: 'Manage Sessions' })
  await sessions.getByText('PowerUser').waitFor()
  expect(await holds('viewer', 'prod-web', 'PowerUser')).toBe(true)
})

test('Esc leaves everything as it is', async () => {
  await page
    .getByRole('button', { name: /^Ignore/ })
    .first()
    .click()
  await page.getByRole('dialog').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  expect(await page.getByRole('button', { name: /^Ignore/ }).count()).toBe(1)
})
