/** @jsxImportSource ../../lib/dom */
import { t } from '../../lib/words.ts'
import { groups } from '../../lib/time.ts'
import { Icon } from './icon.tsx'

/** Name and number, always both. The number is copied without its dashes. */
export function AccountLine(props: {
  id: string
  name?: string | undefined
  sensitive?: boolean | undefined
}) {
  return (
    <div class="account">
      <b>{props.name ?? t('panel_account')}</b>
      <span class="small" onCopy={(event) => copyPlain(event as Event as ClipboardEvent, props.id)}>
        {groups(props.id)}
      </span>
      {props.sensitive && (
        <span class="sensitive">
          <Icon name="shield" size={12} /> {t('ui_sensitive')}
        </span>
      )}
    </div>
  )
}

function copyPlain(event: ClipboardEvent, id: string) {
  event.clipboardData?.setData('text/plain', id)
  event.preventDefault()
}
