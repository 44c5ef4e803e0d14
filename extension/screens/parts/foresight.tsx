import { useEffect, useRef } from 'preact/hooks'
import type { RulesPreview, RulingOnWire } from '../../../schema/contract/rules.ts'
import { dayTime, duration } from '../../lib/time.ts'
import { t } from '../../lib/words.ts'
import { href } from '../../models/portal/route.ts'
import { now } from '../../models/seen.ts'

/** Which requests of the last 30 days would have gone differently: the newest of them, and how many. */
export function Foresight({ foresight }: { foresight: RulesPreview }) {
  const { count, looked, items } = foresight
  const section = useRef<HTMLElement>(null)
  useEffect(() => section.current?.scrollIntoView?.({ block: 'nearest' }), [])
  return (
    <section ref={section} class="foresight" role="status">
      <h3>{t('portal_foresight')}</h3>
      <p>
        {t(count === 0 ? 'portal_foresight_none' : 'portal_foresight_some', {
          n: String(looked),
          count: String(count),
        })}
      </p>
      {foresight.more && <p class="says">{t('portal_foresight_more', { n: String(looked) })}</p>}
      <ul>
        {items.map((item) => (
          <li key={item.request.id}>
            <a class="link" href={href({ page: 'one', id: item.request.id })}>
              {item.request.requester.name}: {item.request.permissionSetName}, {item.request.accountName}
            </a>{' '}
            <span class="second">
              {duration(item.request.durationSeconds)}, {dayTime(item.request.openedAt, now.value)}
            </span>
            <p>
              {t('portal_from_until', { from: saidOf(item.before), until: saidOf(item.after) })}
              {item.after.because.length > 0 && (
                <span class="says"> {t('portal_because', { rules: item.after.because.join(', ') })}</span>
              )}
            </p>
          </li>
        ))}
      </ul>
      {count > items.length && (
        <p class="says">{t('portal_and_more', { n: String(count - items.length) })}</p>
      )}
    </section>
  )
}

function saidOf({ outcome, levels }: RulingOnWire): string {
  if (outcome === 'refused') return t('portal_outcome_refused')
  return outcome === 'automatic' ? t('portal_outcome_automatic') : t(`portal_levels_${levels === 2 ? 2 : 1}`)
}
