import type { Request } from '../../../schema/contract/requests.ts'
import { setName } from '../../lib/set-name.ts'
import { clockTime, span } from '../../lib/time.ts'
import { credentialsSay, says, t } from '../../lib/words.ts'
import { mayEnd } from '../../models/portal/as-of.ts'
import { busy, reachable } from '../../models/popup.ts'
import { now } from '../../models/seen.ts'
import { AccountName } from '../../ui/account-name.tsx'
import { Button } from '../../ui/button.tsx'
import { SessionTimes } from '../../ui/session-times.tsx'
import { StatusLine } from '../../ui/status-line.tsx'
import { OpenInConsole } from './open-in-console.tsx'

interface Props {
  readonly request: Request
  /** The first one's button is the one that matters. */
  readonly first: boolean
  readonly end: (request: Request) => void
}

export function SessionCard({ request, first, end }: Props) {
  const { accountId, accountName, sensitive, status } = request
  return (
    <article class="session">
      <AccountName id={accountId} name={accountName} sensitive={sensitive} />
      <p class="row">
        <span>{setName(request)}</span>
        <small>
          <StatusLine status={status} overdue={isOverdue(request)} />
        </small>
      </p>
      <Time request={request} />
      {mayEnd(request) && (
        <p class="row buttons">
          {status === 'active' && <OpenInConsole request={request} primary={first} />}
          <Button
            kind="quiet"
            disabled={!reachable.value || busy.value}
            label={t('popup_end_access_to', { account: accountName })}
            onClick={() => end(request)}
          >
            {t('popup_end_access')}
          </Button>
        </p>
      )}
    </article>
  )
}

function Time({ request }: { request: Request }) {
  const { status, session } = request
  if (session === null) return <p class="help">{says(request, now.value)}</p>
  if (status === 'ending') return <Ending request={request} />
  if (status !== 'active') return <p class="help">{says(request, now.value)}</p>
  const after = credentialsSay(session)
  return (
    <>
      <SessionTimes startsAt={session.activeAt ?? session.startsAt} endsAt={session.endsAt} now={now.value} />
      {after && <p class="help">{after}</p>}
    </>
  )
}

/** How long AWS has taken so far says more than a wheel that turns. */
function Ending({ request }: { request: Request }) {
  const since = endOf(request)
  const words = isOverdue(request)
    ? says(request, now.value)
    : t('popup_removing', { time: span(now.value - since) })
  return (
    <p class="row">
      <span>{words}</span>{' '}
      <span class="ends">{t('ui_ended', { time: clockTime(new Date(since).toISOString()) })}</span>
    </p>
  )
}

const overdueMs = 5 * 60_000

function isOverdue(request: Request): boolean {
  return request.status === 'ending' && now.value - endOf(request) >= overdueMs
}

function endOf({ session }: Request): number {
  return Date.parse(session?.endedAt ?? session?.endsAt ?? '')
}
