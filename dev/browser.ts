import { existsSync } from 'node:fs'
import type { BrowserContext } from 'playwright-core'
import { extensionId, hasDisplay, launch } from './launch.ts'

const denied =
  'https://us-east-1.console.aws.amazon.com/rds/home/reboot?account=222233334444&role=ReadOnly&as=viewer'

/** Without a screen both run headless, and are looked at through DevTools. */
const debugPorts = { viewer: 9222, owner: 9223 }

/** Two people at one desk: the viewer where they were stopped, the owner at the portal. */
async function main(): Promise<void> {
  if (!existsSync('.output/chrome-mv3/manifest.json'))
    throw new Error('The extension is not built: run "npm run build" first.')
  const viewer = await open('viewer')
  const owner = await open('owner')
  await show(viewer, denied)
  await show(owner, `chrome-extension://${await extensionId(owner)}/options.html#/approvals`)
  console.log('ready (Ctrl-C closes both)')
  await Promise.all([viewer, owner].map((context) => context.waitForEvent('close', { timeout: 0 })))
}

async function open(who: keyof typeof debugPorts): Promise<BrowserContext> {
  const profile = `.local/browser/${who}`
  if (hasDisplay()) return launch(profile)
  const debugPort = debugPorts[who]
  console.log(`${who}: no display, so Chromium runs headless; DevTools on http://127.0.0.1:${debugPort}`)
  return launch(profile, { headless: true, debugPort, viewport: { width: 1440, height: 900 } })
}

async function show(context: BrowserContext, url: string): Promise<void> {
  const page = context.pages()[0] ?? (await context.newPage())
  await page.goto(url)
  // Installed, the extension opens a page of its own.
  await page.bringToFront()
}

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
})
