import type { Request } from '../../../schema/contract/requests.ts'
import { clockTime, dayTime, duration, groups, utc } from '../../lib/time.ts'
import { t } from '../../lib/words.ts'
import { now } from '../../models/seen.ts'
import { Sensitive } from '../../ui/account-name.tsx'
import { Quote } from '../../ui/quote.tsx'
import { setName } from '../../lib/set-name.ts'
import { useTitle } from './use-title.ts'

/** Who asks for what and where, for how long and until when, and why. */
export function ReviewHead({ request }: { request: Request }) {
  const { accountId, accountName, requester, sensitive } = request
  const words = t('portal_asks_for', { name: requester.name, set: setName(request), account: accountName })
  useTitle(words)
  return (
    <header class="headline">
      <h1 id="title" tabIndex={-1}>
        {words} <span class="id">{groups(accountId)}</span> {sensitive && <Sensitive />}
      </h1>
      <div class="ends">
        <HowLong request={request} />
        <p>
          {t('portal_decide_before')} <b>{dayTime(request.windowEndsAt, now.value)}</b>
        </p>
      </div>
      <div class="quoted">
        <Quote key={request.id} text={request.justification} />
      </div>
    </header>
  )
}

/** An extension starts where the session it extends ends; anything else when it is approved. */
function HowLong({ request: { durationSeconds, extends: extended } }: { request: Request }) {
  const until = new Date(now.value + durationSeconds * 1000).toISOString()
  if (extended) {
    return (
      <p>
        {t('portal_for_word')} <b>{duration(durationSeconds)}</b>, {t('portal_from_session_end')}
      </p>
    )
  }
  return (
    <p>
      {t('portal_for_word')} <b>{duration(durationSeconds)}</b>, {t('portal_from_approval')}{' '}
      <b>{longAhead(durationSeconds) ? dayTime(until, now.value) : clockTime(until)}</b>{' '}
      <span class="second">({longAhead(durationSeconds) ? utc(until) : `${utc(until).slice(11)}`})</span>
    </p>
  )
}

const daySeconds = 86_400

function longAhead(seconds: number): boolean {
  return seconds >= daySeconds
}
