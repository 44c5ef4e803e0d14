import type { Request } from '../../../schema/contract/requests.ts'

/** The access portal's link that opens the role of a session. What follows `#` stays in the browser. */
export function consoleLink(
  accessPortal: string,
  { accountId, permissionSetName }: Pick<Request, 'accountId' | 'permissionSetName'>,
): string {
  const query = new URLSearchParams({ account_id: accountId, role_name: permissionSetName })
  return `${accessPortal.replace(/\/$/, '')}/#/console?${query.toString()}`
}
