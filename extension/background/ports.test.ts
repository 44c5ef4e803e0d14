import { fakeBrowser } from '../test-browser.ts'
import { expect, test } from 'vitest'
import { tabsItem } from '../lib/storage.ts'
import { addPort, sessionsFull, tellTopFrame } from './ports.ts'

interface FakePort {
  readonly said: unknown[]
  close(): void
}

function connect(
  tab: number,
  label = '',
  url = `https://${label}eu-west-1.console.aws.amazon.com/rds/home`,
): FakePort {
  const said: unknown[] = []
  const closed: (() => void)[] = []
  addPort({
    name: 'hallpass',
    sender: { id: fakeBrowser.runtime.id, url, frameId: 0, tab: { id: tab } },
    onDisconnect: { addListener: (listener: () => void) => closed.push(listener) },
    postMessage: (message: unknown) => said.push(message),
    disconnect: () => undefined,
  } as never)
  return { said, close: () => closed.forEach((listener) => listener()) }
}

test('five sessions side by side are as many as AWS allows; several tabs of one are one', async () => {
  const ports = ['a', 'b', 'c', 'd', 'd'].map((end, i) => connect(i, `111122223333-abcd123${end}.`))
  expect(sessionsFull()).toBe(false)
  const fifth = connect(9, '999988887777-abcd1234.')
  ports.push(connect(10), fifth)
  expect(sessionsFull()).toBe(true)
  expect(await tabsItem.getValue()).toEqual({ shareSession: true, full: true })
  fifth.close()
  expect(sessionsFull()).toBe(false)
  for (const port of ports) port.close()
})

test('our own pages know whether the browser’s only session would take another role', async () => {
  const told = async () => (await tabsItem.getValue()).shareSession
  const labelled = connect(11, '111122223333-abcd1234.')
  expect(await told()).toBe(false)
  const single = connect(12)
  expect(await told()).toBe(true)
  single.close()
  expect(await told()).toBe(false)
  labelled.close()
})

test('the sample page is no tab of AWS', async () => {
  const sample = connect(13, '', `chrome-extension://${fakeBrowser.runtime.id}/sample.html`)
  expect(await tabsItem.getValue()).toEqual({ shareSession: false, full: false })
  sample.close()
})

test('what a frame says reaches the page of its own tab, also if that comes later', () => {
  tellTopFrame(1, 'early')
  const [mine, other] = [connect(1), connect(2)]
  tellTopFrame(1, 'late')
  expect(mine.said).toEqual(['early', 'late'].map((text) => ({ kind: 'denied-in-frame', text })))
  expect(other.said).toEqual([])
  mine.close()
  other.close()
  const next = connect(1)
  expect(next.said).toEqual([])
  next.close()
})

test('frames that flood are heard ten times a minute', () => {
  const mine = connect(3)
  for (let i = 0; i < 100; i++) tellTopFrame(3, String(i), 1000)
  expect(mine.said).toHaveLength(10)
  tellTopFrame(3, 'later', 62_000)
  expect(mine.said).toHaveLength(11)
  mine.close()
})
