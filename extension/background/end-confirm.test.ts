import { fakeBrowser } from '../test-browser.ts'
import { beforeEach, expect, test } from 'vitest'
import { endWishedItem } from '../lib/storage.ts'
import { answer } from './answer.ts'

const popups: (() => Promise<void>)[] = []
let tabs: (string | undefined)[]
beforeEach(() => {
  fakeBrowser.reset()
  tabs = []
  popups.length = 0
  Object.assign(fakeBrowser.action, { openPopup: async () => (await popups.shift()?.()) ?? undefined })
  Object.assign(fakeBrowser.tabs, {
    query: async () => [],
    create: async ({ url }: { url?: string }) => void tabs.push(url?.split('#')[1]),
  })
})
const open = (route: string) => answer({ kind: 'open', what: 'portal', route })

test('End in the clock opens the popup, which knows of which session before it opens', async () => {
  let wished: string | undefined
  popups.push(async () => void (wished = (await endWishedItem.getValue())?.id))
  await open('/sessions?end=s1')
  expect([wished, tabs]).toEqual(['s1', []])
})

test('where the browser opens no popup, the portal asks, and a popup opened later does not', async () => {
  popups.push(() => Promise.reject(new Error('Browser window has no toolbar.')))
  await open('/sessions?end=s1')
  expect([await endWishedItem.getValue(), tabs]).toEqual([null, ['/sessions?end=s1']])
})

test.each(['/requests/s1', '/request?extend=s1', '/sessions', '/sessions?end=s1&end=s2'])(
  '%s is a screen of the portal',
  async (route) => {
    await open(route)
    expect([await endWishedItem.getValue(), tabs]).toEqual([null, [route]])
  },
)
