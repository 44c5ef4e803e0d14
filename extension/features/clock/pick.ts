import type { Request } from '../../../schema/contract/requests.ts'
import type { Page } from '../../lib/console-page.ts'

/** The session whose time counts here: the one of the page's own role, else the one that ends first. */
export function pick(
  sessions: readonly Request[],
  page: Pick<Page, 'permissionSet'>,
  now: number,
): Request | null {
  const live = sessions
    .filter(({ status, session }) => status === 'active' && session && Date.parse(session.endsAt) > now)
    .toSorted((a, b) => endOf(a) - endOf(b))
  return live.find(({ permissionSetName }) => permissionSetName === page.permissionSet) ?? live[0] ?? null
}

function endOf({ session }: Request): number {
  return session ? Date.parse(session.endsAt) : 0
}
