import { signal } from '@preact/signals'
import { browser } from 'wxt/browser'
import { tellBackground } from '../../lib/call.ts'
import { askToNotify, isBlocked, mayNotify, stopNotifying } from '../../lib/notifications.ts'
import { noticesItem } from '../../lib/storage.ts'
import { seen } from '../seen.ts'

/** `refused`: asked just now, and not allowed. `blocked`: on, but the browser's own settings keep them back. */
export type NoticesState = 'off' | 'refused' | 'blocked' | 'on'

export interface Notices {
  readonly state: NoticesState
  readonly details: boolean
}

/** Whether this person is told outside our pages; `null` until that is known. */
export const notices = signal<Notices | null>(null)

/** Follows what is chosen here, in another tab, and in the browser's own list, until the answer is called. */
export function followNotices(): () => void {
  const again = (): void => void look()
  const { onAdded, onRemoved } = browser.permissions
  onAdded.addListener(again)
  onRemoved.addListener(again)
  const stop = noticesItem.watch(again)
  again()
  return () => {
    onAdded.removeListener(again)
    onRemoved.removeListener(again)
    stop()
  }
}

async function look(): Promise<void> {
  const [wanted, may] = await Promise.all([noticesItem.getValue(), mayNotify()])
  const isOn = may && wanted !== null && wanted.by === seen.value?.me.id
  const state = isOn ? ((await isBlocked()) ? 'blocked' : 'on') : 'off'
  notices.value = { state, details: isOn && wanted.details }
}

/** The browser asks the person, where it did not before. What is so by then is not told as news. */
export async function turnOn(): Promise<void> {
  if (!(await askToNotify())) {
    notices.value = { state: 'refused', details: false }
    return
  }
  await choose(false)
  await tellBackground('refresh').catch(() => undefined)
}

export async function turnOff(): Promise<void> {
  await noticesItem.removeValue()
  await stopNotifying()
}

export async function choose(details: boolean): Promise<void> {
  const by = seen.value?.me.id
  if (by !== undefined) await noticesItem.setValue({ by, details })
}
