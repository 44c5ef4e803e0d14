import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { badlyPlaced, longer, narrow, wide, zoomed } from './look.ts'
import type { Look, PortalStage } from './portal-page.ts'
import { axe, picture } from './stage.ts'
import { story, type Story } from './story.ts'

export interface Screen {
  readonly name: string
  readonly at: string
  readonly story?: Story
  /** What is pressed before it is looked at. */
  readonly press?: (page: Page) => Promise<unknown>
  /** Its picture is taken elsewhere, with all that belongs to it. */
  readonly picture?: false
  /** As wide as it gets, where that is not a window's width. */
  readonly widest?: { readonly width: number; readonly height: number }
}

/** Approve is inactive for a second. */
export const mayApprove = (page: Page) => page.locator('.decide .primary[aria-disabled=false]').waitFor()

export async function openScreen(stage: PortalStage, screen: Screen, look: Look = {}): Promise<Page> {
  const { at, story: told = story, press, widest = wide } = screen
  const page = await stage.open(at, told, { viewport: widest, ...look })
  await settled(page)
  await press?.(page)
  await page.mouse.move(0, 0)
  await settled(page)
  return page
}

async function settled(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor()
  await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' })
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))))
}

/** Each of these screens in each theme, width, direction, and a longer language; its four pictures. */
export function lookedAt(screens: readonly Screen[], stage: () => PortalStage): void {
  describe.each(screens)('$name', (screen) => {
    test('axe finds nothing, light or dark, wide or at 320 px, and no text is cut off', async () => {
      const page = await openScreen(stage(), screen)
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme })
        await looked(page, screen, colorScheme)
      }
      await page.context().close()
    })

    test('no text is cut off at 200 %, nor in a language 40 % longer, nor from right to left', async () => {
      const words = longer(stage().words)
      for (const direction of ['ltr', 'rtl'] as const) {
        const page = await openScreen(stage(), screen, { words, direction })
        for (const size of screen.widest ? [narrow, screen.widest] : [zoomed, narrow, wide]) {
          await page.setViewportSize(size)
          expect([direction, size.width, await badlyPlaced(page)]).toEqual([direction, size.width, []])
        }
        await page.context().close()
      }
    })
  })
}

/** Of the screen with the least on it: axe did look at it. */
const fewestNodes = 9

async function looked(page: Page, screen: Screen, colorScheme: 'light' | 'dark'): Promise<void> {
  const { name, widest = wide } = screen
  const suffix = colorScheme === 'dark' ? '-dark' : ''
  for (const [size, of] of [
    [widest, name],
    [narrow, `${name}-320`],
  ] as const) {
    await page.setViewportSize(size)
    const { violations, nodes } = await axe(page)
    expect([colorScheme, size.width, violations]).toEqual([colorScheme, size.width, []])
    expect(nodes).toBeGreaterThanOrEqual(fewestNodes)
    expect([size.width, await badlyPlaced(page)]).toEqual([size.width, []])
    if (screen.picture === false) continue
    await wholePicture(page, `${of}${suffix}`)
  }
}

/** In a window where all of it stands: bars that stick to an edge would otherwise stand in the middle of the picture. */
export async function wholePicture(page: Page, name: string): Promise<void> {
  const size = page.viewportSize()!
  const height = await page.evaluate(() => document.documentElement.scrollHeight)
  await page.setViewportSize({ ...size, height: Math.max(size.height, height) })
  await picture(page, name, { fullPage: true })
  await page.setViewportSize(size)
}
