import { afterAll, beforeAll, expect, test } from 'vitest'
import { startBench, type Bench } from '../../bench/popup/browser.ts'

/* The popup in the window that the browser makes for it, which no other test has: the rest open it as a page. */

let browser: Bench
beforeAll(async () => {
  browser = await startBench(process.env['HALLPASS_TEST_BUILD'] ?? '.output/test-chrome-mv3')
})
afterAll(() => browser.stop())

test('the browser makes its window as wide as it is drawn', async () => {
  const page = await browser.open(`${browser.ours}/popup.html`)
  const opened = `(async () => {
    await chrome.action.openPopup()
    const popup = () => chrome.extension.getViews({ type: 'popup' })[0]
    const painted = () => popup()?.performance.getEntriesByName('first-contentful-paint').length
    while (!painted()) await new Promise((next) => setTimeout(next, 20))
    return popup().innerWidth
  })()`
  await expect.poll(() => page.evaluate('Boolean(globalThis.chrome?.action)')).toBe(true)
  expect(await page.evaluate(opened)).toBe(400)
})
