import { t } from '../../lib/words.ts'
import type { Request } from '../../../schema/contract/requests.ts'
import type { Deciding } from '../../models/portal/deciding.ts'
import { connection } from '../../models/seen.ts'
import { Button } from '../../ui/button.tsx'
import { AnswerField, useFocus } from './answer-field.tsx'
import type { Evidence } from './evidence.tsx'
import { Instead } from './instead.tsx'

const starters = ['portal_starter_narrower', 'portal_starter_ticket'] as const

interface Props extends Pick<Evidence, 'narrower'> {
  readonly request: Request
  readonly decision: Deciding
}

/** A no says why: the requester will read it. */
export function RejectBar({ request, decision, narrower }: Props) {
  const field = useFocus(decision, '[data-reject]')
  const { reason } = decision.opinion.value
  const start = (words: string) => {
    decision.edit({ reason: words })
    field.current?.focus()
  }
  const close = () => decision.edit({ writing: null, narrower: null })
  return (
    <>
      <Instead request={request} decision={decision} narrower={narrower} />
      <AnswerField
        id="reason"
        label={t('portal_why_not')}
        error={decision.reasonShort.value ? t('portal_reason_short') : undefined}
        value={reason}
        write={(words) => decision.edit({ reason: words })}
        close={close}
        field={field}
      />
      <p class="starters">
        {starters.map((key) => (
          <Button key={key} kind="link" small onClick={() => start(t(key))}>
            {t(key)}
          </Button>
        ))}
      </p>
      <div class="decide-buttons">
        <Button
          kind="danger"
          disabled={decision.sending.busy.value || connection.value !== 'online'}
          onClick={() => decision.pressReject()}
        >
          {rejectWords(decision.count.value)}
        </Button>
        <Button kind="link" onClick={close}>
          {t('portal_back_to_review')}
        </Button>
      </div>
    </>
  )
}

function rejectWords(n: number): string {
  return n === 1 ? t('portal_reject') : t('portal_reject_many', { n: String(n) })
}
