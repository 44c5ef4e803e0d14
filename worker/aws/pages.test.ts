import { expect, test } from 'vitest'
import { everyPage, items, page } from './pages.ts'

const pages = [page([1], 'a'), page([], 'b'), page([2, 3], ''), page([4], 'never')]
const ask = (asked: (string | null)[]) => (after: string | null) => {
  asked.push(after)
  return Promise.resolve(pages[asked.length - 1]!)
}

test('goes on past an empty page and stops where AWS gives no token', async () => {
  const asked: (string | null)[] = []
  expect(await everyPage(ask(asked))).toEqual([1, 2, 3])
  expect(asked).toEqual([null, 'a', 'b'])
})

test('asks for no page that nobody needs', async () => {
  const asked: (string | null)[] = []
  for await (const item of items(ask(asked))) if (item === 1) break
  expect(asked).toEqual([null])
})

test('a list that leads round in circles ends', async () => {
  await expect(everyPage(() => Promise.resolve(page([], 'again')))).rejects.toThrow('did not end')
})
