import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { badlyPlaced, longer } from './look.ts'
import { startPortalStage, type PortalStage } from './portal-page.ts'
import { axe, picture } from './stage.ts'
import { asAdmin, empty, queue, story, type Story } from './story.ts'

/* Every screen of the portal at the hour of the pictures: each theme, width, direction, and a longer language. */

interface Screen {
  readonly name: string
  readonly at: string
  readonly story?: Story
  /** What is pressed before it is looked at. */
  readonly press?: (page: Page) => Promise<unknown>
}

const screens: readonly Screen[] = [
  { name: 'dashboard', at: 'dashboard' },
  { name: 'request-access', at: 'request?account=111122223333&set=DatabaseOperator' },
  {
    name: 'request-custom',
    at: 'request?account=111122223333',
    press: (page) => page.getByRole('switch').check(),
  },
  {
    name: 'account-search',
    at: 'request',
    press: (page) => page.locator('#account').fill('prod'),
  },
  { name: 'palette', at: 'dashboard', press: (page) => page.keyboard.press('Control+k') },
  { name: 'keys', at: 'approvals', press: (page) => page.keyboard.press('?') },
  { name: 'my-requests', at: 'requests' },
  { name: 'request-detail', at: 'requests/d1' },
  { name: 'active-sessions', at: 'sessions' },
  { name: 'pending-approvals', at: 'approvals' },
  { name: 'pending-approvals-tab2', at: 'approvals?part=more' },
  { name: 'review', at: 'approvals/q1' },
  {
    name: 'review-custom',
    at: 'approvals/q3',
    press: (page) => page.locator('.fold summary').first().click(),
  },
  {
    name: 'review-narrower',
    at: 'approvals/q1',
    press: (page) => page.locator('.aside button').nth(1).click(),
  },
  { name: 'request-history', at: 'history' },
  { name: 'manage-sessions', at: 'manage' },
  { name: 'owned-accounts', at: 'accounts' },
  { name: 'away', at: 'away' },
  { name: 'all-accounts', at: 'accounts?part=all', story: asAdmin },
  { name: 'people', at: 'people', story: asAdmin },
  {
    name: 'set-role',
    at: 'people',
    story: asAdmin,
    press: (page) => page.locator('.people .cell-actions button').first().click(),
  },
  {
    name: 'owners',
    at: 'accounts',
    story: asAdmin,
    press: (page) => page.locator('.owned .cell-actions button').first().click(),
  },
  { name: 'dashboard-empty', at: 'dashboard', story: empty },
  { name: 'pending-approvals-empty', at: 'approvals', story: empty },
  { name: 'owned-accounts-empty', at: 'accounts', story: empty },
]

let stage: PortalStage
beforeAll(async () => {
  stage = await startPortalStage()
})
afterAll(() => stage.stop())

const wide = { width: 1280, height: 720 }
const narrow = { width: 320, height: 720 }
/** A window of 1280 × 720 at 200 %. */
const zoomed = { width: 640, height: 360 }

async function open({ at, story: told = story, press }: Screen, look = {}): Promise<Page> {
  const page = await stage.open(`options.html#/${at}`, told, look)
  await settled(page)
  await press?.(page)
  await settled(page)
  return page
}

async function settled(page: Page): Promise<void> {
  await page.locator('#title').first().waitFor()
  await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' })
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))))
}

async function pictures(page: Page, name: string, suffix: string): Promise<void> {
  await page.setViewportSize(wide)
  await picture(page, `${name}${suffix}`, { fullPage: true })
  await page.setViewportSize(narrow)
  await picture(page, `${name}-320${suffix}`, { fullPage: true })
}

describe.each(screens)('$name', (screen) => {
  test('axe finds nothing, light or dark, wide or at 320 px, and no text is cut off', async () => {
    const page = await open(screen)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      for (const size of [wide, narrow]) {
        await page.setViewportSize(size)
        const { violations, nodes } = await axe(page)
        expect([colorScheme, size.width, violations]).toEqual([colorScheme, size.width, []])
        expect(nodes).toBeGreaterThanOrEqual(10)
        expect([size.width, await badlyPlaced(page)]).toEqual([size.width, []])
      }
      const plain = !screen.press && !screen.story
      if (plain || colorScheme === 'light')
        await pictures(page, screen.name, colorScheme === 'dark' ? '-dark' : '')
    }
    await page.context().close()
  })

  test('no text is cut off at 200 %, nor in a language 40 % longer, nor from right to left', async () => {
    const looks = [{ words: longer(stage.words) }, { direction: 'rtl', words: longer(stage.words) }] as const
    for (const look of looks) {
      const page = await open(screen, look)
      for (const size of [zoomed, narrow, wide]) {
        await page.setViewportSize(size)
        expect([look, size.width, await badlyPlaced(page)].slice(1)).toEqual([size.width, []])
      }
      await page.context().close()
    }
  })
})

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

test('the keyboard alone finds the queue, reads a request, approves the next and rejects the one behind', async () => {
  const sent: unknown[] = []
  const decided = {
    ...story,
    answers: { ...story.answers, decide: (input: object) => (sent.push(input), queue[0]) },
  }
  const page = await open({ name: 'keyboard', at: 'dashboard', story: decided })
  const { keyboard } = page
  await keyboard.press('Control+k')
  await keyboard.type('pending')
  await page.getByRole('option', { name: /Pending Approvals/ }).waitFor()
  await keyboard.press('Enter')
  await page.waitForURL(/#\/approvals$/)
  await page.locator('tr.current', { hasText: 'DatabaseAdmin' }).waitFor()
  await keyboard.press('j')
  await page.locator('tr.current', { hasText: 'PowerUser' }).waitFor()
  await keyboard.press('Enter')
  await page.waitForURL(/#\/approvals\/q2$/)
  await page.locator('.decide .primary[aria-disabled=false]').waitFor()
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

test('3,000 accounts scroll as ten do: few rows are drawn, and each key finds its account', async () => {
  const many = Array.from({ length: 3000 }, (_, n) => ({
    ...story.seen!.catalog[0]!,
    id: String(100_000_000_000 + n),
    name: `team-${n % 60}-service-${n}`,
  }))
  const page = await open({
    name: 'many',
    at: 'request',
    story: { ...story, seen: { ...story.seen!, catalog: many } },
  })
  await page.locator('#account').click()
  const list = page.locator('#account ~ ul')
  const longest = await list.evaluate(async (element) => {
    let last = performance.now()
    let worst = 0
    for (let n = 0; n < 60; n++) {
      element.scrollTop += 2500
      await new Promise(requestAnimationFrame)
      worst = Math.max(worst, performance.now() - last)
      last = performance.now()
    }
    return worst
  })
  console.log(`3,000 accounts: the longest of 60 frames while scrolling took ${longest.toFixed(0)} ms`)
  expect(await list.getByRole('option').count()).toBeLessThan(30)
  await page.locator('#account').fill('service-2999')
  await expect.poll(() => list.getByRole('option').first().textContent()).toContain('team-59-service-2999')
  await page.context().close()
})
