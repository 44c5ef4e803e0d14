import { signal } from '@preact/signals'
import type { CatalogAccount } from '../../schema/contract/catalog.ts'
import { catalogItem } from '../lib/storage.ts'

const read = signal<readonly CatalogAccount[] | null>(null)
let isRead = false

/**
 * The accounts and sets one may ask for, as a signal is read; `null` until storage has answered. From the first use
 * on: where there are thousands they are megabytes, which most screens do without.
 */
export function catalog(): readonly CatalogAccount[] | null {
  if (!isRead) readOn()
  return read.value
}

/** Of an account one may not ask for it is not known. */
export function isSensitive(accountId: string): boolean {
  return catalog()?.find(({ id }) => id === accountId)?.sensitive ?? false
}

function readOn(): void {
  isRead = true
  catalogItem.watch((next) => void (read.value = next))
  void catalogItem.getValue().then((stored) => (read.value = stored))
}
