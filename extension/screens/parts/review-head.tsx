import type { Request } from '../../../schema/contract/requests.ts'
import { clockTime, dayTime, duration, utc } from '../../lib/time.ts'
import { t } from '../../lib/words.ts'
import { now } from '../../models/seen.ts'
import { Quote } from '../../ui/quote.tsx'
import { Urgent } from '../../ui/urgent.tsx'
import { TicketLink } from './ticket-link.tsx'
import { AsksFor } from './asks-for.tsx'

/** Who asks for what and where, for how long and until when, and why. */
export function ReviewHead({ request }: { request: Request }) {
  return (
    <header class="headline">
      <h1 id="title" tabIndex={-1}>
        <AsksFor request={request} />
      </h1>
      <div class="ends">
        <HowLong request={request} />
        <p class="before">
          {request.urgent && <Urgent />} {t('portal_decide_before')}{' '}
          <b>{dayTime(request.windowEndsAt, now.value)}</b>
        </p>
      </div>
      <div class="quoted">
        <Quote key={request.id} text={request.justification} />
        <TicketLink ticket={request.ticket} />
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
