import { readFileSync } from 'node:fs'
import type { PageMessage } from '../page-messages.ts'

/** The extension API as a content script sees it, with a background that answers as the test says. */
export interface FakeBrowser {
  readonly sent: PageMessage[]
  /** What the background answers, or makes of the message; a message it has nothing for is never answered, as with no network. */
  readonly answers: Partial<Record<PageMessage['kind'], unknown>>
  /** The background says that something changed. */
  changed(): void
  /** It is put to sleep, and its ports with it. */
  sleep(): void
  /** Another version takes its place: its ports close, and a moment later all that is asked of it throws, until the end of `update`. */
  update(): () => void
  /** How many are open. */
  ports(): number
}

const words = JSON.parse(readFileSync('extension/public/_locales/en/messages.json', 'utf8')) as Record<
  string,
  { message: string }
>

/** Import it before anything of ours: `wxt/browser` takes what is there as it is loaded. */
export const background = installBrowser()

function installBrowser(): FakeBrowser {
  const sent: PageMessage[] = []
  const answers: FakeBrowser['answers'] = {}
  const ports = new Set<FakePort>()
  const connect = () => {
    const port = fakePort(() => ports.delete(port))
    ports.add(port)
    return port
  }
  const sleep = () => {
    const closed = [...ports]
    ports.clear()
    for (const { gone } of closed) gone()
  }
  const sendMessage = (message: PageMessage) => {
    sent.push(message)
    if (!(message.kind in answers)) return new Promise(() => undefined)
    const answer = answers[message.kind]
    return Promise.resolve(
      typeof answer === 'function' ? (answer as (said: PageMessage) => unknown)(message) : answer,
    )
  }
  const chrome = {
    runtime: { id: 'hallpass', connect, sendMessage },
    i18n: { getMessage: (key: string) => words[key]?.message ?? '' },
  }
  Object.assign(globalThis, { chrome })
  const update = () => {
    const gone = () => {
      throw new Error('Extension context invalidated.')
    }
    const before = { ...chrome.runtime, i18n: chrome.i18n.getMessage }
    sleep()
    Object.assign(chrome.runtime, { id: undefined, connect: gone, sendMessage: gone })
    chrome.i18n.getMessage = gone
    const { i18n, ...runtime } = before
    return () => {
      Object.assign(chrome.runtime, runtime)
      chrome.i18n.getMessage = i18n
    }
  }
  const changed = () => ports.forEach(({ said }) => said())
  return { sent, answers, changed, sleep, update, ports: () => ports.size }
}

type FakePort = ReturnType<typeof fakePort>

function fakePort(disconnect: () => void) {
  const [said, gone] = [new Set<() => void>(), new Set<() => void>()]
  const event = (listeners: Set<() => void>) => ({
    addListener: (listener: () => void) => listeners.add(listener),
  })
  return {
    onMessage: event(said),
    onDisconnect: event(gone),
    disconnect,
    said: () => said.forEach((listener) => listener()),
    gone: () => gone.forEach((listener) => listener()),
  }
}
