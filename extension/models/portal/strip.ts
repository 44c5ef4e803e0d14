import type { RequestWithTimeline, Session, TimelineStep } from '../../../schema/contract/requests.ts'
import { clockTime, duration, span } from '../../lib/time.ts'
import { t } from '../../lib/words.ts'

export interface Figure {
  readonly title: string
  readonly figure: string
  readonly second: string
}

/** What a session was, in four figures; empty before AWS confirmed its end. */
export function stripOf(request: RequestWithTimeline): readonly Figure[] {
  const { session } = request
  const first = usable(request)
  return first && session?.endedAt ? [first, ...over(request, session)] : []
}

/** How long it took from the asking until AWS confirmed the access; `null` before it did. */
export function usable({ openedAt, timeline, session }: RequestWithTimeline): Figure | null {
  const activeAt = session?.activeAt
  if (!activeAt) return null
  const approvals = timeline.filter(isApproval)
  const people = new Set(approvals.map(({ actor }) => actor?.id)).size
  return {
    title: t('portal_strip_usable'),
    figure: span(msBetween(openedAt, activeAt)),
    second:
      approvals.length > 1
        ? [
            t('portal_strip_decisions', { n: String(approvals.length) }),
            t('portal_strip_people', { n: String(people) }),
          ].join(', ')
        : t(approvals.length === 1 ? 'portal_strip_one_decision' : 'portal_strip_no_decision'),
  }
}

function isApproval({ event }: TimelineStep): boolean {
  return event === 'approve'
}

function over(request: RequestWithTimeline, session: Session): readonly Figure[] {
  const { activeAt, endsAt, endedAt, credentials, credentialsUntil } = session
  if (!activeAt || !endedAt) return []
  const end = earlier(request.ending?.at, endsAt)
  return [
    { title: t('portal_strip_held'), figure: span(msBetween(activeAt, end)), second: asAsked(request, end) },
    {
      title: t('portal_strip_gone'),
      figure: span(msBetween(end, endedAt)),
      second: t('portal_strip_confirmed', { time: clockTime(endedAt) }),
    },
    {
      title: t('portal_strip_credentials'),
      figure: clockTime(credentialsUntil),
      second: t(`portal_strip_credentials_${credentials}`),
    },
  ]
}

function asAsked({ durationSeconds, grantedSeconds, ending }: RequestWithTimeline, end: string): string {
  if (ending && ending.at === end) return t('portal_strip_early', { duration: duration(durationSeconds) })
  if (grantedSeconds !== null && grantedSeconds < durationSeconds)
    return t('portal_strip_shortened', { duration: duration(durationSeconds) })
  return t('portal_strip_as_asked')
}

function earlier(one: string | undefined, other: string): string {
  return one && Date.parse(one) < Date.parse(other) ? one : other
}

function msBetween(from: string, to: string): number {
  return Math.max(0, Date.parse(to) - Date.parse(from))
}
