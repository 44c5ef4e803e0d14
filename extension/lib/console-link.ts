import type { Request } from '../../schema/contract/requests.ts'

/** The access portal's link that opens the role of a session. What follows `#` stays in the browser. */
export function consoleLink(
  accessPortal: string,
  request: Pick<Request, 'accountId' | 'permissionSetName'> & Partial<Pick<Request, 'session'>>,
): string {
  // A sealed session runs on a set of its own name.
  const role_name = request.session?.roleName ?? request.permissionSetName
  const query = new URLSearchParams({ account_id: request.accountId, role_name })
  return `${accessPortal.replace(/\/$/, '')}/#/console?${query.toString()}`
}

/**
 * The same link, leading back to the page one is at. The label of one of several sessions is taken off, or AWS
 * answers 404.
 */
export function leadingTo(link: string, at: Pick<Location, 'href'>): string {
  const page = new URL(at.href)
  page.hostname = page.hostname.replace(/^\d{12}-[0-9a-z]{8}\./, '')
  return `${link}&destination=${encodeURIComponent(page.href)}`
}
