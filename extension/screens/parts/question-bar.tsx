import { useLayoutEffect, useRef } from 'preact/hooks'
import { t } from '../../lib/words.ts'
import type { Deciding } from '../../models/portal/deciding.ts'
import { connection } from '../../models/seen.ts'
import { Button } from '../../ui/button.tsx'
import { describedBy, Field } from '../../ui/field.tsx'

/** A question goes into the timeline; the request waits on, as it was sent. */
export function QuestionBar({ decision }: { decision: Deciding }) {
  const field = useRef<HTMLTextAreaElement>(null)
  const { question } = decision.opinion.value
  useLayoutEffect(() => field.current?.focus(), [])
  const close = () => {
    decision.edit({ question: null })
    // The bar is drawn anew; the button that opened this one gets the focus back.
    requestAnimationFrame(() => document.querySelector<HTMLElement>('[data-ask]')?.focus())
  }
  const off = decision.sending.busy.value || connection.value !== 'online' || !question?.trim()
  return (
    <>
      <Field id="question" label={t('portal_question')} help={t('portal_note_help')}>
        <textarea
          ref={field}
          id="question"
          rows={2}
          maxLength={2000}
          aria-describedby={describedBy('question')}
          value={question ?? ''}
          onInput={(event) => decision.edit({ question: event.currentTarget.value })}
          onKeyDown={(event) => event.key === 'Escape' && close()}
        />
      </Field>
      <div class="decide-buttons">
        <Button kind="primary" disabled={off} onClick={() => decision.pressAsk()}>
          {t('portal_send_question')}
        </Button>
        <Button kind="link" onClick={close}>
          {t('portal_back_to_review')}
        </Button>
      </div>
    </>
  )
}
