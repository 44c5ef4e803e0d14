import type { Request } from '../../../schema/contract/requests.ts'

/** Whether a request has what was typed in its account, set or person. */
export function fitsSearch(request: Request, typed: string): boolean {
  const words = typed.trim().toLowerCase()
  if (!words) return true
  const { accountId, accountName, permissionSetName, requester } = request
  const texts = [accountName, permissionSetName, requester.name].map((text) => text.toLowerCase())
  const digits = words.replaceAll('-', '')
  return texts.some((text) => text.includes(words)) || (/^\d+$/.test(digits) && accountId.includes(digits))
}
