import { label, type Status, type Tone } from '../../schema/contract/lifecycle.ts'
import { t } from '../lib/text.ts'
import { Icon, iconOfTone } from './icon.tsx'

/** A status as icon and word; `overdue` turns Ending into a warning. */
export function StatusLine({ status, overdue }: { status: Status; overdue?: boolean }) {
  const { key, tone } = label(status)
  // Ending is over for the person: grey, where Setting up is on its way and blue.
  const shown: Tone = overdue ? 'warning' : tone
  return (
    <span class={`status tone-${status === 'ending' && !overdue ? 'stopped' : shown}`}>
      <Icon name={iconOfTone[shown]} size={14} /> {t(key)}
    </span>
  )
}
