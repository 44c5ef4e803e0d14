import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { EndpointName } from '../../schema/contract/api.ts'
import { mayApprove, openScreen } from './every-look.ts'
import { startPortalStage, type PortalStage } from './portal-page.ts'
import { queue, sessions, story, type Story } from './story.ts'

/* Nothing here is pressed with a mouse: ask, decide, revoke, extend. */

let stage: PortalStage
beforeAll(async () => {
  stage = await startPortalStage()
})
afterAll(() => stage.stop())

/** The story in which what `endpoint` is told is noted and answered. */
function noting(endpoint: EndpointName, sent: unknown[], answer: object): Story {
  return {
    ...story,
    answers: { ...story.answers, [endpoint]: (input: object) => (sent.push(input), answer) },
  }
}

/** On with Tab, as far as a person would. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor()
  for (let n = 0; n < 60; n++) {
    if (await hasFocus(target)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab does not lead to ${target.toString()}.`)
}

function hasFocus(target: Locator): Promise<boolean> {
  return target.evaluate((element) => element === document.activeElement)
}

test('a request is found, filled in and sent; the new screen starts at its title', async () => {
  const sent: unknown[] = []
  const page = await openScreen(stage, {
    name: 'request',
    at: 'options.html#/dashboard',
    story: noting('open', sent, story.seen!.mine[0]!),
  })
  const { keyboard } = page
  await keyboard.press('Control+k')
  await keyboard.type('request access')
  await page.getByRole('option', { name: /^Request Access/ }).waitFor()
  await keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Request Access' }).waitFor()
  await expect.poll(() => hasFocus(page.locator('#title'))).toBe(true)
  await tabTo(page, page.locator('#account'))
  await keyboard.type('payments')
  await page.getByRole('option', { name: /prod-payments/ }).waitFor()
  await keyboard.press('Enter')
  await tabTo(page, page.locator('#set'))
  await keyboard.type('DatabaseOp')
  await tabTo(page, page.getByRole('textbox', { name: 'Why' }))
  await keyboard.type('Orders DB hangs, need to reboot. INC-4412')
  await tabTo(page, page.getByRole('button', { name: 'Send request' }))
  await keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Timeline' }).waitFor()
  await expect.poll(() => hasFocus(page.locator('#title'))).toBe(true)
  expect(sent).toMatchObject([
    { accountId: queue[0]!.accountId, justification: 'Orders DB hangs, need to reboot. INC-4412' },
  ])
  await page.context().close()
})

test('the queue is found, a request read, the next approved and the one behind rejected', async () => {
  const sent: unknown[] = []
  const page = await openScreen(stage, {
    name: 'decide',
    at: 'options.html#/dashboard',
    story: noting('decide', sent, queue[0]!),
  })
  const { keyboard } = page
  await keyboard.press('Control+k')
  await keyboard.type('pending')
  await page.getByRole('option', { name: /Pending Approvals/ }).waitFor()
  await keyboard.press('Enter')
  await page.waitForURL(/#\/approvals$/)
  await page.locator('dialog[open]').waitFor({ state: 'detached' })
  await page.locator('tr.current', { hasText: 'DatabaseAdmin' }).waitFor()
  await keyboard.press('j')
  await page.locator('tr.current', { hasText: 'PowerUser' }).waitFor()
  await keyboard.press('Enter')
  await page.waitForURL(/#\/approvals\/q2$/)
  await mayApprove(page)
  await keyboard.press('a')
  await page.waitForURL(/#\/approvals\/q3$/)
  await page.getByRole('button', { name: /^Reject/ }).waitFor()
  await keyboard.press('r')
  await page.locator('#reason:focus').waitFor()
  await keyboard.type('Which ticket is this for?')
  await keyboard.press('Tab')
  await page.getByRole('button', { name: 'Reject', exact: true }).focus()
  await keyboard.press('Enter')
  await page.waitForURL(/#\/approvals\/q1$/)
  expect(sent).toMatchObject([
    { id: 'q2', decision: 'approve' },
    { id: 'q3', decision: 'reject', comment: 'Which ticket is this for?' },
  ])
  await page.context().close()
})

test('a session is revoked with a reason; kept or taken away, the focus is where it was', async () => {
  const sent: unknown[] = []
  const page = await openScreen(stage, {
    name: 'revoke',
    at: 'options.html#/manage',
    story: noting('revoke', sent, sessions[0]!),
  })
  const revoke = page.getByRole('button', { name: /^Revoke .*SSO Admin One/ })
  const dialog = page.getByRole('dialog')
  await tabTo(page, revoke)
  await page.keyboard.press('Enter')
  expect(await hasFocus(dialog.getByRole('button', { name: 'Keep it' }))).toBe(true)
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  expect(await hasFocus(revoke)).toBe(true)
  await page.keyboard.press('Enter')
  await tabTo(page, dialog.getByRole('textbox', { name: 'Reason' }))
  await page.keyboard.type('The incident is over.')
  await tabTo(page, dialog.getByRole('button', { name: 'Confirm Revoke' }))
  await page.keyboard.press('Enter')
  await dialog.waitFor({ state: 'detached' })
  expect(await hasFocus(revoke)).toBe(true)
  expect(sent).toMatchObject([{ id: 'g3', reason: 'The incident is over.' }])
  await page.context().close()
})

test('a session is extended: the form is filled in, and says why it takes longer', async () => {
  const sent: unknown[] = []
  const page = await openScreen(stage, {
    name: 'extend',
    at: 'options.html#/sessions',
    story: noting('open', sent, story.seen!.mine[0]!),
  })
  await tabTo(page, page.getByRole('link', { name: /^Extend .*stage-web/ }))
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Extend access' }).waitFor()
  await expect.poll(() => hasFocus(page.locator('#title'))).toBe(true)
  await tabTo(page, page.getByRole('textbox', { name: 'Why' }))
  await page.keyboard.press('End')
  await page.keyboard.type(': half of the zones are left')
  await tabTo(page, page.getByRole('button', { name: 'Extend', exact: true }))
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Timeline' }).waitFor()
  expect(sent).toMatchObject([{ extends: 's1', justification: 'Fix DNS: half of the zones are left' }])
  await page.context().close()
})
