import { browser } from 'wxt/browser'
import { firstRunPage } from '../lib/own-pages.ts'
import { openPortalTab } from '../lib/portal-tab.ts'
import { carriedItem } from '../lib/storage.ts'

/** Once, when it is installed: an update opens nothing. */
export function greet({ reason }: { readonly reason: string }): void {
  if (reason === 'install') void browser.tabs.create({ url: browser.runtime.getURL(`/${firstRunPage}`) })
}

/** An update that was asked for on a page of ours closed it. */
export async function reopen(): Promise<void> {
  const carried = await carriedItem.getValue()
  if (carried) await openPortalTab(carried.route)
}
