import { fakeBrowser } from '../test-browser.ts'
import { expect, test } from 'vitest'
import { stored } from './stored.ts'

test('who stopped watching hears of no change any more', async () => {
  fakeBrowser.reset()
  const item = stored('local', 'word', '')
  const heard: string[] = []
  const stop = item.watch((word) => void heard.push(word))
  await item.setValue('one')
  stop()
  await item.setValue('two')
  expect(heard).toEqual(['one'])
})
