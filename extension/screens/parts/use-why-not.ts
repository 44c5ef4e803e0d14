import { call } from '../../lib/call.ts'
import { catalog } from '../../models/catalog.ts'
import type { Problem } from '../../models/portal/trouble.ts'
import { seen } from '../../models/seen.ts'
import { useRead } from './use-read.ts'

/** Any will do, where no account is open: it is the account that is asked about. */
const anySet = 'arn:aws:sso:::permissionSet/ssoins-0000000000000000/ps-0000000000000000'

/** Which of the three is missing where an account is not open, and whom to ask: the server's word; `null` until it is there. */
export function useWhyNot(accountId: string): Problem | null {
  const isNumber = /^\d{12}$/.test(accountId)
  const ask = async () => (isNumber ? call('previewOpen', sampleOf(accountId)) : null)
  const { problem } = useRead<unknown>(`why not ${accountId}`, ask, accountId)
  return problem.value
}

function sampleOf(accountId: string) {
  const permissionSetArn = catalog()?.[0]?.permissionSets[0]?.arn ?? anySet
  return { accountId, permissionSetArn, durationSeconds: seen.value?.minSeconds ?? 900 }
}
