import { afterAll, beforeAll } from 'vitest'
import type { Request } from '../../schema/contract/requests.ts'
import { lookedAt, mayApprove, type Screen } from './every-look.ts'
import { startPortalStage, type PortalStage } from './portal-page.ts'
import { catalog, queue, signedOut, story, type Story } from './story.ts'

/* The first steps, the sample page, and one need in many accounts: each theme, width, direction, and a longer language. */

const one = queue[1]!
const others: readonly Request[] = catalog
  .filter(({ name }) => /^(dev|prod)-web|network-hub$/.test(name))
  .map(({ id, name, sensitive }) => ({
    ...one,
    id: `n-${name}`,
    accountId: id,
    accountName: name,
    sensitive,
  }))
const needs: readonly Request[] = [...queue, ...others]
const waits = { ...one, id: 'mine', requester: { id: story.seen!.me.id, name: story.seen!.me.name } }
const many: Story = {
  ...story,
  seen: { ...story.seen!, toDecide: needs, mine: [waits] },
  answers: {
    ...story.answers,
    requests: () => ({ items: needs, next: null }),
    request: async (input) => {
      const found = [...needs, waits].find(({ id }) => id === input['id'])!
      return { ...(await (story.answers.request!({ id: 'q2' }) as Promise<Request>)), ...found }
    },
  },
}
const newcomer: Story = { ...story, seen: { ...story.seen!, mine: [] } }

const screens: readonly Screen[] = [
  { name: 'first-run', at: 'first-run.html', story: signedOut },
  { name: 'first-run-signed-in', at: 'first-run.html', story: newcomer },
  { name: 'first-run-done', at: 'first-run.html', story },
  // Its pictures are those with all that belongs to it: console-looks.
  { name: 'sample', at: 'sample.html', story: newcomer, picture: false },
  { name: 'sample-signed-out', at: 'sample.html', story: signedOut },
  {
    name: 'request-many',
    at: 'options.html#/request?account=555566667777&set=PowerUser',
    story: many,
    press: async (page) => {
      await page.locator('.card .small').first().click()
      for (const name of ['network-hub', 'shared-services', 'stage-web']) {
        await page.locator('#also').fill(name)
        await page.keyboard.press('Enter')
      }
    },
  },
  { name: 'request-edit', at: 'options.html#/request?edit=mine', story: many },
  { name: 'pending-approvals-many', at: 'options.html#/approvals', story: many },
  {
    name: 'review-many',
    at: `options.html#/approvals/${one.id}`,
    story: many,
    press: async (page) => {
      await page.locator('.decide input[type=checkbox]').check()
      await mayApprove(page)
    },
  },
]

let stage: PortalStage
beforeAll(async () => {
  stage = await startPortalStage()
})
afterAll(() => stage.stop())

lookedAt(screens, () => stage)
