import { t } from '../../lib/words.ts'
import type { AskForm } from '../../models/portal/ask-form.ts'

/** For what cannot wait; it needs a ticket, and there are few a day. */
export function UrgentField({ form }: { form: AskForm }) {
  return (
    <label class="switch">
      <input
        type="checkbox"
        checked={form.draft.value.urgent}
        onChange={(event) => form.edit({ urgent: event.currentTarget.checked })}
      />
      <span>
        <b>{t('ui_urgent')}</b>: {t('portal_urgent_help')}
      </span>
    </label>
  )
}
