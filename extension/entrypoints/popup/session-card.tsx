import type { Request } from '../../../schema/contract/requests.ts'
import { setName } from '../../lib/set-name.ts'
import { clockTime, span } from '../../lib/time.ts'
import { urgency } from '../../lib/urgency.ts'
import { credentialsSay, says, t } from '../../lib/words.ts'
import { mayEnd } from '../../models/portal/as-of.ts'
import type { Content } from '../../models/popup.ts'
import { AccountName } from '../../ui/account-name.tsx'
import { BeforeOpening } from '../../ui/before-opening.tsx'
import { Button } from '../../ui/button.tsx'
import { LostSince } from '../../ui/lost-since.tsx'
import { SessionTimes } from '../../ui/session-times.tsx'
import { StatusLine } from '../../ui/status-line.tsx'
import { OpenInConsole } from './open-in-console.tsx'
import { PortalLink } from './portal-link.tsx'

interface Props {
  readonly request: Request
  readonly content: Content
  /** The first one's button is the one that matters. */
  readonly first: boolean
  readonly end: () => void
}

export function SessionCard({ request, content, first, end }: Props) {
  const { accountId, accountName, sensitive, status } = request
  const { now } = content
  return (
    <article class="session">
      <AccountName id={accountId} name={accountName} sensitive={sensitive} />
      <p class="row">
        <span>{setName(request)}</span>
        <small>
          <StatusLine
            status={status}
            overdue={isOverdue(request, now)}
            lost={Boolean(request.session?.lostSince)}
          />
        </small>
      </p>
      <Time request={request} now={now} />
      {mayEnd(request) && (
        <p class="row buttons">
          {status === 'active' && <OpenInConsole request={request} content={content} primary={first} />}
          {status === 'active' && <Extend request={request} content={content} />}
          <Button
            kind="quiet"
            disabled={!content.reachable || content.busy}
            label={t('popup_end_access_to', { account: accountName })}
            onClick={end}
          >
            {t('popup_end_access')}
          </Button>
        </p>
      )}
      {status === 'active' && <BeforeOpening tabs={content.tabs} />}
    </article>
  )
}

/** Without the network it rests where it stands: nothing beside it moves. */
function Extend({ request, content }: Pick<Props, 'request' | 'content'>) {
  const label = t('popup_extend_of', { account: request.accountName })
  const kind = isSoonOver(request, content.now) ? 'normal' : 'link'
  if (!content.reachable) {
    return (
      <Button kind={kind} disabled label={label}>
        {t('popup_extend')}
      </Button>
    )
  }
  const look = kind === 'normal' ? 'button normal' : 'link strong'
  return (
    <PortalLink route={`/request?extend=${request.id}`} look={look} label={label}>
      {t('popup_extend')}
    </PortalLink>
  )
}

function Time({ request, now }: { request: Request; now: number }) {
  const { status, session } = request
  if (session === null) return <p class="help">{says(request, now)}</p>
  if (status === 'ending') return <Ending request={request} now={now} />
  if (status !== 'active') return <p class="help">{says(request, now)}</p>
  const after = credentialsSay(session)
  return (
    <>
      <SessionTimes startsAt={session.activeAt ?? session.startsAt} endsAt={session.endsAt} now={now} />
      {session.lostSince ? (
        <LostSince at={session.lostSince} now={now} />
      ) : (
        after && <p class="help">{after}</p>
      )}
    </>
  )
}

/** How long AWS has taken so far says more than a wheel that turns. */
function Ending({ request, now }: { request: Request; now: number }) {
  const since = endOf(request)
  const words = isOverdue(request, now)
    ? says(request, now)
    : t('popup_removing', { time: span(now - since) })
  return (
    <p class="row">
      <span>{words}</span>{' '}
      <span class="ends">{t('ui_ended', { time: clockTime(new Date(since).toISOString()) })}</span>
    </p>
  )
}

/** In its last ten minutes Extend stands out, in the same place. */
function isSoonOver({ session }: Request, now: number): boolean {
  return session !== null && urgency(Date.parse(session.endsAt) - now) !== 'calm'
}

const overdueMs = 5 * 60_000

function isOverdue(request: Request, now: number): boolean {
  return request.status === 'ending' && now - endOf(request) >= overdueMs
}

function endOf({ session, ending }: Request): number {
  return Date.parse(ending?.at ?? session?.endsAt ?? '')
}
