import { problemWords, t } from '../../lib/words.ts'
import { type AskForm, type FieldName, placeOf } from '../../models/portal/ask-form.ts'

/** What is wrong with a field: left out, or refused when it was sent. */
export function troubleAt(form: AskForm, field: FieldName): string | undefined {
  if (form.left.value === field)
    return field === 'why' ? t('problem_reason_short_detail') : t(`portal_missing_${field}`)
  const problem = form.sending.problem.value ?? form.preview.problem.value
  return problem && placeOf(problem) === field ? problemWords(problem).detail : undefined
}
