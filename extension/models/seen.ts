import { computed, effect, signal } from '@preact/signals'
import { type Link, linkItem, type LinkState, type Seen, seenItem } from '../lib/storage.ts'
import { now, startClock } from './now.ts'

/** What was seen last; `null` before anything was, and after signing out. */
export const seen = signal<Seen | null>(null)

const link = signal<LinkState | null>(null)
const browserOnline = signal(true)

export const connection = computed<Link | 'loading'>(() => {
  const state = link.value?.state
  if (state === 'signed-out') return 'signed-out'
  if (!browserOnline.value) return 'offline'
  return state ?? (seen.value ? 'online' : 'loading')
})

/** When the background tries again; `null` while the API answers. */
export const retryAt = computed(() => link.value?.retryAt ?? null)

/** Starts the signals of this page from storage and keeps them so. Call it once, before the first drawing. */
export async function watchSeen(): Promise<void> {
  seenItem.watch((value) => (seen.value = value))
  linkItem.watch((value) => (link.value = value))
  for (const event of ['online', 'offline']) addEventListener(event, lookAtBrowser)
  lookAtBrowser()
  const [known, lately] = await Promise.all([seenItem.getValue(), linkItem.getValue()])
  seen.value = known
  link.value = lately
  effect(() => startClock([...endsOf(seen.value), retryAt.value ?? Number.NaN]))
}

function endsOf(known: Seen | null): readonly number[] {
  return (known?.sessions ?? []).map(({ session }) => Date.parse(session?.endsAt ?? ''))
}

function lookAtBrowser(): void {
  browserOnline.value = navigator.onLine
}

export { now }
