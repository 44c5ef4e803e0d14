const portal = import.meta.env.WXT_PORTAL ?? 'https://d-9067a1b2c3.awsapps.com'

/**
 * The access portal's link that opens a role on the page one is at. What follows `#` stays in the browser; the
 * label of one of several sessions is taken off, or AWS answers 404.
 */
export function portalLink(accountId: string, permissionSet: string, at: Pick<Location, 'href'>): string {
  const page = new URL(at.href)
  page.hostname = page.hostname.replace(/^\d{12}-[0-9a-z]{8}\./, '')
  const query = new URLSearchParams({
    account_id: accountId,
    role_name: permissionSet,
    destination: page.href,
  })
  return `${portal}/start/#/console?${query.toString()}`
}
