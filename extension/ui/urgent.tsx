import { t } from '../lib/text.ts'
import { Icon } from './icon.tsx'

/** Somebody is needed soon: SSO Admins were asked at once. */
export function Urgent() {
  return (
    <span class="tag urgent">
      <Icon name="bolt" size={12} /> {t('ui_urgent')}
    </span>
  )
}
