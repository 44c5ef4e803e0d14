import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { accountId } from '../stack/stack.ts'
import { axe, extension, firstRun, signInAs, startBrowserStage, type BrowserStage } from './stage.ts'

/* Somebody new: from the installation to the first request, on the sample page; then one need in several accounts. Each chapter goes on where the one before ended. */

let stage: BrowserStage
let newcomer: BrowserContext
let first: Page
let sample: Page
let presses = 0
let fields = 0

beforeAll(async () => {
  stage = await startBrowserStage()
  newcomer = await stage.browser('newcomer', { keep: 'first run' })
  first = await firstRun(newcomer)
})
afterAll(() => stage.stop())

const press = async (target: ReturnType<Page['getByRole']>) => {
  presses += 1
  await target.click()
}
const part = (name: string) => sample.locator(`[data-hallpass="${name}"]`)
const step = (name: string) => first.getByRole('listitem').filter({ hasText: name })

test('installed, it shows four steps; the browser already lets it run on the console', async () => {
  await first.setViewportSize({ width: 1280, height: 800 })
  await step('Allow on the AWS console').getByText('Done').waitFor()
  expect(await first.getByRole('listitem').count()).toBe(4)
  expect(await step('Sign in').getAttribute('aria-current')).toBe('step')
  const { violations, nodes } = await axe(first)
  expect([violations, nodes >= 10]).toEqual([[], true])
})

test('signed out, the sample says what is missing', async () => {
  const page = await newcomer.newPage()
  await page.goto(first.url().replace('first-run', 'sample'))
  await page.getByText('The sample needs an account you may ask for').waitFor()
  expect(await page.locator('[data-hallpass]').count()).toBe(0)
  expect((await axe(page)).violations).toEqual([])
  await page.close()
})

test('signed in, the step is done at once and the next one stands out', async () => {
  presses += 1
  await signInAs(newcomer, 'Viewer One', () => press(first.getByRole('button', { name: 'Sign in' })))
  await step('Sign in').getByText('Signed in as Viewer One.').waitFor()
  expect(await step('Pin the icon').getAttribute('aria-current')).toBe('step')
})

test('the sample page carries the offer in its message, as a page of the console does', async () => {
  const opened = newcomer.waitForEvent('page')
  await press(first.getByRole('link', { name: 'Open the sample page' }))
  sample = await opened
  await sample.setViewportSize({ width: 1280, height: 800 })
  const ready = () =>
    part('denied')
      .getByRole('button', { name: /^Request / })
      .waitFor()
  await ready()
  const { violations, nodes } = await axe(sample)
  expect([violations, nodes >= 10]).toEqual([[], true])
})

test('it may say no more than a page of the console: no call, no sign-out', async () => {
  const answers = await sample.evaluate(async () => {
    const { runtime } = (
      globalThis as unknown as { chrome: { runtime: { sendMessage(m: object): unknown } } }
    ).chrome
    const said = [{ kind: 'call', endpoint: 'me', input: {} }, { kind: 'sign-out' }, { kind: 'refresh' }]
    return Promise.all(
      said.map((message) =>
        Promise.race([
          Promise.resolve(runtime.sendMessage(message)).then(
            (answer) => answer ?? 'nothing',
            () => 'nothing',
          ),
          new Promise((later) => setTimeout(later, 1000, 'nothing')),
        ]),
      ),
    )
  })
  expect(answers).toEqual(['nothing', 'nothing', 'nothing'])
})

test('the first request is sent from it: 4 presses, one more in the sign-in window, and one field', async () => {
  await press(part('denied').getByRole('button', { name: /^Request / }))
  await part('panel').getByText('ec2:DescribeInstances').waitFor()
  fields += 1
  await part('panel').getByRole('textbox', { name: 'Why' }).fill('Trying Hallpass on the sample page')
  await sample.waitForTimeout(600) // What was not in view for half a second is not pressed.
  expect((await axe(sample, '[data-hallpass="panel"]')).violations).toEqual([])
  await press(part('panel').getByRole('button', { name: 'Send request' }))
  await part('panel')
    .getByText(/^Pending/)
    .first()
    .waitFor()
  await step('Try it on the sample page').getByText('Your first request is sent.').waitFor()
  const steps = await first.getByRole('listitem').count()
  console.log(`installed → first request: ${steps} steps, ${presses} presses, ${fields} field`)
  expect(steps).toBeLessThanOrEqual(4)
  expect([presses, fields]).toEqual([5, 1])
})

