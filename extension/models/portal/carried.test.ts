import { fakeBrowser } from '../../test-browser.ts'
import { beforeEach, expect, test, vi } from 'vitest'
import { reopen } from '../../background/install.ts'
import { carriedItem } from '../../lib/storage.ts'
import { owner, sampleKnown } from '../../test-samples.ts'
import { seen } from '../seen.ts'
import { carry, takeCarried, updateNow } from './carried.ts'

let opened: string[]
beforeEach(() => {
  fakeBrowser.reset()
  opened = []
  fakeBrowser.runtime.reload = vi.fn()
  fakeBrowser.tabs.create = (async ({ url }: { url: string }) => void opened.push(url)) as never
  vi.stubGlobal('location', { hash: '#/approvals/q1' })
  seen.value = sampleKnown()
})

test('an update takes what was typed along, and the page it was typed in opens again', async () => {
  carry('draft', () => ({ why: 'Orders DB hangs' }))
  await updateNow()
  expect(fakeBrowser.runtime.reload).toHaveBeenCalledOnce()
  await reopen()
  expect(opened).toEqual([expect.stringMatching(/options\.html#\/approvals\/q1$/)])
  await takeCarried()
  expect(carry('draft', () => null)).toEqual({ why: 'Orders DB hangs' })
  expect(await carriedItem.getValue()).toBeNull()
  await reopen()
  expect(opened).toHaveLength(1)
})

test('what was typed comes back to whoever typed it', async () => {
  carry('draft', () => ({ why: 'Orders DB hangs' }))
  await updateNow()
  seen.value = sampleKnown({ me: { ...owner, id: 'somebody-else' } })
  await takeCarried()
  expect(carry('draft', () => null)).toBeUndefined()
})
