import { call } from '../../lib/call.ts'
import { dayTime } from '../../lib/time.ts'
import { t } from '../../lib/words.ts'
import { href } from '../../models/portal/route.ts'
import { now } from '../../models/seen.ts'
import { useRead } from './use-read.ts'

/** Who decides for one's accounts while one is away; nothing while one is here, for the sidebar has the way to it. */
export function AwayLine() {
  const known = useRead('away', () => call('away', {})).value.value
  if (!known?.away) return null
  const { until, standIn } = known.away
  return (
    <p class="second under">
      {t('portal_is_away')} <b>{dayTime(until, now.value)}</b>.{' '}
      {t('portal_stands_in_for_you', { name: standIn.name })}{' '}
      <a class="link" href={href({ page: 'away' })}>
        {t('portal_away')}
      </a>
    </p>
  )
}
