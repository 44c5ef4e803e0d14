import { fakeBrowser } from '../test-browser.ts'
import { beforeEach, expect, test } from 'vitest'
import { placesItem } from '../lib/storage.ts'
import { sampleRequest, sampleKnown } from '../test-samples.ts'
import { keepPlace } from './places.ts'
import { shownRequest } from './shown.ts'

beforeEach(() => fakeBrowser.reset())

test('the page a request was made from is opened in its role, without the label of the session it was in', async () => {
  await keepPlace(
    'r1',
    'https://111122223333-abcd1234.eu-west-1.console.aws.amazon.com/rds/home?region=eu-west-1#database:id=orders',
  )
  const seen = sampleKnown({ places: await placesItem.getValue() })
  const { link } = shownRequest(sampleRequest(), seen)
  expect(link).toContain('account_id=111122223333&role_name=DatabaseOperator&destination=')
  expect(decodeURIComponent(link.split('destination=')[1]!)).toBe(
    'https://eu-west-1.console.aws.amazon.com/rds/home?region=eu-west-1#database:id=orders',
  )
})

test('no other page is kept, and of many the newest fifty', async () => {
  await keepPlace('evil', 'https://evil.example/console.aws.amazon.com')
  for (let i = 0; i < 52; i++) await keepPlace(`r${i}`, `https://console.aws.amazon.com/${i}`)
  const places = await placesItem.getValue()
  expect(Object.keys(places)).toHaveLength(50)
  expect([places['evil'], places['r0'], places['r51']]).toEqual([
    undefined,
    undefined,
    'https://console.aws.amazon.com/51',
  ])
})

test('a request made elsewhere leads to the page one is at; one made on a page, to that', () => {
  const page = 'https://111122223333-abcd1234.eu-west-1.console.aws.amazon.com/s3/home?authToken=x'
  const destination = (link: string) => decodeURIComponent(link.split('destination=')[1] ?? 'none')
  const link = (places: Record<string, string>, at?: string) =>
    destination(shownRequest(sampleRequest(), sampleKnown({ places }), Date.now(), at).link)
  expect(link({}, page)).toBe('https://eu-west-1.console.aws.amazon.com/s3/home')
  expect(link({ r1: 'https://console.aws.amazon.com/rds' }, page)).toBe('https://console.aws.amazon.com/rds')
  expect(link({}, 'https://evil.example/')).toBe('none')
  expect(link({})).toBe('none')
})
