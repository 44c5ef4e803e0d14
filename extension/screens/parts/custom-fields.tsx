import { t } from '../../lib/words.ts'
import type { AskForm } from '../../models/portal/ask-form.ts'
import { type CustomDraft, mostHours } from '../../models/portal/custom-draft.ts'
import { describedBy, Field } from '../../ui/field.tsx'
import { troubleAt } from './ask-trouble.ts'
import { InlinePolicy } from './inline-policy.tsx'
import { PolicyPicker } from './policy-picker.tsx'

interface Props {
  readonly form: AskForm
  readonly custom: CustomDraft
}

const hours = Array.from({ length: mostHours }, (_, hour) => hour + 1)

/** A set of one's own: its name, what it may, and for how long each session of it. An extension goes on with what runs. */
export function CustomFields({ form, custom }: Props) {
  const edit = (change: Partial<CustomDraft>) => form.edit({ custom: { ...custom, ...change } })
  return (
    <fieldset class="stack bare" disabled={form.draft.value.extend !== null}>
      <div class="two">
        <NameField form={form} custom={custom} edit={edit} />
        <Field id="hours" label={t('portal_col_session_duration')} help={t('portal_session_duration_help')}>
          <select
            id="hours"
            aria-describedby={describedBy('hours')}
            value={String(custom.hours)}
            onChange={(event) => edit({ hours: Number(event.currentTarget.value) })}
          >
            {hours.map((n) => (
              <option key={n} value={n}>
                {n} h
              </option>
            ))}
          </select>
        </Field>
      </div>
      <PolicyPicker
        chosen={custom.managed}
        choose={(managed) => edit({ managed })}
        error={troubleAt(form, 'managed')}
      />
      <InlinePolicy form={form} custom={custom} edit={edit} />
    </fieldset>
  )
}

function NameField({ form, custom, edit }: Props & { edit: (change: Partial<CustomDraft>) => void }) {
  const nameless = troubleAt(form, 'label')
  return (
    <Field id="label" label={t('portal_label')} help={t('portal_label_help')} error={nameless}>
      <input
        id="label"
        maxLength={80}
        autoComplete="off"
        aria-describedby={describedBy('label')}
        aria-invalid={nameless !== undefined}
        value={custom.label}
        onInput={(event) => edit({ label: event.currentTarget.value })}
      />
    </Field>
  )
}
