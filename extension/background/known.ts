import { catalogItem, foreseenItem, type Known, seenItem } from '../lib/storage.ts'

/** What was seen last with the accounts one may ask for, for an answer that needs them. */
export async function known(): Promise<Known | null> {
  const [seen, catalog, foreseen] = await Promise.all([
    seenItem.getValue(),
    catalogItem.getValue(),
    foreseenItem.getValue(),
  ])
  return seen && { ...seen, catalog: catalog ?? [], foreseen }
}
