import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { lookedAt, mayApprove, openScreen, type Screen } from './every-look.ts'
import { badlyPlaced, narrow, wide } from './look.ts'
import { startPortalStage, type PortalStage } from './portal-page.ts'
import { axe, picture } from './stage.ts'
import { laidOut } from '../../extension/models/portal/policy-text.ts'
import { asAdmin, empty, inMany, invoices, offline, refused, sentTogether, signedOut } from './story.ts'

/* Every screen of the portal at the hour of the pictures: each theme, width, direction, and a longer language. */

const faulty = `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": ["s3:FetchObject", "s3:ListBucket"],
      "Resource": "arn:aws:s3:::invoices-export"
    },
    {
      "Effect": "Permit",
      "Action": "s3:PutObject",
      "Resource": "*"
    }
  ]
}`

/** A set of one's own in the form, read to its end. */
async function writeCustom(page: Page, inline: string): Promise<void> {
  await page.getByRole('switch').check()
  await page.locator('#label').fill('Read invoices')
  await page.locator('#managed').fill('cloudwatchread')
  await page.locator('.picker li[role=option]').first().click()
  await page.locator('#inline').fill(inline)
  await page.locator('#inline').evaluate((field) => field.scrollTo(0, 0))
  await page.locator('.faults .error, .said-of-policy').first().waitFor()
}

const noRules = () => ({ rules: [], version: 0, savedBy: null, savedAt: null })

