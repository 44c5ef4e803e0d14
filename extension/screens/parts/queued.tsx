import { t } from '../../lib/words.ts'
import type { Place } from '../../models/portal/queue.ts'
import { href } from '../../models/portal/route.ts'
import { Keys } from './keys.tsx'
import { NavIcon } from './nav-icon.tsx'

/** The way back, where one is in the queue, and the ones before and behind; `decides`: there is something to decide. */
export function Queued({ place, decides }: { place: Place; decides: boolean }) {
  return (
    <div class="queued">
      <a class="link back" href={href({ page: 'approvals' })}>
        <NavIcon name="left" /> {t('portal_pending_approvals')}
        {place.of > 0 && <span class="badge">{place.of}</span>}
      </a>
      {place.at > 0 && (
        <span class="place">
          <Step to={place.previous} words={t('portal_key_previous')} icon="left" />
          {t('portal_at_of', { at: String(place.at), of: String(place.of) })}
          <Step to={place.next} words={t('portal_key_next')} icon="right" />
        </span>
      )}
      <Keys
        keys={[
          ['j', t('portal_key_next')],
          ['k', t('portal_key_previous')],
          ...(decides
            ? ([
                ['a', t('portal_key_approve')],
                ['r', t('portal_key_reject')],
              ] as const)
            : []),
        ]}
      />
    </div>
  )
}

function Step({ to, words, icon }: { to: string | null; words: string; icon: 'left' | 'right' }) {
  if (!to) {
    return (
      <span class="place-step none">
        <NavIcon name={icon} />
      </span>
    )
  }
  return (
    <a class="place-step" href={href({ page: 'review', id: to })} aria-label={words}>
      <NavIcon name={icon} />
    </a>
  )
}
