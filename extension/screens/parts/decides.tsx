import type { RequestWithTimeline } from '../../../schema/contract/requests.ts'
import { t } from '../../lib/words.ts'
import { seen } from '../../models/seen.ts'
import type { Fact } from './facts.tsx'

/** Everybody who may decide it now, the reader first, and who decided already. */
export function decides({ mayDecide, timeline }: RequestWithTimeline): readonly Fact[] {
  if (mayDecide.length === 0) return []
  const me = seen.value?.me.id
  const people = mayDecide.toSorted((a, b) => Number(b.id === me) - Number(a.id === me))
  const first = timeline.find(({ event }) => event === 'approve')
  return [
    [
      t('portal_decides'),
      <span class="ends">
        <span>
          {t('portal_one_of')}{' '}
          {people.map(({ id, name }, index) => (
            <span key={id}>
              {index > 0 && ', '}
              {id === me ? <b>{t('portal_you')}</b> : name}
            </span>
          ))}
        </span>
        <span class="second">
          {first?.actor ? t('portal_first_by', { name: first.actor.name }) : t('portal_nobody_yet')}
        </span>
      </span>,
    ],
  ]
}
