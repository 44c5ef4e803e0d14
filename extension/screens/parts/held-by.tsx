import type { Request, RequestWithTimeline } from '../../../schema/contract/requests.ts'
import { call } from '../../lib/call.ts'
import { accountWords } from '../../lib/account-words.ts'
import { plain } from '../../lib/plain.ts'
import { setName } from '../../lib/set-name.ts'
import { at } from '../../lib/time.ts'
import { t } from '../../lib/words.ts'
import type { Page } from '../../models/portal/listing.ts'
import { now } from '../../models/seen.ts'
import type { Fact } from './facts.tsx'
import { useRead } from './use-read.ts'

type Standing = NonNullable<RequestWithTimeline['standing']>

/** What the requester holds on the accounts one looks after. */
export function useHeldBy({ requester }: Request) {
  return useRead(`held by ${requester.id}`, () =>
    call('sessions', { scope: 'managed', requesterId: requester.id }),
  )
}

/** Sessions of ours, then what is not ours in the account of the request; `null`: that is not for this person to see. */
export function heldFacts({ items, next }: Page<Request>, standing: Standing | null): readonly Fact[] {
  const held = items.filter(({ status }) => status === 'active')
  const words = [
    ...held.map((session) => (
      <Held key={session.id} word="portal_until" time={session.session?.endsAt ?? ''}>
        {t('portal_holds', { set: setName(session), account: accountWords(session) })}
      </Held>
    )),
    ...(standing?.items ?? []).map((one) => (
      <Held key={`${one.permissionSetName} ${one.group}`} word="popup_as_of" time={one.seenAt}>
        {wordsOf(one)}
      </Held>
    )),
  ]
  const rest = next !== null ? 'portal_holds_more' : words.length === 0 ? 'portal_holds_nothing' : null
  const none = standing?.items.length === 0 && <NoStanding standing={standing} />
  return [[t('portal_holds_now'), [...words, rest && <span class="held">{t(rest)}</span>, none]]]
}

function Held({ word, time, children }: { word: string; time: string; children: string }) {
  return (
    <span class="held">
      {children} <span class="second">{t(word, { time: at(time, now.value) })}</span>
    </span>
  )
}

function wordsOf({ permissionSetName, through, group }: Standing['items'][number]): string {
  const set = plain(permissionSetName)
  if (through === 'name') return t('portal_standing', { set })
  return group
    ? t('portal_standing_group', { set, group: plain(group) })
    : t('portal_standing_a_group', { set })
}

/** That nothing was found says as much as the look that did not find it. */
function NoStanding({ standing: { lookedAt, missed } }: { standing: Standing }) {
  if (lookedAt === null) return <span class="held second">{t('portal_standing_unknown')}</span>
  return (
    <Held word="popup_as_of" time={lookedAt}>
      {t(missed > 0 ? 'portal_standing_missed' : 'portal_standing_none')}
    </Held>
  )
}
