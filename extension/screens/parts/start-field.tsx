import { dayTime, utc } from '../../lib/time.ts'
import { t } from '../../lib/words.ts'
import type { AskForm } from '../../models/portal/ask-form.ts'
import { startBounds, startOf } from '../../models/portal/start.ts'
import { zone } from '../../models/portal/zone.ts'
import { now } from '../../models/seen.ts'
import { Button } from '../../ui/button.tsx'
import { describedBy, Field } from '../../ui/field.tsx'
import { troubleAt } from './ask-trouble.ts'

/** When it is to start, if not when it is approved. An extension starts where the session ends. */
export function StartField({ form }: { form: AskForm }) {
  const { start, extend } = form.draft.value
  if (extend) return null
  const error = troubleAt(form, 'start')
  return (
    <Field id="start" label={t('portal_start')} help={helpFor(start)} error={error}>
      <div class="start">
        <input
          id="start"
          type="datetime-local"
          {...startBounds(now.value)}
          aria-describedby={describedBy('start')}
          aria-invalid={error !== undefined}
          value={start}
          onInput={(event) => form.edit({ start: event.currentTarget.value })}
        />
        {start && (
          <Button kind="link" small onClick={() => form.edit({ start: '' })}>
            {t('portal_start_when_approved')}
          </Button>
        )}
      </div>
    </Field>
  )
}

function helpFor(start: string): string {
  const at = startOf(start)
  if (!at) return t('portal_start_help', { zone: zone(now.value) })
  return t('portal_start_says', { time: dayTime(at, now.value), utc: utc(at) })
}