test('granted, the clock stands in the bar of the sample page', async () => {
  const { body } = await stage.stack.call('viewer', 'GET', '/v1/requests?scope=mine')
  const [request] = body.items
  expect(request.denied).toMatchObject({ action: 'ec2:DescribeInstances' })
  await stage.stack.call('ssoadmin', 'POST', `/v1/requests/${request.id}/decision`, { decision: 'approve' })
  await part('session-clock').getByRole('button', { name: /min/ }).waitFor({ timeout: 30_000 })
  await part('panel').getByText('Active Session').first().waitFor()
  expect((await axe(sample, '[data-hallpass="session-clock"]')).violations).toEqual([])
})

const names = ['dev-web', 'stage-web', 'shared-services', 'sandbox-one']
const mine = async () => (await stage.stack.call('viewer', 'GET', '/v1/requests?scope=mine')).body.items
let form: Page
let queue: Page

test('one need in four accounts: one form and one reason, a request each', async () => {
  form = await newcomer.newPage()
  await form.setViewportSize({ width: 1280, height: 800 })
  await form.goto(`${extension}/options.html#/request?account=${accountId('dev-web')}&set=SupportUser`)
  await form.getByRole('button', { name: 'Ask in more accounts' }).click()
  for (const name of names.slice(1)) {
    await form.getByRole('combobox', { name: 'Also in' }).fill(name)
    await form.getByRole('option', { name: new RegExp(name) }).waitFor()
    await form.keyboard.press('Enter')
  }
  await form.getByRole('textbox', { name: 'Why' }).fill('Collect the engine logs AWS asked for. Case 1783')
  await form.getByRole('button', { name: 'Send 4 requests' }).waitFor()
  expect((await axe(form)).violations).toEqual([])
  await form.getByRole('button', { name: 'Send 4 requests' }).click()
  await form.getByText('Sent in 4 accounts.').waitFor()
  const sent = (await mine()).filter(({ status }: { status: string }) => status === 'pending')
  expect(sent.map((each: { accountName: string }) => each.accountName).toSorted()).toEqual(names.toSorted())
  expect(new Set(sent.map((each: { justification: string }) => each.justification)).size).toBe(1)
})

test('withdraw and edit: the old one waits until the new one is sent', async () => {
  const old = (await mine()).find((each: { accountName: string }) => each.accountName === 'sandbox-one')
  await form.goto(`${extension}/options.html#/requests/${old.id}`)
  await form.getByRole('link', { name: /^Withdraw and edit/ }).click()
  await form.getByText('You edit a request that still waits').waitFor()
  await form.getByRole('textbox', { name: 'Why' }).fill('Collect the scheduler logs AWS asked for. Case 1783')
  await form.getByLabel('Start').fill(tomorrowAtNine())
  await form.getByText(/^Starts /).waitFor()
  expect((await axe(form)).violations).toEqual([])
  expect((await stage.stack.call('viewer', 'GET', `/v1/requests/${old.id}`)).body.status).toBe('pending')
  await form.getByRole('button', { name: 'Withdraw and send anew' }).click()
  await form.getByRole('heading', { name: 'Timeline' }).waitFor()
  expect((await stage.stack.call('viewer', 'GET', `/v1/requests/${old.id}`)).body.status).toBe('withdrawn')
  const [edited] = await mine()
  expect([edited.status, edited.startsAt]).toEqual(['pending', new Date(tomorrowAtNine()).toISOString()])
  await form.close()
})

function tomorrowAtNine(): string {
  const day = new Date(Date.now() + 86_400_000)
  return `${day.toISOString().slice(0, 10)}T09:00`
}

test('in the queue they stand together, and one press decides them the same way', async () => {
  const approver = await stage.browser('approver')
  queue = approver.pages()[0] ?? (await approver.newPage())
  await queue.setViewportSize({ width: 1280, height: 800 })
  await queue.goto(`${extension}/options.html#/approvals`)
  await signInAs(approver, 'SSO Admin One', () => queue.getByRole('button', { name: 'Sign in' }).click())
  await queue.goto(`${extension}/options.html#/approvals?part=more`)
  await queue.getByText('with 2 others of the same need').waitFor()
  expect((await axe(queue)).violations).toEqual([])
  await queue
    .getByRole('row', { name: /with 2 others of the same need/ })
    .getByRole('link', { name: /^Review/ })
    .click()
  await queue.getByRole('checkbox', { name: /^Decide the same way in/ }).check()
  await queue.getByRole('button', { name: /^Approve for 1 h, 3 accounts/ }).waitFor()
  expect((await axe(queue)).violations).toEqual([])
  await queue.waitForTimeout(1100) // Approve is inactive for the first second.
  await queue.getByRole('button', { name: /^Approve for 1 h, 3 accounts/ }).click()
  await queue.getByText('Decided the same way in 3 accounts.').waitFor()
  const left = (await mine()).filter(({ status }: { status: string }) => status === 'pending')
  expect(left.map((each: { accountName: string }) => each.accountName)).toEqual(['sandbox-one'])
})
