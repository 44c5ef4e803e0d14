import { browser } from 'wxt/browser'
import { openPortalTab } from '../lib/portal-tab.ts'
import { endWishedItem } from '../lib/storage.ts'

const endRoute = /^\/sessions\?end=([\w-]+)$/

/** A screen of the portal, for a page. Ending a session is confirmed in the popup, where the browser opens it for us. */
export async function openForPage(route: string | undefined): Promise<void> {
  const [, id] = endRoute.exec(route ?? '') ?? []
  if (id === undefined || !(await openPopupToEnd(id))) await openPortalTab(route)
}

/** Firefox opens it for a press in a page of ours only, and no browser in a window without a toolbar. */
async function openPopupToEnd(id: string): Promise<boolean> {
  // Before it opens: it looks once.
  await endWishedItem.setValue({ id, at: Date.now() })
  try {
    await browser.action.openPopup()
    return true
  } catch {
    await endWishedItem.removeValue()
    return false
  }
}
