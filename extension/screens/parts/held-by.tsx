import type { Request } from '../../../schema/contract/requests.ts'
import { call } from '../../lib/call.ts'
import { setName } from '../../lib/set-name.ts'
import { at } from '../../lib/time.ts'
import { t } from '../../lib/words.ts'
import { now } from '../../models/seen.ts'
import type { Fact } from './facts.tsx'
import { useRead } from './use-read.ts'

const mostPages = 4

/** What the requester holds on the accounts one looks after; left out until it is known. */
export function useHeldBy({ requester }: Request): readonly Fact[] {
  const held = useRead(`held by ${requester.id}`, () => sessionsOf(requester.id)).value.value
  if (!held) return []
  const words = held.map((session) => (
    <span key={session.id} class="held">
      {t('portal_holds', { set: setName(session), account: session.accountName })}{' '}
      <span class="second">{t('portal_until', { time: at(session.session?.endsAt ?? '', now.value) })}</span>
    </span>
  ))
  return [[t('portal_holds_now'), words.length > 0 ? words : t('portal_holds_nothing')]]
}

async function sessionsOf(personId: string): Promise<readonly Request[]> {
  const found: Request[] = []
  let after: string | null = null
  for (let page = 0; page < mostPages; page++) {
    const answer: { items: readonly Request[]; next: string | null } = await call('sessions', {
      scope: 'managed',
      ...(after === null ? {} : { after }),
    })
    found.push(
      ...answer.items.filter(({ requester, status }) => requester.id === personId && status === 'active'),
    )
    after = answer.next
    if (after === null) break
  }
  return found
}
