import { settled } from '../../../schema/contract/lifecycle.ts'
import type { Request } from '../../../schema/contract/requests.ts'
import { plain } from '../../lib/plain.ts'
import { setName } from '../../lib/set-name.ts'
import { groups } from '../../lib/time.ts'
import { t } from '../../lib/words.ts'
import { Sensitive } from '../../ui/account-name.tsx'
import { useTitle } from './use-title.ts'

/** A request in one line, the title of its screens: what is asked, was asked, is held or was. The account is never broken in two. */
export function AsksFor({ request }: { request: Request }) {
  const { accountId, accountName, requester, sensitive } = request
  const key = `portal_${tenseOf(request)}`
  const [name, set] = [oneLine(requester.name), oneLine(setName(request))]
  const words = (account: string) => t(key, { name, set, account })
  const [before, after] = words('\n').split('\n')
  useTitle(words(oneLine(accountName)))
  return (
    <>
      {before}
      <span class="whole">{accountName}</span>
      {after} <span class="id">{groups(accountId)}</span> {sensitive && <Sensitive />}
    </>
  )
}

/** What people chose breaks no line: where the account stands is found by the one that is left. */
function oneLine(text: string): string {
  return plain(text.replaceAll(/\s+/g, ' '))
}

function tenseOf({ status, session }: Request): 'asks_for' | 'asked_for' | 'has' | 'held' {
  if (status === 'active') return 'has'
  if (session?.activeAt && (settled.has(status) || status === 'ending')) return 'held'
  return settled.has(status) ? 'asked_for' : 'asks_for'
}
