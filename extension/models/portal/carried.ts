import { browser } from 'wxt/browser'
import { carriedItem } from '../../lib/storage.ts'
import { seen } from '../seen.ts'

const typed = new Map<string, () => unknown>()
let brought: Readonly<Record<string, unknown>> = {}

/** What `now` gives goes along when the extension is updated; the answer is what came along, if anything did. */
export function carry<T>(name: string, now: () => T): T | undefined {
  typed.set(name, now)
  // Written by the version before: what is kept under a name keeps its form.
  return brought[name] as T | undefined
}

/** Before the first screen: what was typed before an update, for whoever typed it. */
export async function takeCarried(): Promise<void> {
  const carried = await carriedItem.getValue()
  if (!carried) return
  await carriedItem.removeValue()
  brought = carried.by === seen.value?.me.id ? carried.typed : {}
}

/** It closes every page of ours; this one opens again, as it was. */
export async function updateNow(): Promise<void> {
  const all = [...typed].map(([name, now]) => [name, now()] as const)
  const [route, by] = [location.hash.slice(1) || '/', seen.value?.me.id ?? '']
  await carriedItem.setValue({ route, by, typed: Object.fromEntries(all) })
  browser.runtime.reload()
}
