import { linkedRequest } from './link-page.ts'
import { ask } from './messages.ts'

/** Opens the request of `/r/ID` in the portal, and says so in the page's place for it. */
export async function openLinked(page: Document, path: string): Promise<void> {
  const id = linkedRequest(path)
  if (id === null) return
  await ask<'open'>({ kind: 'open', what: 'portal', route: `/requests/${id}` })
  for (const place of page.querySelectorAll<HTMLElement>('[data-hallpass-link]'))
    place.hidden = place.dataset['hallpassLink'] !== 'opened'
}
