import type { Request } from '../../../schema/contract/requests.ts'
import { call } from '../../lib/call.ts'
import { setName } from '../../lib/set-name.ts'
import { at } from '../../lib/time.ts'
import { t } from '../../lib/words.ts'
import type { Page } from '../../models/portal/listing.ts'
import { now } from '../../models/seen.ts'
import type { Fact } from './facts.tsx'
import { useRead } from './use-read.ts'

/** What the requester holds on the accounts one looks after. */
export function useHeldBy({ requester }: Request) {
  return useRead(`held by ${requester.id}`, () =>
    call('sessions', { scope: 'managed', requesterId: requester.id }),
  )
}

export function heldFacts({ items, next }: Page<Request>): readonly Fact[] {
  const held = items.filter(({ status }) => status === 'active')
  const words = held.map((session) => (
    <span key={session.id} class="held">
      {t('portal_holds', { set: setName(session), account: session.accountName })}{' '}
      <span class="second">{t('portal_until', { time: at(session.session?.endsAt ?? '', now.value) })}</span>
    </span>
  ))
  if (next !== null) return [[t('portal_holds_now'), [...words, t('portal_holds_more')]]]
  return [[t('portal_holds_now'), words.length > 0 ? words : t('portal_holds_nothing')]]
}
