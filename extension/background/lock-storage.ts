import { browser } from 'wxt/browser'

/** Content scripts share a process with a hostile page: they reach no storage of ours. Firefox has this for no area. */
export async function lockStorage(): Promise<void> {
  const areas = [browser.storage.local, browser.storage.session]
  await Promise.all(areas.map((area) => area.setAccessLevel?.({ accessLevel: 'TRUSTED_CONTEXTS' })))
}
