import type { Request } from '../../schema/contract/requests.ts'
import { portalHost } from './portal-host.ts'
import { safePage } from './safe-page.ts'

/** The access portal's link that opens the role of a session, at `page` if there is one. What follows `#` stays in the browser. */
export function consoleLink(
  accessPortal: string,
  request: Pick<Request, 'accountId' | 'permissionSetName'> & Partial<Pick<Request, 'session'>>,
  page?: string,
): string {
  // A sealed session runs on a set of its own name.
  const role_name = request.session?.roleName ?? request.permissionSetName
  const query = new URLSearchParams({ account_id: request.accountId, role_name })
  const link = `${ownPortal(accessPortal)}/#/console?${query.toString()}`
  return page === undefined ? link : leadingTo(link, { href: page })
}

/** A build is for one access portal: the server may say its path, never another host. */
function ownPortal(accessPortal: string): string {
  const own = URL.canParse(accessPortal) && new URL(accessPortal).origin === `https://${portalHost}`
  return own ? accessPortal.replace(/\/$/, '') : `https://${portalHost}/start`
}

/** The same link, leading to a page of the console; unchanged if that is none, or if it leads somewhere already. */
export function leadingTo(link: string, at: Pick<Location, 'href'>): string {
  const page = link.includes('&destination=') ? null : safePage(at.href)
  return page === null ? link : `${link}&destination=${encodeURIComponent(page)}`
}
