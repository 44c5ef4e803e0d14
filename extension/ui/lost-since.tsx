import { t } from '../lib/text.ts'
import { at as told } from '../lib/time.ts'
import { Icon } from './icon.tsx'

/** A session that AWS has lost, in red: whoever holds it should not wonder why it does not work. */
export function LostSince({ at, now }: { at: string; now: number }) {
  return (
    <p class="lost tone-error">
      <Icon name="warning" size={14} /> {t('ui_lost', { time: told(at, now) })}
    </p>
  )
}
