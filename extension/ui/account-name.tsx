import { plain } from '../lib/plain.ts'
import { groups } from '../lib/time.ts'
import { t } from '../lib/text.ts'
import { Icon } from './icon.tsx'

interface Props {
  readonly id: string
  readonly name: string
  readonly sensitive?: boolean
}

/** Always the name and the id. Selecting the id copies it without its dashes. */
export function AccountName({ id, name, sensitive }: Props) {
  return (
    <span class="account">
      <b>{plain(name)}</b>{' '}
      <span class="account-id" onCopy={(event) => copyPlain(event, id)}>
        {groups(id)}
      </span>
      {sensitive && <Sensitive />}
    </span>
  )
}

export function Sensitive() {
  return (
    <span class="sensitive">
      <Icon name="shield" size={10} /> {t('ui_sensitive')}
    </span>
  )
}

function copyPlain(event: ClipboardEvent, id: string): void {
  event.clipboardData?.setData('text/plain', id)
  event.preventDefault()
}
