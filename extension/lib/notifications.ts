import { browser } from 'wxt/browser'

const permissions = ['notifications'] as const

/** Whether the browser lets us tell anything outside our own pages. */
export function mayNotify(): Promise<boolean> {
  return browser.permissions.contains({ permissions: [...permissions] })
}

/** Call it as a button is pressed, as browsers want it. */
export function askToNotify(): Promise<boolean> {
  return browser.permissions.request({ permissions: [...permissions] }).catch(() => false)
}

/** Where somebody turned ours off in the browser's own settings. Firefox does not say. */
export async function isBlocked(): Promise<boolean> {
  return (await browser.notifications?.getPermissionLevel?.()) === 'denied'
}

/** Takes away what stands there; then asks for no more. */
export async function stopNotifying(): Promise<void> {
  await clearNotices()
  await browser.permissions.remove({ permissions: [...permissions] })
}

export async function clearNotices(): Promise<void> {
  if (!(await mayNotify())) return
  const shown = Object.keys(await browser.notifications.getAll())
  await Promise.all(shown.map((id) => browser.notifications.clear(id)))
}
