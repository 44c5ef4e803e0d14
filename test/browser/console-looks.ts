import { playBackground, hear } from './played-background.ts'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { cutOff, longer, narrow } from './look.ts'
import type { Look, PortalStage } from './portal-page.ts'
import { axe, picture } from './stage.ts'
import type { Story } from './story.ts'

/** Something of ours on a page of the console. */
export interface Part {
  readonly name: string
  /** The page of the console, or of the extension. */
  readonly at: string
  readonly story: Story
  /** Which piece of ours is looked into. */
  readonly within: string
  /** What is pressed before it is looked at; `become` tells the page another story. */
  readonly press?: (page: Page, become: (story: Story) => Promise<void>) => Promise<unknown>
  /** What it is there by. */
  readonly shows: string
}

const wide = { width: 1440, height: 900 }
/** The wide window at 200 %. */
const zoomed = { width: 720, height: 450 }

export async function openPart(stage: PortalStage, part: Part, look: Look): Promise<Page> {
  const { words = stage.words, direction } = look
  await playBackground(part.story, { words, direction })
  const page = await stage.open(part.at, part.story, { viewport: wide, hear, ...look })
  const become = async (story: Story) => {
    await playBackground(story, { words, direction })
    await page.evaluate(() => (globalThis as unknown as { hallpassSays(m: object): void }).hallpassSays({}))
  }
  await part.press?.(page, become)
  await page.locator(part.within).locator(part.shows).first().waitFor()
  await page.mouse.move(0, 0)
  await drawn(page)
  return page
}

export async function drawn(page: Page): Promise<void> {
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
}

/** Each of them in each theme, width, direction, and a longer language; its four pictures. */
export function partsLookedAt(parts: readonly Part[], stage: () => PortalStage): void {
  describe.each(parts)('$name', (part) => {
    test('axe finds nothing, light or dark, wide or at 320 px, and no text is cut off', async () => {
      for (const [colorScheme, viewport, suffix] of looks) {
        const page = await openPart(stage(), part, { colorScheme, viewport })
        await picture(page, `${part.name}${suffix}`)
        expect([suffix, await cutOff(page)]).toEqual([suffix, []])
        if (viewport === wide) await axeFindsNothing(page, part)
        await page.context().close()
      }
    })

    test('no text is cut off at 200 %, nor in a language 40 % longer, nor from right to left', async () => {
      const words = longer(stage().words)
      for (const direction of ['ltr', 'rtl'] as const) {
        const page = await openPart(stage(), part, { words, direction })
        for (const size of [wide, zoomed, narrow]) {
          await page.setViewportSize(size)
          await drawn(page)
          expect([direction, size.width, await cutOff(page)]).toEqual([direction, size.width, []])
        }
        await page.context().close()
      }
    })
  })
}

const looks = [
  ['light', wide, ''],
  ['dark', wide, '-dark'],
  ['light', narrow, '-320'],
  ['dark', narrow, '-320-dark'],
] as const

/** Axe did look at it. */
const fewestNodes = 10

/** What has fewer than that in all, each with as many as it has. */
const fewest: Readonly<Record<string, number>> = {
  'access-portal-wait': 6,
  'account-frame': 4,
  denied: 4,
  'denied-flash': 4,
  'denied-flash-pending': 6,
  'denied-frame': 5,
  'denied-pending': 6,
  'denied-scp': 4,
  'panel-nothing': 7,
  'panel-setting-up': 9,
  'panel-signed-out': 7,
  sample: 4,
  'sample-active': 8,
}

async function axeFindsNothing(page: Page, { name, within }: Part): Promise<void> {
  const { violations, nodes } = await axe(page, within)
  expect([name, violations]).toEqual([name, []])
  expect(nodes, name).toBeGreaterThanOrEqual(fewest[name] ?? fewestNodes)
}
