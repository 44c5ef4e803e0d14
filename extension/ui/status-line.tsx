import { label, type Status, type Tone } from '../../schema/contract/lifecycle.ts'
import { t } from '../lib/text.ts'
import { Icon, iconOfTone } from './icon.tsx'

interface Props {
  readonly status: Status
  /** Ending takes too long: a warning. */
  readonly overdue?: boolean
  /** AWS has it no longer: nothing green. */
  readonly lost?: boolean
}

/** A status as icon and word. */
export function StatusLine({ status, overdue, lost }: Props) {
  const { key, tone } = label(status)
  const shown: Tone = lost && status === 'active' ? 'error' : overdue ? 'warning' : tone
  return (
    <span class={`status tone-${overdue ? shown : colourOf(status, shown)}`}>
      <Icon name={iconOfTone[shown]} size={14} /> {t(key)}
    </span>
  )
}

/** Ending is over for the person: grey, where Setting up is on its way and blue. */
export function colourOf(status: Status, tone: Tone): Tone {
  return status === 'ending' ? 'stopped' : tone
}
