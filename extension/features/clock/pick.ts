import type { Page } from '../../lib/console-page.ts'
import type { ShownRequest } from '../../lib/shown.ts'

/** The session whose time counts here: the one of the page's own role, else the one that ends first. */
export function pick(
  sessions: readonly ShownRequest[],
  page: Pick<Page, 'permissionSet'>,
  now: number,
): ShownRequest | null {
  const live = sessions
    .filter(({ stage, endMs }) => stage === 'active' && endMs > now)
    .toSorted((a, b) => a.endMs - b.endMs)
  return live.find(({ roleName }) => roleName === page.permissionSet) ?? live[0] ?? null
}
