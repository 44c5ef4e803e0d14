import { createClient } from '@libsql/client/http'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cloneOf, mayAct } from '../stack/credentials.ts'
import { loopback, ports } from '../../dev/ports.ts'
import { accountId, setArn } from '../stack/stack.ts'
import { axe, extension, signInAs, startBrowserStage, type BrowserStage } from './stage.ts'

/*
 * Two levels, each test a chapter. Everybody here may do more than they are let: who asks owns the account, and who
 * decides first has the level of the second decision.
 */

let stage: BrowserStage
let asks: Page
let first: Page
let second: Page
let clicks = 0
let id = ''

const label = 'List the buckets'
const policy = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Sid: 'List', Effect: 'Allow', Action: 's3:ListAllMyBuckets', Resource: '*' }],
})
const denied = `An error occurred (AccessDenied) when calling the ListBuckets operation: User: arn:aws:sts::${accountId('dev-data')}:assumed-role/AWSReservedSSO_ViewOnly_0123456789abcdef/owner@example.com is not authorized to perform: s3:ListAllMyBuckets because no identity-based policy allows the s3:ListAllMyBuckets action`

beforeAll(async () => {
  stage = await startBrowserStage()
  ;[asks, first, second] = await Promise.all([
    portalOf('owner', 'Owner One'),
    portalOf('ssoadmin', 'SSO Admin One'),
    portalOf('admin', 'Admin One'),
  ])
})
afterAll(() => stage.stop())

async function portalOf(name: string, person: string): Promise<Page> {
  const context = await stage.browser(name)
  const page = context.pages()[0] ?? (await context.newPage())
  await page.goto(`${extension}/options.html#/approvals`)
  await signInAs(context, person, () => button(page, 'Sign in').click())
  await page.getByRole('heading', { name: 'Pending Approvals' }).waitFor()
  return page
}

const button = (on: Page, name: string | RegExp) => on.getByRole('button', { name })
const approve = (on: Page) => on.locator('.decide .primary[aria-disabled=false]')
const goTo = (on: Page, route: string) => on.goto(`${extension}/options.html#/${route}`)

async function click(target: ReturnType<Page['locator']>): Promise<void> {
  clicks += 1
  await target.click()
}

/** From the queue to the answer, in clicks. */
async function approveFromQueue(on: Page, name: string, typed?: string): Promise<number> {
  clicks = 0
  await goTo(on, 'approvals')
  await click(on.getByRole('row', { name }).getByRole('link', { name: /^Review/ }))
  await on.getByRole('heading', { name: `“${name}”` }).waitFor()
  if (typed !== undefined) {
    expect(await approve(on).count()).toBe(0)
    await on.getByLabel('Type the account name to approve').fill(typed)
  }
  await click(approve(on))
  await on.getByText(/^\s*Approved\./).waitFor()
  return clicks
}

/** Without a button to decide with, and told why. */
async function cannotDecide(on: Page, title: string, detail: string): Promise<void> {
  await goTo(on, `approvals/${id}`)
  await on.getByText(title).waitFor()
  await on.getByText(detail).waitFor()
  expect(await button(on, /Approve|Reject/).count()).toBe(0)
  expect((await axe(on)).violations).toEqual([])
}

async function fill(on: Page, fields: Readonly<Record<string, string>>): Promise<void> {
  for (const [field, text] of Object.entries(fields)) await on.getByLabel(field, { exact: true }).fill(text)
}

async function selectedIn(field: Locator): Promise<string> {
  return field.evaluate((element) => {
    const { value, selectionStart, selectionEnd } = element as HTMLTextAreaElement
    return value.slice(selectionStart, selectionEnd)
  })
}

async function ask(account: string, access: object): Promise<string> {
  const wish = {
    accountId: accountId(account),
    durationSeconds: 3600,
    justification: 'Count the buckets for the audit. FIN-7',
  }
  const { status, body } = await stage.stack.call('owner', 'POST', '/v1/requests', { ...wish, ...access })
  expect([status, body.detail]).toEqual([201, undefined])
  return body.id
}

test('a policy is read while it is written: its faults, the way to them, and a slip of pasting', async () => {
  await goTo(asks, `request?account=${accountId('dev-data')}`)
  await asks.getByRole('switch', { name: 'Create custom permission set' }).check()
  const inline = asks.getByLabel('Inline policy')
  await inline.fill(JSON.stringify(JSON.parse(policy), null, 2).replace('s3:List', 's3:Fetch'))
  await asks.getByText('Statement 1, line 7: AWS has no action “s3:FetchAllMyBuckets”.').waitFor()
  await button(asks, 'Go to line').click()
  expect(await selectedIn(inline)).toBe('"Action": "s3:FetchAllMyBuckets",')
  await inline.fill(policy.replace('s3:ListAllMyBuckets', '*'))
  await button(asks, 'Go to statement').click()
  expect(JSON.parse(await selectedIn(inline))).toMatchObject({ Sid: 'List', Action: '*' })
  await inline.fill(`{"PolicyDocument": ${policy.replaceAll('"', '”')}}`)
  await button(asks, 'Mend the text').click()
  expect(JSON.parse(await inline.inputValue())).toEqual(JSON.parse(policy))
  await asks.getByText('1 action in s3').waitFor()
})

