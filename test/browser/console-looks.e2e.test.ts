import { playHour } from './played-background.ts'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { drawn, openPart, partsLookedAt, type Part } from './console-looks.ts'
import { cutOff, longer, narrow } from './look.ts'
import { asked, became, inConsole, running } from './console-story.ts'
import { startPortalStage, type PortalStage } from './portal-page.ts'
import { axe, picture } from './stage.ts'
import { at as on, idOf, refuses, signedOut, type Story } from './story.ts'

/* All that stands on pages of the console, at the hour of the pictures. */

const host = 'https://us-east-1.console.aws.amazon.com'
const at = (path: string, role = 'ReadOnly', account = 'prod-payments') =>
  `${host}${path}?account=${idOf(account)}&role=${role}&as=viewer`
const instance = `arn:aws:ec2:us-east-1:${idOf('prod-payments')}:instance/i-0a1b2c3d4e5f60718`
const [reboot, databases] = [at('/rds/home/reboot'), at('/rds/home')]

const part = (page: Page, name: string) => page.locator(`[data-hallpass="${name}"]`)
const [panel, denied, clock] = ['panel', 'denied', 'clock-menu'].map(
  (name) => `[data-hallpass="${name}"]`,
) as [string, string, string]
const openPanel = (page: Page) => part(page, 'request-access').locator('button').click()
const openOffer = async (page: Page) => {
  await part(page, 'denied').locator('button').click()
  await part(page, 'panel').locator('.choice').nth(2).waitFor()
}
const openClock = (page: Page) => part(page, 'session-clock').locator('button').click()

/** What was not in view for half a second is not sent. */
const send = async (page: Page, why: string) => {
  await openPanel(page)
  await part(page, 'panel').locator('textarea').fill(why)
  await page.waitForTimeout(700)
  await part(page, 'panel').locator('[data-send]').click()
}
const refused = (...refusal: Parameters<typeof refuses>) =>
  inConsole(null, { answers: { open: () => refuses(...refusal) } })
const reason = 'Orders DB hangs, need to reboot. INC-4412'
const then = (story: Story) => async (page: Page, become: (story: Story) => Promise<void>) => {
  await openPanel(page)
  await part(page, 'panel').locator('.answer').waitFor()
  await become(story)
}

const inPanel = { at: databases, within: panel, press: openPanel }
const nothingOpen = inConsole()
const viewer = { ...nothingOpen.seen!.me, admins: ['Admin One', 'Admin Two'] }
const parts: readonly Part[] = [
  { ...inPanel, name: 'panel', story: inConsole(), shows: '.primary' },
  { ...inPanel, name: 'panel-signed-out', story: signedOut, shows: '.primary' },
  {
    ...inPanel,
    name: 'panel-nothing',
    story: { ...nothingOpen, seen: { ...nothingOpen.seen!, me: viewer, catalog: [] } },
    shows: '.primary',
  },
  {
    ...inPanel,
    name: 'panel-short',
    story: inConsole(),
    press: (page) => send(page, 'reboot'),
    shows: '.error',
  },
  {
    ...inPanel,
    name: 'panel-already-asked',
    story: refused('already-asked', { set: 'DatabaseOperator', time: asked.openedAt }, { requestId: 'v1' }),
    press: (page) => send(page, reason),
    shows: '.note',
  },
  {
    ...inPanel,
    name: 'panel-too-long',
    story: refused('too-long', { duration: '1800', rule: 'rule “Production”' }, { maxSeconds: 1800 }),
    press: (page) => send(page, reason),
    shows: '.normal',
  },
  { ...inPanel, name: 'panel-waiting', story: inConsole(became.waiting), shows: '.answer' },
  { ...inPanel, name: 'panel-remind', story: inConsole(became.slow), shows: '.normal' },
  { ...inPanel, name: 'panel-setting-up', story: inConsole(became['setting-up']), shows: '.answer' },
  {
    ...inPanel,
    name: 'panel-active',
    story: inConsole(became.waiting),
    press: then(inConsole(became.active)),
    shows: '.answer.success',
  },
  {
    ...inPanel,
    name: 'panel-rejected',
    story: inConsole(became.waiting),
    press: then(inConsole(became.rejected)),
    shows: '.answer.error',
  },
  {
    ...inPanel,
    name: 'panel-failed',
    story: inConsole(became.waiting),
    press: then(inConsole(became.failed)),
    shows: '.answer.error',
  },
  { name: 'denied', at: reboot, story: inConsole(), within: denied, shows: 'button' },
  { name: 'denied-panel', at: reboot, story: inConsole(), within: panel, press: openOffer, shows: '.people' },
  { name: 'denied-pending', at: reboot, story: inConsole(became.waiting), within: denied, shows: '.pending' },
  {
    name: 'granted',
    at: reboot,
    story: inConsole(became.waiting),
    press: then(inConsole(became.active)),
    within: panel,
    shows: '.answer.success',
  },
  { name: 'denied-scp', at: at('/s3/buckets'), story: inConsole(), within: denied, shows: '.says' },
  { name: 'denied-flash', at: at('/ec2/home'), story: inConsole(), within: denied, shows: 'button' },
  {
    name: 'denied-flash-pending',
    at: at('/ec2/home'),
    story: inConsole({ ...became.waiting, denied: { action: 'ec2:StopInstances', resource: instance } }),
    within: denied,
    shows: '.pending',
  },
  {
    name: 'denied-frame',
    at: at('/cloudwatch/home'),
    story: inConsole(),
    within: '[data-hallpass="request-access"]',
    // In every language it is another word than the button's own.
    press: (page) => page.waitForTimeout(500),
    shows: 'b',
  },
  {
    name: 'clock',
    at: databases,
    story: inConsole(running(19)),
    within: clock,
    press: openClock,
    shows: '.item',
  },
  {
    name: 'clock-amber',
    at: databases,
    story: inConsole(
      running(53.83, { credentials: 'may_last', credentialsUntil: running(-20).session!.credentialsUntil }),
    ),
    within: clock,
    press: openClock,
    shows: '.item',
  },
  {
    name: 'clock-red',
    at: databases,
    story: inConsole(running(58.2)),
    within: clock,
    press: openClock,
    shows: '.item',
  },
  {
    name: 'account-frame',
    at: at('/rds/home', 'DatabaseOperator'),
    story: inConsole(running(19)),
    within: '[data-hallpass="account-frame"]',
    shows: '.tab',
  },
  {
    name: 'access-portal',
    at: 'https://d-9067a1b2c3.awsapps.com/start/',
    story: inConsole(),
    within: '[data-hallpass="portal-request"]',
    shows: '.ask',
  },
  {
    name: 'access-portal-wait',
    at: `https://d-9067a1b2c3.awsapps.com/start/?opens=never#/console?account_id=${idOf('prod-payments')}&role_name=DatabaseOperator`,
    story: inConsole(running(0)),
    within: '[data-hallpass="portal-wait"]',
    shows: '.ask',
  },
  {
    name: 'sample-active',
    at: 'sample.html',
    story: inConsole({ ...running(1), ...on('prod-web', 'ReadOnly', 'Viewer One'), denied: null }),
    within: '[data-hallpass="session-clock"]',
    shows: '.capsule',
  },
  { name: 'sample', at: 'sample.html', story: inConsole(), within: denied, shows: 'button' },
  {
    name: 'sample-panel',
    at: 'sample.html',
    story: inConsole(),
    press: openOffer,
    within: panel,
    shows: '.people',
  },
]

