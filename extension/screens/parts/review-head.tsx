import type { Request } from '../../../schema/contract/requests.ts'
import { plain } from '../../lib/plain.ts'
import { clockTime, dayTime, duration, utc } from '../../lib/time.ts'
import { t } from '../../lib/words.ts'
import { now } from '../../models/seen.ts'
import { Quote } from '../../ui/quote.tsx'
import { Urgent } from '../../ui/urgent.tsx'
import { TicketLink } from './ticket-link.tsx'
import { AsksFor } from './asks-for.tsx'

/** Who asks for what and where, for how long and until when, and why. */
export function ReviewHead({ request, email }: { request: Request; email: string | null }) {
  return (
    <header class="headline">
      <h1 id="title" tabIndex={-1}>
        <AsksFor request={request} />
      </h1>
      <p class="second">{email === null ? '\u00a0' : plain(email)}</p>
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

/** An extension starts where the session it extends ends; anything else when it is approved, or at the time asked for. */
function HowLong({ request: { durationSeconds, extends: extended, startsAt } }: { request: Request }) {
  const lasts = (
    <>
      {t('portal_for_word')} <b>{duration(durationSeconds)}</b>,
    </>
  )
  if (extended) {
    return (
      <p>
        {lasts} {t('portal_from_session_end')}
      </p>
    )
  }
  const from = Math.max(now.value, Date.parse(startsAt ?? '') || 0)
  const until = new Date(from + durationSeconds * 1000).toISOString()
  if (startsAt && from > now.value) {
    return (
      <p>
        {lasts} {t('portal_from_start')} <Moment iso={startsAt} far /> {t('portal_to_about')}{' '}
        <Moment iso={until} far />
      </p>
    )
  }
  return (
    <p>
      {lasts} {t('portal_from_approval')} <Moment iso={until} far={durationSeconds >= daySeconds} />
    </p>
  )
}

/** In the zone of who reads it, and in UTC; with its day where that is another one. */
function Moment({ iso, far }: { iso: string; far: boolean }) {
  return (
    <>
      <b>{far ? dayTime(iso, now.value) : clockTime(iso)}</b>{' '}
      <span class="second">({far ? utc(iso) : utc(iso).slice(11)})</span>
    </>
  )
}

const daySeconds = 86_400
