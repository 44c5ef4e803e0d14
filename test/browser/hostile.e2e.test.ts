import type { BrowserContext, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { accountId } from '../stack/stack.ts'
import { consolePage, extension, openPopup, signInAs, startBrowserStage, type BrowserStage } from './stage.ts'

/* Threats D1 to D10 where only a browser can tell: a page of the console that is against us gets nothing, and stays whole. */

let stage: BrowserStage
let viewer: BrowserContext
let page: Page
const errors: string[] = []
const part = (name: string): Locator => page.locator(`[data-hallpass="${name}"]`)
const address = consolePage(accountId('prod-web'))

beforeAll(async () => {
  stage = await startBrowserStage()
  viewer = await stage.browser('hostile-viewer')
  page = viewer.pages()[0] ?? (await viewer.newPage())
  const popup = await openPopup(viewer)
  await signInAs(viewer, 'Viewer One', () => popup.getByRole('button', { name: 'Sign in' }).click())
  await popup.getByText('No access right now.').waitFor()
  await popup.close()
  page.on('pageerror', (error) => errors.push(error.message))
  // Before any script of ours: the page of the tests is the one that attacks.
  await page.addInitScript(() => {
    const taken: unknown[] = []
    Object.assign(window, { taken })
    const attach = Object.getOwnPropertyDescriptor(Element.prototype, 'attachShadow')!.value as (
      init: ShadowRootInit,
    ) => ShadowRoot
    Element.prototype.attachShadow = function patched(this: Element, init) {
      taken.push(this)
      return attach.call(this, { ...init, mode: 'open' })
    }
  })
})
afterAll(() => stage.stop())

test('D8: a page that patches attachShadow gets none of our roots', async () => {
  await page.goto(address)
  await part('denied').getByRole('button').waitFor()
  expect(await page.evaluate(() => (window as unknown as { taken: unknown[] }).taken.length)).toBe(0)
})

test('D1: messages and events of the page open nothing, say nothing and ask for nothing', async () => {
  await page.evaluate(() => {
    const kinds = [
      'here',
      'offer',
      'send',
      'suggest',
      'open',
      'call',
      'denied',
      'here-changed',
      'denied-in-frame',
    ]
    for (const kind of kinds) {
      window.postMessage({ kind, endpoint: 'me', what: 'portal', text: 'x' }, '*')
      for (const target of [window, document, document.body])
        target.dispatchEvent(new CustomEvent(`hallpass:${kind}`, { detail: { kind }, bubbles: true }))
    }
    for (const host of document.querySelectorAll<HTMLElement>('[data-hallpass]')) {
      host.click()
      host.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }))
    }
  })
  await page.waitForTimeout(500)
  expect(await part('panel').count()).toBe(0)
  expect(viewer.pages().filter((open) => open.url().startsWith(extension))).toEqual([])
  expect(await requests()).toBe(0)
})

test('D6, D9: no page can frame, read or find what is in the package', async () => {
  const found = await page.evaluate(async (origin) => {
    const files = ['options.html', 'popup.html', 'manifest.json', 'icon/16.png', 'content-scripts/console.js']
    const read = await Promise.allSettled(files.map((file) => fetch(`${origin}/${file}`)))
    return read.filter(({ status }) => status === 'fulfilled').length
  }, extension)
  expect(found).toBe(0)
  await page.evaluate((origin) => {
    const frame = document.body.appendChild(document.createElement('iframe'))
    frame.src = `${origin}/popup.html`
  }, extension)
  await page.waitForTimeout(500)
  expect(page.frames().filter((frame) => frame.url().startsWith(`${extension}/popup`))).toEqual([])
})

test.each(['under a layer that lets clicks through', 'under a popover of the page'])(
  'D7: Send %s sends nothing',
  async (attack) => {
    await page.goto(address)
    await part('denied').getByRole('button').click()
    await part('panel').getByRole('textbox', { name: 'Why' }).fill('Typed before the page covered it.')
    await part('panel').getByText('narrowest that helps').waitFor()
    const send = part('panel').getByRole('button', { name: 'Send request' })
    const box = (await send.boundingBox())!
    await page.evaluate((how) => {
      const layer = document.createElement('div')
      layer.style.cssText =
        'position: fixed; inset: 0; margin: 0; width: 100%; height: 100%; border: 0; z-index: 2147483647; background: #fff; pointer-events: none'
      layer.popover = how.includes('popover') ? 'manual' : null
      document.documentElement.appendChild(layer)
      if (layer.popover) layer.showPopover()
      else document.querySelector<HTMLElement>('[data-hallpass=panel]')!.hidePopover()
    }, attack)
    await page.waitForTimeout(700)
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2)
    await page.waitForTimeout(700)
    expect(await requests()).toBe(0)
  },
)

test('D7: the page cannot make what is ours fainter, smaller or other than it is', async () => {
  await page.goto(address)
  await part('denied').getByRole('button').click()
  await part('panel').getByRole('textbox', { name: 'Why' }).waitFor()
  const seen = await part('panel').evaluate((host: HTMLElement) => {
    const styles = {
      opacity: '0.01',
      filter: 'opacity(0)',
      transform: 'scale(0.01)',
      visibility: 'hidden',
      color: 'red',
    }
    for (const [name, value] of Object.entries(styles)) host.style.setProperty(name, value, 'important')
    const { opacity, filter, transform, visibility } = getComputedStyle(host)
    return { opacity, filter, transform, visibility }
  })
  expect(seen).toEqual({ opacity: '1', filter: 'none', transform: 'none', visibility: 'visible' })
})

test('a page that floods and takes our nodes out goes on working, and so does the rest of us', async () => {
  await page.goto(address)
  await part('request-access').getByRole('button').waitFor()
  await page.evaluate(() => {
    let n = 0
    setInterval(() => {
      for (let i = 0; i < 20; i++) {
        const box = document.body.appendChild(document.createElement('div'))
        box.dataset['analyticsAlert'] = 'error'
        box.appendChild(document.createElement('div')).className = 'awsui_action-slot_1'
        box.appendChild(document.createElement('p')).textContent =
          `User: arn:aws:sts::222233334444:assumed-role/AWSReservedSSO_ReadOnly_1a2b3c4d5e6f7a8b/viewer is not authorized to perform: s3:Get${n++} on resource: *`
      }
      for (const host of document.querySelectorAll('[data-hallpass=denied]')) host.remove()
    }, 20)
  })
  await page.waitForTimeout(3000)
  expect(await page.locator('[data-hallpass="denied"]').count()).toBeLessThanOrEqual(8)
  await part('request-access').getByRole('button').click()
  await part('panel').getByRole('button', { name: 'Send request' }).waitFor()
  expect(await page.evaluate(() => 1 + 1)).toBe(2)
  expect(errors).toEqual([])
})

test('D10: a look-alike of the console has nothing of ours', async () => {
  const other = await viewer.newPage()
  await other.setContent(await page.content())
  await other.waitForTimeout(500)
  const drawn = await other.evaluate(() =>
    [...document.querySelectorAll('[data-hallpass]')].filter((host) => host.shadowRoot),
  )
  expect(drawn).toEqual([])
  await other.close()
})

async function requests(): Promise<number> {
  const { body } = await stage.stack.call('viewer', 'GET', '/v1/requests?scope=mine')
  return body.items.length
}
