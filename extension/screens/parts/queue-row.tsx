import { useEffect, useRef } from 'preact/hooks'
import { dayTime, duration, one } from '../../lib/time.ts'
import { t } from '../../lib/words.ts'
import { firstTimes } from '../../models/portal/earlier.ts'
import { href } from '../../models/portal/route.ts'
import type { InNeed } from '../../models/portal/same-need.ts'
import { now } from '../../models/seen.ts'
import { plain } from '../../lib/plain.ts'
import { setName } from '../../lib/set-name.ts'
import { Urgent } from '../../ui/urgent.tsx'
import { Account, Why } from './cells.tsx'
import { needMark } from './same-need.tsx'

interface Props {
  readonly place: InNeed
  readonly current: boolean
}

/** One request in the queue; the current one is where j, k and Enter are. */
export function QueueRow({ place, current }: Props) {
  const { request } = place
  const row = useRef<HTMLTableRowElement>(null)
  useEffect(() => {
    if (current) row.current?.scrollIntoView?.({ block: 'nearest' })
  }, [current])
  return (
    <tr
      role="row"
      ref={row}
      class={[current && 'current', place.follows && 'follows'].filter(Boolean).join(' ')}
      aria-current={current ? 'true' : undefined}
    >
      <td role="cell" class="cell-person">
        <b>{plain(request.requester.name)}</b>
      </td>
      <td role="cell" class="cell-set">
        {setName(request)}
      </td>
      <Account request={request} />
      <td role="cell" class="cell-duration">
        {duration(request.durationSeconds)}
      </td>
      <td role="cell" class="cell-why">
        <Why text={request.justification} />
        <span class="marks">
          {needMark(place) && <span class="tag">{needMark(place)}</span>}
          {request.urgent && <Urgent />}
          {request.startsAt && (
            <span class="says">{t('portal_starts', { time: dayTime(request.startsAt, now.value) })}</span>
          )}
          {firstTimes.value.get(request.id) && <span class="tag">{t('portal_first_time_mark')}</span>}
          {request.kind === 'custom' && <span class="tag">{t('portal_custom')}</span>}
          {request.status === 'pending_owner' && <span class="says">{t('portal_first_of_two')}</span>}
          {request.status === 'pending_admin' && <span class="says">{t('portal_second_of_two')}</span>}
        </span>
      </td>
      <Due until={request.windowEndsAt} />
      <td role="cell" class="cell-actions">
        <a
          class={`button small ${current ? 'primary' : 'normal'}`}
          href={href({ page: 'review', id: request.id })}
        >
          {t('portal_review')}
          <span class="hidden">
            {' '}
            {t('portal_review_about', {
              name: plain(request.requester.name),
              account: plain(request.accountName),
            })}
          </span>
        </a>
      </td>
    </tr>
  )
}

const hourMs = 3_600_000

function Due({ until }: { until: string }) {
  const leftMs = Date.parse(until) - now.value
  return (
    <td role="cell" class="cell-due">
      <p class={leftMs <= hourMs ? 'soon' : undefined}>
        {leftMs > 0 ? t('portal_due_left', { time: one(leftMs) }) : t('portal_due_over')}
      </p>
      <p class="says">{dayTime(until, now.value)}</p>
    </td>
  )
}
