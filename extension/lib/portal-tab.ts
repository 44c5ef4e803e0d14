import { browser } from 'wxt/browser'

const page = 'options.html'

/** Shows a screen of the portal (`/approvals/ID`) in its tab, the one that is open already if there is one. */
export async function openPortalTab(route = '/'): Promise<void> {
  const url = `${browser.runtime.getURL(`/${page}`)}#${route}`
  const open = await openTab()
  if (open === undefined) {
    await browser.tabs.create({ url })
    return
  }
  const tab = await browser.tabs.update(open, { active: true, url })
  if (tab) await browser.windows.update(tab.windowId, { focused: true })
}

/** Without the permission `tabs` an extension sees its own pages only, which is all that is looked for. */
async function openTab(): Promise<number | undefined> {
  const portal = browser.runtime.getURL(`/${page}`)
  const isPortal = (url: string | undefined): boolean => url?.split(/[?#]/)[0] === portal
  const tabs = await browser.tabs.query({})
  return tabs.find(({ url }) => isPortal(url))?.id
}
