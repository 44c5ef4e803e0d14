import type { Request } from '../../schema/contract/requests.ts'
import { groups } from './time.ts'
import { t } from './text.ts'

/** An account within a sentence: its name and its id, always both, and that it is sensitive. */
export function accountWords(account: Pick<Request, 'accountId' | 'accountName' | 'sensitive'>): string {
  const { accountId, accountName, sensitive } = account
  return [accountName, groups(accountId), ...(sensitive ? [t('ui_sensitive')] : [])].join(' ')
}
