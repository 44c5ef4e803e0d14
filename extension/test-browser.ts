import { fakeBrowser } from 'wxt/testing/fake-browser'
import english from './public/_locales/en/messages.json' with { type: 'json' }

/**
 * The browser as tests have it: storage and alarms in memory, the English locale, and a sign-in window that a test
 * answers for. Import it before anything of ours: they take the browser as they are loaded.
 */
const messages: Readonly<Record<string, { message: string }>> = english

export const redirectUrl = 'https://kkdnmnfoidnjfgbgjfmknihfkheokedf.chromiumapp.org/'

export interface SignInWindow {
  readonly url: string
  readonly interactive: boolean
}

/** Answers the sign-in window with the address it ends at. */
export const signInWindow: { answer: (asked: SignInWindow) => Promise<string | undefined> } = {
  answer: () => Promise.reject(new Error('No test answers for the sign-in window.')),
}

export const badge: { text: string; title: string } = { text: '', title: '' }

Object.assign(fakeBrowser.i18n, { getMessage: (key: string) => messages[key]?.message ?? '' })
Object.assign(fakeBrowser.runtime, {
  getManifest: () => ({ version: '0.1.0' }),
  getURL: (path: string) => `chrome-extension://${fakeBrowser.runtime.id}${path}`,
})
Object.assign(fakeBrowser.identity, {
  getRedirectURL: () => redirectUrl,
  launchWebAuthFlow: (asked: SignInWindow) => signInWindow.answer(asked),
})
Object.assign(fakeBrowser.action, {
  setBadgeText: async ({ text }: { text: string }) => void (badge.text = text),
  setTitle: async ({ title }: { title: string }) => void (badge.title = title),
  setBadgeBackgroundColor: async () => undefined,
  setBadgeTextColor: async () => undefined,
})
/** As a browser that was never told otherwise. */
Object.assign(fakeBrowser.permissions, { contains: async () => true })
Object.assign(globalThis, { chrome: fakeBrowser })

export { fakeBrowser }
