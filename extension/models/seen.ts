import { batch, computed, signal } from '@preact/signals'
import { type LinkState, noTabs, type Seen } from '../lib/storage.ts'
import { connectionOf, type Standing, unknown, watchStanding } from './standing.ts'

/** What was seen last; `null` before anything was, and after signing out. */
export const seen = signal<Seen | null>(null)

/** Changes with what is one's own, and not with each look that finds the same. */
export const ownStamp = computed(() => {
  const { me, summary, mine, sessions, toDecide } = seen.value ?? {}
  return JSON.stringify([me, summary, mine, sessions, toDecide])
})

/** The time that screens show, in milliseconds. It moves when their words do. */
export const now = signal(Date.now())

/** The same for what changes by the minute at most: a table of times is not drawn anew each second for one that ticks. */
export const minute = computed(() => Math.floor(now.value / 60_000) * 60_000)

const link = signal<LinkState | null>(null)
const browserOnline = signal(true)

/** What opening a role would do to other tabs. */
export const tabs = signal(noTabs)

export const connection = computed(() =>
  connectionOf({ ...unknown, seen: seen.value, link: link.value, browserOnline: browserOnline.value }),
)

/** What needs the network leads nowhere. */
export function isCutOff(): boolean {
  return connection.value === 'offline' || connection.value === 'unreachable'
}

/** When the background tries again; `null` while the API answers. */
export const retryAt = computed(() => link.value?.retryAt ?? null)

/** Starts the signals of this page from storage and keeps them so. Call it once, before the first drawing. */
export function watchSeen(): Promise<void> {
  return watchStanding(show)
}

function show(standing: Standing): void {
  batch(() => {
    seen.value = standing.seen
    link.value = standing.link
    tabs.value = standing.tabs
    browserOnline.value = standing.browserOnline
    now.value = standing.now
  })
}
