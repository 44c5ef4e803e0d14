import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CatalogAccount } from '../../schema/contract/catalog.ts'
import type { Request } from '../../schema/contract/requests.ts'
import { iso, sampleRequest } from '../../extension/test-samples.ts'
import { startPortalStage, type PortalStage } from './portal-page.ts'
import { empty, story, type Story } from './story.ts'

/* An organisation of 3,000 accounts with 10,000 requests scrolls as an empty one does: both in this run, side by side. */

const frames = 90
const longMs = 50

const accounts: readonly CatalogAccount[] = Array.from({ length: 3000 }, (_, n) => ({
  ...story.seen!.catalog[0]!,
  id: String(100_000_000_000 + n),
  name: `team-${n % 60}-service-${n}`,
}))
const requests: readonly Request[] = Array.from({ length: 10_000 }, (_, n) =>
  sampleRequest({
    id: `r${n}`,
    status: n % 3 === 0 ? 'expired' : 'rejected',
    accountId: accounts[n % 3000]!.id,
    accountName: accounts[n % 3000]!.name,
    requester: { id: `p${n % 400}`, name: `Person ${n % 400}` },
    openedAt: iso(-n * 17),
    windowEndsAt: iso(-n * 17 + 60),
  }),
)
const pageSize = 25
const large: Story = {
  ...story,
  seen: { ...story.seen!, catalog: accounts },
  answers: {
    ...story.answers,
    requests: ({ after = '0' }) => {
      const from = Number(after)
      return { items: requests.slice(from, from + pageSize), next: String(from + pageSize) }
    },
  },
}

let stage: PortalStage
beforeAll(async () => {
  stage = await startPortalStage()
})
afterAll(() => stage.stop())

async function opened(at: string, told: Story): Promise<Page> {
  const page = await stage.open(`options.html#/${at}`, told)
  await page.locator('#title').first().waitFor()
  await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' })
  return page
}

/** Scrolls it all the way in so many frames, and says how long each of them took, in milliseconds. */
async function scrolled(list: Locator): Promise<readonly number[]> {
  return list.evaluate(async (element, count) => {
    const step = Math.max(40, element.scrollHeight / count)
    const took: number[] = []
    let last = await new Promise(requestAnimationFrame)
    for (let n = 0; n < count; n++) {
      element.scrollTop += step
      const now = await new Promise(requestAnimationFrame)
      took.push(now - last)
      last = now
    }
    return took
  }, frames)
}

function spread(took: readonly number[]) {
  const sorted = took.toSorted((a, b) => a - b)
  return {
    median: sorted[sorted.length >> 1]!,
    long: took.filter((ms) => ms > longMs).length,
    longest: sorted.at(-1)!,
  }
}

/** The usual frame of the full list takes no longer than that of the empty one; what is long is printed. */
function compare(what: string, full: readonly number[], bare: readonly number[]): void {
  const [a, b] = [spread(full), spread(bare)]
  const said = ({ median, long, longest }: typeof a) =>
    `median ${median.toFixed(1)} ms, ${long} of ${frames} over ${longMs} ms, longest ${longest.toFixed(0)} ms`
  console.log(
    `${what}: ${said(a)}; empty: ${said(b)}; ratio of the medians ${(a.median / b.median).toFixed(2)}`,
  )
  expect(a.median / b.median).toBeLessThan(1.5)
}

test('among 3,000 accounts the picker scrolls as an empty page does: few rows are drawn, and each key finds its account', async () => {
  const [page, bare] = [await opened('request', large), await opened('history', empty)]
  await page.bringToFront()
  await page.locator('#account').click()
  const list = page.locator('#account ~ ul')
  const took = await scrolled(list)
  expect(await list.evaluate(({ scrollTop }) => scrollTop)).toBeGreaterThan(50_000)
  expect(await list.getByRole('option').count()).toBeLessThan(30)
  await bare.bringToFront()
  compare('3,000 accounts', took, await scrolled(bare.locator('html')))
  await page.locator('#account').fill('service-2999')
  await expect.poll(() => list.getByRole('option').first().textContent()).toContain('team-59-service-2999')
  await Promise.all([page, bare].map((one) => one.context().close()))
})

test('of 10,000 requests each press shows a page more, and 500 rows scroll as none do', async () => {
  const [page, bare] = [await opened('history', large), await opened('history', empty)]
  await page.bringToFront()
  const rows = page.locator('.history tbody tr')
  for (let shown = pageSize; shown < 500; shown += pageSize) {
    await page.getByRole('button', { name: 'Show more' }).click()
    await expect.poll(() => rows.count()).toBe(shown + pageSize)
  }
  const took = await scrolled(page.locator('html'))
  expect(await page.evaluate(() => scrollY)).toBeGreaterThan(10_000)
  await bare.bringToFront()
  compare('500 of 10,000 requests', took, await scrolled(bare.locator('html')))
  await Promise.all([page, bare].map((one) => one.context().close()))
})
