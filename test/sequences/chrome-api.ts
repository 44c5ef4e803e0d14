import english from '../../extension/public/_locales/en/messages.json' with { type: 'json' }
import { Listeners } from './listeners.ts'
import type { PlayedWorker } from './played-worker.ts'

export const id = 'kkdnmnfoidnjfgbgjfmknihfkheokedf'
export const origin = `chrome-extension://${id}`
const messages: Readonly<Record<string, { message: string }>> = english

/** What of the browser outlives a worker. */
export interface Profile {
  readonly local: StoredArea
  readonly session: StoredArea
  readonly hasAlarm: boolean
  setAlarm(periodMs: number): void
  setBadge(text: string): void
  /** The sign-in window: the address it ends at. */
  signIn(url: string): Promise<string>
}

/** As `chrome.storage` keeps it: a copy, never the value itself. */
export class StoredArea {
  readonly #kept = new Map<string, string>()

  get<T>(key: string): T | undefined {
    const text = this.#kept.get(key)
    return text === undefined ? undefined : (JSON.parse(text) as T)
  }

  set(key: string, value: unknown): void {
    this.#kept.set(key, JSON.stringify(value))
  }

  remove(key: string): void {
    this.#kept.delete(key)
  }
}

/** The browser's API as one worker has it. */
export function chromeFor(profile: Profile, worker: PlayedWorker): unknown {
  const never = new Listeners()
  const does = <T>(work: () => T): Promise<T> => worker.whileAlive(async () => work())
  const area = (kept: StoredArea) => ({
    onChanged: never,
    setAccessLevel: () => does(() => undefined),
    get: (key: string) => does(() => ({ [key]: kept.get(key) })),
    set: (values: Record<string, unknown>) =>
      does(() => Object.entries(values).forEach(([key, value]) => kept.set(key, value))),
    remove: (key: string) => does(() => kept.remove(key)),
  })
  return {
    runtime: {
      id,
      getURL: (path: string) => origin + path,
      getManifest: () => ({ version: '0.1.0' }),
      onMessage: worker.events.message,
      onConnect: worker.events.connect,
      onInstalled: never,
    },
    permissions: { onAdded: never, contains: () => does(() => false) },
    contextMenus: { create: () => undefined, onClicked: never },
    tabs: { create: () => does(() => undefined), query: () => does(() => []) },
    i18n: { getMessage: (key: string) => messages[key]?.message ?? '' },
    storage: { local: area(profile.local), session: area(profile.session) },
    alarms: {
      onAlarm: worker.events.alarm,
      get: () => does(() => (profile.hasAlarm ? { name: 'look' } : undefined)),
      create: (_: string, { periodInMinutes }: { periodInMinutes: number }) =>
        does(() => profile.setAlarm(periodInMinutes * 60_000)),
    },
    action: {
      setBadgeText: ({ text }: { text: string }) => does(() => profile.setBadge(text)),
      setTitle: () => does(() => undefined),
      setBadgeBackgroundColor: () => does(() => undefined),
      setBadgeTextColor: () => does(() => undefined),
    },
    identity: {
      getRedirectURL: () => `https://${id}.chromiumapp.org/`,
      launchWebAuthFlow: ({ url }: { url: string }) => worker.whileAlive(() => profile.signIn(url)),
    },
  }
}