let stage: PortalStage
beforeAll(async () => {
  playHour()
  stage = await startPortalStage()
})
afterAll(() => stage.stop())

partsLookedAt(parts, () => stage)

test.each(['de', 'es', 'ar'])(
  'in %s nothing of the panel, the clock or an offer is cut off',
  async (locale) => {
    const words = await stage.wordsOf(locale)
    for (const each of parts.filter(({ name }) => /^(denied-panel|clock)$/.test(name))) {
      const page = await openPart(stage, each, { words })
      await picture(page, `${each.name}-${locale}`)
      expect((await axe(page, each.within)).violations).toEqual([])
      for (const width of [1440, 320]) {
        await page.setViewportSize({ width, height: 900 })
        await drawn(page)
        expect([each.name, width, await cutOff(page)]).toEqual([each.name, width, []])
      }
      await page.context().close()
    }
  },
)

test.each([
  ['panel-already-asked', '.note'],
  ['panel-too-long', '.row .error + button'],
  ['panel-short', '.row .error'],
  ['granted', '.answer'],
])(
  '%s at 320 px: the answer stands between the head and the foot, however short the panel',
  async (name, said) => {
    const page = await openPart(
      stage,
      parts.find((each) => each.name === name)!,
      { viewport: narrow },
    )
    const edge = async (of: string) => (await page.locator(`${panel} ${of}`).boundingBox())!
    const [head, answer, foot] = [await edge('.head'), await edge(said), await edge('.foot')]
    expect(answer.y).toBeGreaterThanOrEqual(head.y + head.height)
    expect(answer.y + answer.height).toBeLessThanOrEqual(foot.y + 0.5)
    await page.context().close()
  },
)

test('what does not fit a longer language is found: a width that is fixed, a text that leaves the window', async () => {
  const page = await openPart(stage, parts[0]!, { words: longer(stage.words) })
  expect(await cutOff(page)).toEqual([])
  const style = (of: string, css: string) =>
    page
      .locator(`${panel} ${of}`)
      .first()
      .evaluate((element, text) => (element.style.cssText = text), css)
  await style('.primary', 'width: 80px; overflow: hidden')
  expect(await cutOff(page)).toEqual([expect.stringMatching(/^primary: /)])
  await style('.primary', '')
  await style('.people', 'position: relative; inset-inline-start: 400px; overflow: visible')
  expect((await cutOff(page)).join()).toContain('outside: ')
  await page.context().close()
})
