import { readFileSync } from 'node:fs'
import type { PageMessage } from '../page-messages.ts'

/** The extension API as a content script sees it, with a background that answers as the test says. */
export interface FakeBrowser {
  readonly sent: PageMessage[]
  /** What the background answers, or makes of the message; a message it has nothing for is never answered, as with no network. */
  readonly answers: Partial<Record<PageMessage['kind'], unknown>>
  /** The background says that something changed. */
  changed(): void
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
  const listeners = new Set<() => void>()
  const port = {
    onMessage: { addListener: (listener: () => void) => listeners.add(listener) },
    onDisconnect: { addListener: () => undefined },
    disconnect: () => listeners.clear(),
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
    runtime: { id: 'hallpass', connect: () => port, sendMessage },
    i18n: { getMessage: (key: string) => words[key]?.message ?? '' },
  }
  Object.assign(globalThis, { chrome })
  return { sent, answers, changed: () => listeners.forEach((listener) => listener()) }
}
