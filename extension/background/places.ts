import { safePage } from '../lib/safe-page.ts'
import { placesItem } from '../lib/storage.ts'

const mostKept = 50

/** Remembers where a request was made, in this browser only. What is no console page is not kept. */
export async function keepPlace(requestId: string, page: string): Promise<void> {
  const safe = safePage(page)
  if (safe === null) return
  const places = Object.entries(await placesItem.getValue()).filter(([id]) => id !== requestId)
  await placesItem.setValue(Object.fromEntries([...places, [requestId, safe]].slice(-mostKept)))
}
