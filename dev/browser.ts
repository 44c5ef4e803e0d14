import { existsSync } from 'node:fs'
import type { BrowserContext } from 'playwright-core'
import { extensionId, launch } from './launch.ts'

const denied =
  'https://us-east-1.console.aws.amazon.com/rds/home/reboot?account=222233334444&role=ReadOnly&as=viewer'

/** Two people at one desk: the viewer where they were stopped, the owner at the portal. */
async function main(): Promise<void> {
  if (!existsSync('.output/chrome-mv3/manifest.json'))
    throw new Error('The extension is not built: run "npm run build" first.')
  const viewer = await launch('.local/browser/viewer')
  const owner = await launch('.local/browser/owner')
  await show(viewer, denied)
  await show(owner, `chrome-extension://${await extensionId(owner)}/options.html#/approvals`)
  console.log('ready: viewer and owner, each in a window of their own')
  await Promise.all([viewer, owner].map((context) => context.waitForEvent('close', { timeout: 0 })))
}

async function show(context: BrowserContext, url: string): Promise<void> {
  const page = context.pages()[0] ?? (await context.newPage())
  await page.goto(url)
}

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
})
