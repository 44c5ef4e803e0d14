import type { Request } from '../../../schema/contract/requests.ts'

/** Whether an account has what was typed in its name, id or OU. */
export function accountFits(
  account: { id: string; name: string; ouPath: string | null },
  typed: string,
): boolean {
  const words = typed.trim().toLowerCase()
  const digits = words.replaceAll('-', '')
  const texts = [account.name, account.ouPath ?? ''].map((text) => text.toLowerCase())
  return texts.some((text) => text.includes(words)) || (/^\d+$/.test(digits) && account.id.includes(digits))
}

/** Whether a request has what was typed in its account, set or person. */
export function fitsSearch(request: Request, typed: string): boolean {
  const words = typed.trim().toLowerCase()
  if (!words) return true
  const { accountId, accountName, permissionSetName, requester } = request
  const texts = [accountName, permissionSetName, requester.name].map((text) => text.toLowerCase())
  const digits = words.replaceAll('-', '')
  return texts.some((text) => text.includes(words)) || (/^\d+$/.test(digits) && accountId.includes(digits))
}
