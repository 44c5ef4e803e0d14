/** @jsxImportSource ../../lib/dom */
import { t } from '../../lib/text.ts'
import { Icon } from './icon.tsx'

/** Name and number, always both. The dashes of the number are drawn, so that it is copied without them. */
export function AccountLine(props: {
  id: string
  name?: string | undefined
  sensitive?: boolean | undefined
}) {
  return (
    <div class="account">
      <b>{props.name ?? t('panel_account')}</b>
      <span class="small">
        {props.id.match(/.{4}/g)?.map((group) => (
          <span>{group}</span>
        ))}
      </span>
      {props.sensitive && (
        <span class="sensitive">
          <Icon name="shield" size={12} /> {t('ui_sensitive')}
        </span>
      )}
    </div>
  )
}
