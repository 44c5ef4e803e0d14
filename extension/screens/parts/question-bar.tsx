import { t } from '../../lib/words.ts'
import type { Deciding } from '../../models/portal/deciding.ts'
import { connection } from '../../models/seen.ts'
import { Button } from '../../ui/button.tsx'
import { AnswerField, useFocus } from './answer-field.tsx'

/** A question goes into the timeline; the request waits on, as it was sent. */
export function QuestionBar({ decision }: { decision: Deciding }) {
  const field = useFocus(decision, '[data-ask]')
  const { question } = decision.opinion.value
  const close = () => decision.edit({ writing: null })
  const off = decision.sending.busy.value || connection.value !== 'online' || !question.trim()
  return (
    <>
      <AnswerField
        id="question"
        label={t('portal_question')}
        help={t('portal_note_help')}
        value={question}
        write={(words) => decision.edit({ question: words })}
        close={close}
        field={field}
      />
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
