import { browser } from 'wxt/browser'
import { openPortalTab } from '../lib/portal-tab.ts'
import { pastedItem } from '../lib/storage.ts'
import { t } from '../lib/text.ts'

const id = 'request-this'
const longestText = 100_000

/** "Request this access" for selected text, on any page: the browser hands the selection over, and no page is read. */
export function offerMenu(): void {
  browser.contextMenus.create({ id, title: t('menu_request_this'), contexts: ['selection'] })
}

export async function onMenu(info: {
  menuItemId: string | number
  selectionText?: string | undefined
}): Promise<void> {
  if (info.menuItemId !== id || !info.selectionText) return
  await pastedItem.setValue(info.selectionText.slice(0, longestText))
  await openPortalTab('/request')
}