const screens: readonly Screen[] = [
  { name: 'dashboard', at: 'options.html#/dashboard' },
  { name: 'request-access', at: 'options.html#/request?account=111122223333&set=DatabaseOperator' },
  {
    name: 'request-custom',
    at: 'options.html#/request?account=111122223333',
    press: (page) => writeCustom(page, laidOut(invoices!.inlinePolicy!)),
  },
  {
    name: 'request-custom-faults',
    at: 'options.html#/request?account=111122223333',
    press: (page) => writeCustom(page, faulty),
  },
  {
    name: 'account-search',
    at: 'options.html#/request',
    press: (page) => page.locator('#account').fill('prod'),
  },
  { name: 'palette', at: 'options.html#/dashboard', press: (page) => page.keyboard.press('Control+k') },
  { name: 'keys', at: 'options.html#/approvals', press: (page) => page.keyboard.press('?') },
  {
    name: 'request-many-differ',
    at: 'options.html#/request?account=444455556666&set=ReadOnly',
    story: inMany,
    press: async (page) => {
      await page.locator('.two + div button').click()
      for (const account of ['prod-web', 'dev-data']) {
        await page.locator('#also').fill(account)
        await page.keyboard.press('Enter')
      }
      await page.locator('.who .tag').waitFor()
    },
  },
  { name: 'my-requests', at: 'options.html#/requests' },
  { name: 'my-requests-together', at: 'options.html#/requests', story: sentTogether },
  { name: 'request-detail', at: 'options.html#/requests/d1' },
  { name: 'active-sessions', at: 'options.html#/sessions' },
  { name: 'pending-approvals', at: 'options.html#/approvals' },
  { name: 'pending-approvals-tab2', at: 'options.html#/approvals?part=more' },
  { name: 'review', at: 'options.html#/approvals/q1' },
  {
    name: 'review-difference',
    at: 'options.html#/approvals/q1',
    press: (page) => page.locator('.difference summary').click(),
  },
  { name: 'review-refused', at: 'options.html#/approvals/q1', story: refused },
  {
    name: 'review-custom',
    at: 'options.html#/approvals/q3',
    press: async (page) => {
      await page.locator('.look-first button').click()
      await page.locator('.fold summary').first().click()
      await mayApprove(page)
    },
  },
  {
    name: 'review-narrower',
    at: 'options.html#/approvals/q1',
    press: (page) => page.locator('.aside button').nth(1).click(),
  },
  {
    name: 'review-reject',
    at: 'options.html#/approvals/q2',
    press: (page) => page.keyboard.press('r'),
  },
  {
    name: 'end-access',
    at: 'options.html#/sessions',
    press: (page) => page.locator('.cell-actions button').first().click(),
  },
  {
    name: 'revoke',
    at: 'options.html#/manage',
    press: (page) => page.locator('.managed .cell-actions button').nth(2).click(),
  },
  {
    name: 'adopt',
    at: 'options.html#/manage',
    press: (page) => page.locator('[aria-labelledby=not-ours] .cell-actions button').first().click(),
  },
  { name: 'request-history', at: 'options.html#/history' },
  {
    name: 'export',
    at: 'options.html#/history',
    press: async (page) => {
      await page.locator('.page-act button').click()
      await page.locator('dialog .primary').click()
    },
  },
  { name: 'manage-sessions', at: 'options.html#/manage' },
  { name: 'owned-accounts', at: 'options.html#/accounts' },
  { name: 'away', at: 'options.html#/away' },
  { name: 'notices', at: 'options.html#/notices' },
  { name: 'insights', at: 'options.html#/insights' },
  {
    name: 'insights-tables',
    at: 'options.html#/insights',
    press: async (page) => {
      for (const button of await page.locator('.figure .card-head button').all()) await button.click()
    },
  },
  { name: 'all-accounts', at: 'options.html#/accounts?part=all', story: asAdmin },
  { name: 'people', at: 'options.html#/people', story: asAdmin },
  { name: 'rules', at: 'options.html#/rules', story: asAdmin },
  {
    name: 'rule',
    at: 'options.html#/rules?rule=Production',
    story: asAdmin,
    press: async (page) => {
      await page.locator('dialog .primary').click()
      await page.locator('.foresight').waitFor()
    },
  },
  {
    name: 'rules-empty',
    at: 'options.html#/rules',
    story: { ...asAdmin, answers: { ...asAdmin.answers, rules: noRules } },
  },
  { name: 'audit', at: 'options.html#/audit?from=2026-11-22T00:00', story: asAdmin },
  {
    name: 'set-role',
    at: 'options.html#/people',
    story: asAdmin,
    press: (page) => page.locator('.people .cell-actions button').first().click(),
  },
  {
    name: 'owners',
    at: 'options.html#/accounts',
    story: asAdmin,
    press: (page) => page.locator('.owned .cell-actions button').first().click(),
  },
  { name: 'dashboard-empty', at: 'options.html#/dashboard', story: empty },
  { name: 'pending-approvals-empty', at: 'options.html#/approvals', story: empty },
  { name: 'insights-empty', at: 'options.html#/insights', story: empty },
  { name: 'signed-out', at: 'options.html#/dashboard', story: signedOut },
  { name: 'dashboard-offline', at: 'options.html#/dashboard', story: offline },
  { name: 'owned-accounts-empty', at: 'options.html#/accounts', story: empty },
]

let stage: PortalStage
beforeAll(async () => {
  stage = await startPortalStage()
})
afterAll(() => stage.stop())

const open = (screen: Screen, look = {}) => openScreen(stage, screen, look)
lookedAt(screens, () => stage)

test.each(['de', 'es', 'ar'])(
  'in %s no text is cut off on any of these screens, and axe finds nothing',
  async (locale) => {
    const words = await stage.wordsOf(locale)
    for (const screen of screens.filter(({ name }) => /^(dashboard|review)$/.test(name))) {
      const page = await open(screen, { words })
      for (const size of [wide, narrow]) {
        await page.setViewportSize(size)
        expect([screen.name, size.width, await badlyPlaced(page)]).toEqual([screen.name, size.width, []])
        if (size === wide) await picture(page, `${screen.name}-${locale}`, { fullPage: true })
      }
      expect((await axe(page)).violations).toEqual([])
      await page.context().close()
    }
  },
)
