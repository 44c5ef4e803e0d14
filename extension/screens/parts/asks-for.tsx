import type { Request } from '../../../schema/contract/requests.ts'
import { setName } from '../../lib/set-name.ts'
import { groups } from '../../lib/time.ts'
import { t } from '../../lib/words.ts'
import { Sensitive } from '../../ui/account-name.tsx'
import { useTitle } from './use-title.ts'

/** The question of a request in one line, the title of its screens. The account is never broken in two. `held`: it is over. */
export function AsksFor({ request, held }: { request: Request; held?: boolean }) {
  const { accountId, accountName, requester, sensitive } = request
  const words = (account: string) =>
    t(held ? 'portal_held' : 'portal_asks_for', { name: requester.name, set: setName(request), account })
  const [before, after] = words('\n').split('\n')
  useTitle(words(accountName))
  return (
    <>
      {before}
      <span class="whole">{accountName}</span>
      {after} <span class="id">{groups(accountId)}</span> {sensitive && <Sensitive />}
    </>
  )
}
