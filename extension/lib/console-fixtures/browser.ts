import { readFileSync } from 'node:fs'
import type { PageMessage } from '../page-messages.ts'

/** The extension API as a content script sees it, with a background that answers as the test says. */
export interface FakeBrowser {
  readonly sent: PageMessage[]
  /** What the background answers; a message it has nothing for is never answered, as with no network. */
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
    return message.kind in answers ? Promise.resolve(answers[message.kind]) : new Promise(() => undefined)
  }
  const chrome = {
    runtime: { id: 'hallpass', connect: () => port, sendMessage },
    i18n: { getMessage: (key: string) => words[key]?.message ?? '' },
  }
  Object.assign(globalThis, { chrome })
  return { sent, answers, changed: () => listeners.forEach((listener) => listener()) }
}
