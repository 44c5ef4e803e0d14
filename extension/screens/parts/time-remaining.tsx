import type { Request } from '../../../schema/contract/requests.ts'
import { asOf, isOverdue } from '../../models/portal/as-of.ts'
import { now } from '../../models/seen.ts'
import { clockTime, left, span } from '../../lib/time.ts'
import { urgency } from '../../lib/urgency.ts'
import { credentialsSay, says, t } from '../../lib/words.ts'
import { StatusLine } from '../../ui/status-line.tsx'
import { Icon } from '../../ui/icon.tsx'
import { LostSince } from '../../ui/lost-since.tsx'
import { TimeBar } from '../../ui/time-bar.tsx'
import { useTick } from './use-tick.ts'

interface Props {
  readonly request: Request
  /** In few words, for the tables with many columns. */
  readonly short?: boolean | undefined
}

/** How long access still lasts, until when, and what outlasts it; or how far it is on its way in or out. */
export function TimeRemaining({ request, short }: Props) {
  const current = asOf(request, now.value)
  const { session, status } = current
  if (!session) return <td role="cell" class="cell-time" />
  if (status === 'active') return <Running session={session} short={short} />
  if (status === 'ending')
    return <Ending request={current} since={Date.parse(current.ending?.at ?? session.endsAt)} short={short} />
  return (
    <td role="cell" class="cell-time">
      {!short && <StatusLine status={status} />}
      <p class="says">{says(current, now.value)}</p>
    </td>
  )
}

type Session = NonNullable<Request['session']>

function Running({ session, short }: { session: Session; short: boolean | undefined }) {
  useTick(Date.parse(session.endsAt))
  const end = { time: clockTime(session.endsAt) }
  const leftMs = Date.parse(session.endsAt) - now.value
  return (
    <td role="cell" class="cell-time">
      <TimeBar startsAt={session.activeAt ?? session.startsAt} endsAt={session.endsAt} now={now.value} />
      <p>
        <Left leftMs={leftMs}>{short ? span(leftMs) : left(leftMs)}</Left>{' '}
        <span class="second">{t(short ? 'portal_to' : 'portal_ends', end)}</span>
      </p>
      {session.lostSince ? (
        <LostSince at={session.lostSince} now={now.value} />
      ) : (
        <p class="says">{credentialsSay(session)}</p>
      )}
    </td>
  )
}

/** Colour never stands alone: a clock in the last ten minutes, a warning in the last two. */
function Left({ leftMs, children }: { leftMs: number; children: string }) {
  const hurry = urgency(leftMs)
  return (
    <b class={hurry === 'calm' ? undefined : `soon ${hurry}`}>
      {hurry !== 'calm' && <Icon name={hurry === 'red' ? 'warning' : 'clock'} size={14} />} {children}
    </b>
  )
}

interface EndingProps {
  readonly request: Request
  readonly since: number
  readonly short: boolean | undefined
}

/** AWS confirms a removal in seconds; how many have passed is worth more than a turning wheel, until it is too many. */
function Ending({ request, since, short }: EndingProps) {
  useTick(since)
  const overdue = isOverdue(request, now.value)
  const taken = span(Math.max(0, now.value - since))
  return (
    <td role="cell" class="cell-time">
      {!short && <StatusLine status="ending" overdue={overdue} />}
      <p>
        <b>{t('portal_ended', { time: clockTime(new Date(since).toISOString()) })}</b>
      </p>
      <p class="says">{overdue ? says(request, now.value) : t('portal_removing', { time: taken })}</p>
    </td>
  )
}
