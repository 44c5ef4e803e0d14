import { browser } from 'wxt/browser'
import { askAbout } from '../lib/ask-about.ts'
import { t } from '../lib/text.ts'

const id = 'request-this'

/** "Request this access" for selected text, on any page: the browser hands the selection over, and no page is read. */
export function offerMenu(): void {
  browser.contextMenus.create({ id, title: t('menu_request_this'), contexts: ['selection'] })
}

export async function onMenu(info: {
  menuItemId: string | number
  selectionText?: string | undefined
}): Promise<void> {
  if (info.menuItemId !== id || !info.selectionText) return
  await askAbout(info.selectionText)
}
