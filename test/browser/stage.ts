import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { BrowserContext, Page } from 'playwright-core'
import { expect } from 'vitest'
import { launch } from '../../dev/launch.ts'
import { ports } from '../../dev/ports.ts'
import { startProgram, type Running } from '../../dev/process.ts'
import { startStack, type Stack } from '../stack/stack.ts'

export const extension = 'chrome-extension://kkdnmnfoidnjfgbgjfmknihfkheokedf'
/** Shadow roots are open in this build, so that tests and axe see in; nothing else differs. */
const testBuild = process.env['HALLPASS_TEST_BUILD'] ?? '.output/test-chrome-mv3'

/** Where somebody was stopped: the replica's RDS page with its denied message. */
export function consolePage(account: string): string {
  return `https://us-east-1.console.aws.amazon.com/rds/home/reboot?account=${account}&role=ReadOnly&as=viewer`
}

export interface BrowserStage {
  readonly stack: Stack
  /** A browser profile with the extension, signed in as nobody yet; the page of the first steps is closed unless it is kept. */
  browser(
    name: string,
    look?: { colorScheme?: 'light' | 'dark'; keep?: 'first run'; allowed?: 'notifications' },
  ): Promise<BrowserContext>
  stop(): Promise<void>
}

export async function startBrowserStage(): Promise<BrowserStage> {
  const stack = await startStack()
  const folder = process.env['HALLPASS_STATE']!
  const replica: Running = await startProgram({
    name: 'console replica',
    args: ['dev/console-replica/main.ts', '--port', String(ports.console), '--state', folder],
    onLine: () => {},
  })
  const open: BrowserContext[] = []
  return {
    stack,
    browser: async (name, { colorScheme = 'light', keep, allowed } = {}) => {
      const options = {
        headless: true,
        stateDir: folder,
        extensionDir: allowed ? await allowing(allowed, folder) : testBuild,
        colorScheme,
        viewport: { width: 1440, height: 900 },
      }
      const context = await launch(join(folder, name), options)
      context.setDefaultTimeout(20_000)
      open.push(context)
      const first = await firstRun(context)
      if (keep !== 'first run') await first.close()
      return context
    },
    stop: async () => {
      await Promise.all(open.map((context) => context.close()))
      await replica.stop()
      await stack.stop()
    },
  }
}

/** The test build with what somebody would allow when they are asked: nobody can press the browser's own question. */
async function allowing(permission: string, folder: string): Promise<string> {
  const dir = join(folder, 'allowing')
  await cp(testBuild, dir, { recursive: true })
  const file = join(dir, 'manifest.json')
  const manifest = JSON.parse(await readFile(file, 'utf8')) as { permissions: string[] }
  const allowed = { permissions: [...manifest.permissions, permission], optional_permissions: [] }
  await writeFile(file, JSON.stringify({ ...manifest, ...allowed }))
  return dir
}

/** A new profile is an installation: this opens by itself. */
export async function firstRun(context: BrowserContext): Promise<Page> {
  const isFirst = (page: Page) => page.url() === `${extension}/first-run.html`
  for (let n = 0; n < 100; n++) {
    const page = context.pages().find(isFirst)
    if (page) return page
    await new Promise((later) => setTimeout(later, 100))
  }
  throw new Error('Installed, the extension did not open its first steps.')
}

/** Chooses a person on the provider's page that `press` makes the browser open. */
export async function signInAs(
  context: BrowserContext,
  name: string,
  press: () => Promise<unknown>,
): Promise<void> {
  const [window] = await Promise.all([
    context.waitForEvent(
      'page',
      (page) => page.url().includes(`:${ports.identity}`) || page.url() === 'about:blank',
    ),
    press(),
  ])
  await window.getByRole('button', { name: new RegExp(`^${name}`) }).click()
  if (!window.isClosed()) await window.waitForEvent('close', { timeout: 5000 }).catch(() => undefined)
}

export async function openPopup(context: BrowserContext): Promise<Page> {
  const page = await context.newPage()
  await page.setViewportSize({ width: 400, height: 600 })
  await page.goto(`${extension}/popup.html`)
  return page
}

export interface Checked {
  readonly violations: string[]
  /** How many nodes axe had an opinion on. */
  readonly nodes: number
}

/** What axe finds on the page, or inside `within` (it sees into open roots). */
export async function axe(page: Page, within?: string): Promise<Checked> {
  await standsStill(page)
  const builder = new AxeBuilder({ page }).setLegacyMode()
  const { violations, passes } = await (within ? builder.include(within) : builder).analyze()
  const nodes = new Set(
    [...violations, ...passes].flatMap((rule) => rule.nodes.map((node) => JSON.stringify(node.target))),
  )
  return {
    violations: violations.map((v) => `${v.id}: ${v.nodes.map((n) => JSON.stringify(n.target)).join(' ')}`),
    nodes: nodes.size,
  }
}

/** Another scheme or size has been drawn, and no colour is on its way to another: halfway between two is neither. */
async function standsStill(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))
    const moving = document.getAnimations().filter(({ effect }) => {
      const { endTime } = effect?.getComputedTiming() ?? {}
      return Number.isFinite(Number(endTime))
    })
    await Promise.allSettled(moving.map(({ finished }) => finished))
  })
}

const images = 'docs/images'

/** A picture for the documentation; taken without motion. */
export async function picture(page: Page, name: string, more: { fullPage?: boolean } = {}): Promise<void> {
  await page.screenshot({ path: `${images}/${name}.png`, animations: 'disabled', ...more })
}

/** The four pictures of a screen, axe's word on both themes, and how many nodes it had an opinion on. */
export async function pictures(page: Page, name: string): Promise<number> {
  const before = page.viewportSize() ?? { width: 1280, height: 800 }
  let least = Infinity
  for (const [colorScheme, width, suffix] of looks) {
    await page.emulateMedia({ colorScheme })
    await page.setViewportSize({ ...before, width: width ?? before.width })
    await picture(page, `${name}${suffix}`, { fullPage: width !== null })
    if (width !== null)
      expect([name, await page.evaluate(() => document.documentElement.scrollWidth)]).toEqual([name, width])
    if (width !== null) continue
    const { violations, nodes } = await axe(page)
    expect([name, colorScheme, violations]).toEqual([name, colorScheme, []])
    least = Math.min(least, nodes)
  }
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize(before)
  return least
}

const looks = [
  ['light', null, ''],
  ['dark', null, '-dark'],
  ['dark', 320, '-320-dark'],
  ['light', 320, '-320'],
] as const
