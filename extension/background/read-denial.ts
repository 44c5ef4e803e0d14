import { parseAccessDenied } from '../../schema/contract/access-denied.ts'
import type { ReadDenial } from '../lib/shown.ts'
import type { Seen } from '../lib/storage.ts'
import { t } from '../lib/text.ts'
import { reasonNot } from './no-help.ts'
import { thereOf } from './offer.ts'
import { accountOf } from './shown.ts'
import { suggestFor } from './suggest.ts'

/** What a text that somebody pasted or selected says was denied; `null` for none. They are asking about it: so may we. */
export async function readDenial(text: string, seen: Seen | null): Promise<ReadDenial | null> {
  const told = parseAccessDenied(text)
  if (!told) return null
  const { at, ...denied } = thereOf(told)
  const accountId =
    told.accountId ?? /^arn:[\w-]+:[\w-]+:[^:]*:(\d{12}):/.exec(told.resource ?? '')?.[1] ?? null
  const isOpen = accountId !== null && accountOf(seen, accountId) !== null
  const reason = reasonNot(told) ?? ''
  const asks = !reason && isOpen && denied.action !== ''
  return {
    at,
    denied,
    accountId: isOpen ? accountId : null,
    trouble: accountId !== null && !isOpen ? t('paste_other_account', { account: accountId }) : '',
    reason,
    suggested: asks ? await suggestFor(accountId, denied) : null,
  }
}
