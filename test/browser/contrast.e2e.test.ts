import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { mayApprove, openScreen, type Screen, wholePicture } from './every-look.ts'
import { startPortalStage, type PortalStage } from './portal-page.ts'

/* High contrast: with the system's own colours, what is chosen, pressed or full still differs from what is not. */

interface Contrasted extends Screen {
  /** What has to differ, each from what stands beside it. */
  readonly pairs: readonly (readonly [string, string])[]
}

const nav = ['.nav li a[aria-current]', '.nav li a:not([aria-current])'] as const
const primary = ['.button.primary', '.button.normal'] as const
const bar = ['.bar > span', '.bar'] as const

const screens: readonly Contrasted[] = [
  { name: 'dashboard-contrast', at: 'options.html#/dashboard', pairs: [nav, bar] },
  {
    name: 'pending-approvals-contrast',
    at: 'options.html#/approvals',
    press: (page) => page.keyboard.press('j'),
    pairs: [
      nav,
      ['.tabs a[aria-current]', '.tabs a:not([aria-current])'],
      ['tr.current', 'tr:not(.current)'],
    ],
  },
  {
    name: 'review-contrast',
    at: 'options.html#/approvals/q2',
    press: mayApprove,
    pairs: [['.decide .primary', '.decide .danger']],
  },
  {
    name: 'request-access-contrast',
    at: 'options.html#/request?account=111122223333&set=DatabaseOperator',
    pairs: [['.segments :checked + span', '.segments :not(:checked) + span']],
  },
  {
    name: 'manage-sessions-contrast',
    at: 'options.html#/manage',
    pairs: [['.segments :checked + span', '.segments :not(:checked) + span'], bar],
  },
  { name: 'popup-contrast', at: 'popup.html', widest: { width: 400, height: 600 }, pairs: [primary, bar] },
]

let stage: PortalStage
beforeAll(async () => {
  stage = await startPortalStage()
})
afterAll(() => stage.stop())

/** All that the eye could tell it by. */
function colours(of: Locator): Promise<string> {
  return of.first().evaluate((element) => {
    const { color, backgroundColor, borderColor, outlineColor } = getComputedStyle(element)
    return [color, backgroundColor, borderColor, outlineColor].join()
  })
}

async function told(page: Page, [chosen, other]: readonly [string, string]): Promise<void> {
  expect([chosen, await colours(page.locator(chosen))]).not.toEqual([
    chosen,
    await colours(page.locator(other)),
  ])
}

test.each(screens)('$name', async (screen) => {
  const page = await openScreen(stage, screen, { forcedColors: 'active', colorScheme: 'dark' })
  await wholePicture(page, screen.name)
  for (const pair of screen.pairs) await told(page, pair)
  await page.context().close()
})
