import { fakeBrowser } from '../test-browser.ts'
import { expect, test } from 'vitest'
import { greet } from './install.ts'

test('installed, the first steps are shown; updated, nothing is', async () => {
  greet({ reason: 'update' })
  greet({ reason: 'chrome_update' })
  expect(await fakeBrowser.tabs.query({})).toHaveLength(1)
  greet({ reason: 'install' })
  const [, opened] = await fakeBrowser.tabs.query({})
  expect(opened?.url).toBe(`chrome-extension://${fakeBrowser.runtime.id}/first-run.html`)
})
