import { fakeBrowser } from '../test-browser.ts'
import { expect, test, vi } from 'vitest'
import { catalogItem } from '../lib/storage.ts'
import { account } from '../test-samples.ts'
import { catalog } from './catalog.ts'

test('a page reads the catalog when a screen needs it, once', async () => {
  fakeBrowser.reset()
  await catalogItem.setValue([account])
  const read = vi.spyOn(fakeBrowser.storage.local, 'get')
  const reads = () => read.mock.calls.filter(([key]) => key === 'catalog').length
  expect(reads()).toBe(0)
  expect(catalog()).toBeNull()
  await vi.waitFor(() => expect(catalog()).toEqual([account]))
  expect(reads()).toBe(1)
  await catalogItem.setValue([])
  expect([catalog(), reads()]).toEqual([[], 1])
})
