import { readFileSync } from 'node:fs'
import type { Here } from '../messages.ts'
import type { PageMessage } from '../page-messages.ts'
import { account } from './requests.ts'

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

/** Has to run before `wxt/browser` is imported: it takes what is there then. */
export function installBrowser(): FakeBrowser {
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

export const here: Here = {
  signedIn: true,
  me: { id: 'viewer', name: 'Viewer One', email: 'viewer@example.com' },
  account,
  minSeconds: 900,
  windowSeconds: 86_400,
  sessions: [],
  open: [],
  seenAt: 1,
}
