import type { OpenTabs } from '../lib/storage.ts'
import { t } from '../lib/text.ts'
import { Icon } from './icon.tsx'

/** What opening a role does to the AWS tabs that are open, said before it is done: AWS alone decides it. */
export function BeforeOpening({ tabs }: { tabs: OpenTabs }) {
  return (
    <>
      {tabs.shareSession && <p class="help before-opening">{t('panel_will_switch')}</p>}
      {tabs.full && (
        <p class="help before-opening tone-warning">
          <Icon name="warning" size={14} /> {t('problem_five_sessions_detail')}
        </p>
      )}
    </>
  )
}
