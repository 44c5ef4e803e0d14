import { t } from '../../lib/words.ts'
import type { AskForm } from '../../models/portal/ask-form.ts'
import { characters, type CustomDraft, mostCharacters } from '../../models/portal/custom-draft.ts'
import { describedBy, Field } from '../../ui/field.tsx'
import { troubleAt } from './ask-trouble.ts'

interface Props {
  readonly form: AskForm
  readonly custom: CustomDraft
}

const hours = [1, 2, 4, 8, 12]

/** A set of one's own: its name, what it may, and for how long each session of it. */
export function CustomFields({ form, custom }: Props) {
  const edit = (change: Partial<CustomDraft>) => form.edit({ custom: { ...custom, ...change } })
  const nameless = troubleAt(form, 'label')
  return (
    <>
      <div class="two">
        <Field id="label" label={t('portal_label')} error={nameless}>
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
        <Field id="hours" label={t('portal_col_session_duration')} help={t('portal_session_duration_help')}>
          <select
            id="hours"
            aria-describedby={describedBy('hours')}
            value={custom.hours}
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
      <Field id="managed" label={t('portal_managed')} help={t('portal_managed_help')}>
        <textarea
          id="managed"
          class="code"
          rows={2}
          spellcheck={false}
          aria-describedby={describedBy('managed')}
          value={custom.managed}
          onInput={(event) => edit({ managed: event.currentTarget.value })}
        />
      </Field>
      <Inline form={form} custom={custom} edit={edit} />
    </>
  )
}

/** The document is read at the server while it is typed; what it says stands below it. */
function Inline({ form, custom, edit }: Props & { edit: (change: Partial<CustomDraft>) => void }) {
  const error = troubleAt(form, 'policy')
  const n = characters(custom.inline).toLocaleString('en')
  return (
    <Field id="inline" label={t('portal_inline_policy')} error={error}>
      <textarea
        id="inline"
        class="code"
        rows={10}
        spellcheck={false}
        aria-describedby={`${describedBy('inline')} inline-count`}
        aria-invalid={error !== undefined}
        placeholder='{ "Version": "2012-10-17", "Statement": [] }'
        value={custom.inline}
        onInput={(event) => edit({ inline: event.currentTarget.value })}
      />
      <p class="help ends" id="inline-count">
        <span>{t('portal_inline_help')}</span>
        <span>{t('portal_of', { n, most: mostCharacters.toLocaleString('en') })}</span>
      </p>
    </Field>
  )
}