test('only what was denied is asked for, with a policy of AWS’s beside it, and waits for two people', async () => {
  await button(asks, 'Paste an error').click()
  await fill(asks, { 'The error, as AWS printed it': denied })
  await button(asks, 'Only this action').click()
  const drafted = JSON.parse(await asks.getByLabel('Inline policy').inputValue())
  expect(drafted.Statement).toMatchObject([{ Action: 's3:ListAllMyBuckets', Effect: 'Allow' }])
  await asks.getByRole('combobox', { name: 'AWS managed policies' }).fill('awssupportaccess')
  await asks.getByRole('option', { name: /^AWSSupportAccess/ }).waitFor()
  await asks.keyboard.press('Enter')
  await button(asks, 'Leave out AWSSupportAccess').waitFor()
  await fill(asks, { Name: label, Why: 'Count the buckets for the audit. FIN-7' })
  await asks.getByText('Then an SSO Admin or Admin, a different person.').waitFor()
  await button(asks, 'Send request').click()
  await asks.getByText('Pending Owner').first().waitFor()
  id = asks.url().split('/').at(-1)!
})

test('who asked cannot decide, though the account is theirs', async () => {
  await cannotDecide(asks, 'Your own request', 'Somebody else has to decide it: SSO Admin One.')
})

test('an owner approves first, in two clicks from the queue; AWS has nothing yet', async () => {
  expect(await approveFromQueue(first, label)).toBeLessThanOrEqual(2)
  await first.getByText('A second decision follows.').waitFor()
  expect((await stage.stack.read(id)).status).toBe('pending_admin')
  expect(await cloneOf('owner', 'dev-data')).toBe(null)
})

test('who decided first cannot decide again, though an SSO Admin could', async () => {
  const made = 'You made the first decision; Admin One can make the second.'
  await cannotDecide(first, 'A second person is needed', made)
})

test('a second person approves in two clicks: AWS has the sealed set, and the requester sees it run', async () => {
  expect(await approveFromQueue(second, label)).toBeLessThanOrEqual(2)
  const { session } = await stage.stack.until(id, ['active'])
  expect(session?.credentials).toBe('sealed')
  const set = (await cloneOf('owner', 'dev-data'))!
  const asked = { who: 'owner', account: 'dev-data', set, issuedAt: Date.now() } as const
  expect(await mayAct(asked)).toBe(true)
  expect(await mayAct({ ...asked, at: Date.parse(session!.endsAt) })).toBe(false)
  await goTo(asks, `requests/${id}`)
  await asks.getByText('Active Session', { exact: true }).first().waitFor()
  for (const name of ['SSO Admin One', 'Admin One'])
    await asks.getByText(`${name} approved.`, { exact: true }).waitFor()
})

test('on a sensitive account each of both also types its name, and no click more', async () => {
  const custom = { label, sessionDuration: 'PT1H', managedPolicyArns: [], inlinePolicy: policy }
  id = await ask('prod-data-lake', { custom })
  const levels = [await approveFromQueue(first, label, 'prod-data-lake')]
  levels.push(await approveFromQueue(second, label, 'prod-data-lake'))
  console.log(`queue to approved: ${levels.join(' and ')} clicks, the account's name typed`)
  expect(Math.max(...levels)).toBeLessThanOrEqual(2)
})

test('whose sign-in is too old confirms who they are in place, and approves with what was typed', async () => {
  const custom = { label, sessionDuration: 'PT1H', managedPolicyArns: [], inlinePolicy: policy }
  id = await ask('dev-data', { custom })
  const database = createClient({ url: `http://${loopback}:${ports.database}` })
  await database.execute('update tokens set proved_at = 1, auth_at = auth_at - 3600000')
  database.close()
  await goTo(first, `approvals/${id}`)
  await fill(first, { 'Comment (optional)': 'Only for the audit' })
  await approve(first).click()
  await first.getByText('Deciding on custom access needs a sign-in from the last 10 minutes.').waitFor()
  expect((await axe(first)).violations).toEqual([])
  await signInAs(first.context(), 'SSO Admin One', () => button(first, 'Sign in again').click())
  await first.getByText('Confirm it is you').waitFor({ state: 'detached' })
  expect(await first.getByLabel('Comment (optional)').inputValue()).toBe('Only for the audit')
  await approve(first).click()
  await first.getByText(/^\s*Approved\./).waitFor()
  expect((await stage.stack.read(id)).status).toBe('pending_admin')
  await stage.stack.call('owner', 'POST', `/v1/requests/${id}/withdraw`, {})
})

test('of two who approve at once one does, and the other’s screen says who did what', async () => {
  id = await ask('stage-web', { permissionSetArn: setArn('PowerUser') })
  const both = [
    { page: first, name: 'SSO Admin One' },
    { page: second, name: 'Admin One' },
  ]
  for (const { page } of both) await goTo(page, `approvals/${id}`)
  await Promise.all(both.map(({ page }) => approve(page).waitFor()))
  await Promise.all(both.map(({ page }) => approve(page).click()))
  const { decision } = await stage.stack.until(id, ['approved', 'provisioning', 'active'])
  const loser = both.find(({ name }) => name !== decision?.by.name)!.page
  await loser.getByText(`${decision!.by.name} approved it at`).first().waitFor()
  expect(await button(loser, /Approve|Reject/).count()).toBe(0)
  await button(loser, 'Next request').waitFor()
})

test('who only had it open is told without a press', async () => {
  id = await ask('stage-web', { permissionSetArn: setArn('SupportUser') })
  await goTo(first, `approvals/${id}`)
  await approve(first).waitFor()
  await stage.stack.call('ssoadmin', 'POST', `/v1/requests/${id}/decision`, {
    decision: 'reject',
    comment: 'Which ticket is this for?',
  })
  await first.getByText('SSO Admin One rejected it at').waitFor()
  expect(await button(first, /Approve|Reject/).count()).toBe(0)
})
