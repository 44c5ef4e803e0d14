import { t } from '../../lib/words.ts'
import type { AskForm } from '../../models/portal/ask-form.ts'
import { Note } from '../../ui/note.tsx'

/** What is sent already and what is not; of an edited request, whether the old one still waits. */
export function SendingSoFar({ form }: { form: AskForm }) {
  return (
    <>
      {form.replaces && <Edits gone={form.gone.value} />}
      <SentIn form={form} />
    </>
  )
}

function Edits({ gone }: { gone: boolean }) {
  if (gone) {
    return (
      <Note tone="warning" title={t('portal_edits_withdrawn')}>
        {t('portal_edits_withdrawn_text')}
      </Note>
    )
  }
  return (
    <Note tone="info" title={t('portal_edits')}>
      {t('portal_edits_text')}
    </Note>
  )
}

function SentIn({ form }: { form: AskForm }) {
  const { sent } = form.outcomes.value
  if (sent.length === 0) return null
  const accounts = sent.map(({ name }) => name).join(', ')
  const left = form.chosen.value.accounts.length
  return (
    <Note tone="info" title={t('portal_sent_in', { accounts })}>
      {left > 0 && t('portal_not_sent_in', { n: String(left) })}
    </Note>
  )
}
