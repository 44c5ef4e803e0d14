import { clockTime, left } from '../lib/time.ts'
import { t } from '../lib/text.ts'
import { Icon } from './icon.tsx'
import { TimeBar } from './time-bar.tsx'
import { urgency } from '../lib/urgency.ts'

interface Props {
  readonly startsAt: string
  readonly endsAt: string
  readonly now: number
}

/** How long a session still lasts, large, and until when; two texts that are read as one sentence. */
export function SessionTimes({ startsAt, endsAt, now }: Props) {
  const leftMs = Date.parse(endsAt) - now
  const hurry = urgency(leftMs)
  return (
    <>
      <p class="times">
        <b class={`answer ${hurry}`}>
          {hurry === 'amber' && <Icon name="clock" />}
          {hurry === 'red' && <Icon name="warning" />}
          {left(leftMs)}
          <span class="hidden">,</span>
        </b>{' '}
        <span class="ends">{t('ui_ends', { time: clockTime(endsAt) })}</span>
      </p>
      <TimeBar startsAt={startsAt} endsAt={endsAt} now={now} />
    </>
  )
}
