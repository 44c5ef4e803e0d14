import { useMemo, useRef } from 'preact/hooks'
import { t } from '../../lib/words.ts'
import type { AskForm } from '../../models/portal/ask-form.ts'
import type { CustomDraft } from '../../models/portal/custom-draft.ts'
import { faultsOf, isReadable, markIn, reviewing } from '../../models/portal/policy-review.ts'
import { characters, mostCharacters } from '../../models/portal/policy-text.ts'
import { connection } from '../../models/seen.ts'
import { describedBy, Field } from '../../ui/field.tsx'
import { troubleAt } from './ask-trouble.ts'
import { PolicyFaults, PolicySaid } from './policy-said.tsx'
import { useRested } from './use-rested.ts'

interface Props {
  readonly form: AskForm
  readonly custom: CustomDraft
  readonly edit: (change: Partial<CustomDraft>) => void
}

/** The document, read at the server while it is typed; what it says stands below it. */
export function InlinePolicy({ form, custom, edit }: Props) {
  const field = useRef<HTMLTextAreaElement>(null)
  const review = useMemo(reviewing, [])
  const { inline, managed } = custom
  const asked = isReadable(custom) && connection.value === 'online' ? custom : null
  useRested(JSON.stringify(asked && [inline, managed]), () => void review.look(asked))
  const shown = review.shown.value
  const faults = shown ? faultsOf(shown) : []
  const left = mostCharacters - characters(inline)
  const error = errorOf(form, left, faults.length > 0)
  return (
    <>
      <Field id="inline" label={t('portal_inline_policy')} error={error}>
        <textarea
          ref={field}
          id="inline"
          class="code"
          rows={12}
          wrap="off"
          spellcheck={false}
          aria-describedby={`${describedBy('inline')} inline-count inline-faults`}
          aria-invalid={error !== undefined || faults.length > 0}
          placeholder={'{\n  "Version": "2012-10-17",\n  "Statement": []\n}'}
          value={inline}
          onInput={(event) => edit({ inline: visible(event.currentTarget.value) })}
        />
        <p class="help ends" id="inline-count">
          <span>{t('portal_inline_help')}</span>
          <span>{t('portal_characters_left', { n: String(Math.max(0, left)) })}</span>
        </p>
      </Field>
      <PolicyFaults
        faults={faults}
        custom={custom}
        edit={edit}
        goTo={(span) => field.current && markIn(field.current, span)}
      />
      {shown && faults.length === 0 && <PolicySaid review={shown} />}
    </>
  )
}

/** What reading it says is said better below. */
function errorOf(form: AskForm, left: number, isTold: boolean): string | undefined {
  if (left < 0) return t('portal_characters_over', { n: String(-left) })
  return isTold ? undefined : troubleAt(form, 'policy')
}

/** A mark at the start of a file is seen by nobody. */
function visible(text: string): string {
  return text.replace(/^\uFEFF/, '')
}
