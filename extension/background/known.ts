import { catalogItem, type Known, seenItem } from '../lib/storage.ts'

/** What was seen last with the accounts one may ask for, for an answer that needs them. */
export async function known(): Promise<Known | null> {
  const [seen, catalog] = await Promise.all([seenItem.getValue(), catalogItem.getValue()])
  return seen && { ...seen, catalog: catalog ?? [] }
}
