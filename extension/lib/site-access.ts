import { browser } from 'wxt/browser'
import { consoleMatches } from './console-matches.ts'
import { portalHost } from './portal-host.ts'

/** Where our content scripts run. Firefox may have it off until it is allowed, Chrome after somebody took it back. */
const origins = [...consoleMatches, `https://${portalHost}/*`]

export function mayRun(): Promise<boolean> {
  return browser.permissions.contains({ origins })
}

/** Whether the person allowed it. Call it as a button is pressed, as browsers want it. */
export function allowSites(): Promise<boolean> {
  return browser.permissions.request({ origins }).catch(() => false)
}
