import { useMemo, useState } from 'preact/hooks'
import type { Request } from '../../../schema/contract/requests.ts'
import { t } from '../../lib/words.ts'
import { act, command } from '../../models/portal/act.ts'
import { say } from '../../models/portal/notice.ts'
import { connection, seen } from '../../models/seen.ts'
import { describedBy, Field } from '../../ui/field.tsx'
import { ProblemNote } from './notices.tsx'

/** A word between requester and those who decide; an Auditor only reads. */
export function NoteForm({ request, done }: { request: Request; done: () => void }) {
  const [text, setText] = useState('')
  const sending = useMemo(command, [])
  if (seen.value?.me.auditor) return null
  const off = sending.busy.value || connection.value !== 'online' || text.trim() === ''
  const send = (event: SubmitEvent) => {
    event.preventDefault()
    if (off) return
    void sending.run(async () => {
      await act('note', { id: request.id, text: text.trim() })
      setText('')
      say(t('portal_noted_said'))
      done()
    })
  }
  return (
    <form class="note-form" onSubmit={send}>
      <Field id="note" label={t('portal_note')} help={t('portal_note_help')}>
        <textarea
          id="note"
          rows={2}
          maxLength={2000}
          aria-describedby={describedBy('note')}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </Field>
      {sending.problem.value && <ProblemNote problem={sending.problem.value} />}
      <div>
        <button type="submit" class="button normal" aria-disabled={off}>
          {t('portal_send_note')}
        </button>
      </div>
    </form>
  )
}
