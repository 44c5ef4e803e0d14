import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { findOrInstallChromium } from './chromium.ts'
import { installed } from './debian.ts'

/** Where the tests have their API: beside a stack that somebody works with. */
const api = 'http://127.0.0.1:28787'

/** The browser tests: the build with open roots, a Chromium that is found or installed, and the real stack. */
async function main(): Promise<number> {
  await findOrInstallChromium()
  // The console's own font. In a wider one a label of the panel does not fit a longer language, and a test says so.
  if (!existsSync('/usr/share/fonts/truetype/open-sans')) await installed('fonts-open-sans')
  execFileSync(process.execPath, ['node_modules/wxt/bin/wxt.mjs', 'build'], {
    env: { ...process.env, WXT_TEST: '1', WXT_API: api },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const tests = ['node_modules/vitest/vitest.mjs', 'run', '--project', 'e2e', ...process.argv.slice(2)]
  return spawnSync(process.execPath, tests, { stdio: 'inherit' }).status ?? 1
}

process.exitCode = await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  return 1
})
