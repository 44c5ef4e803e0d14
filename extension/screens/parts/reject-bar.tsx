import { useLayoutEffect, useRef } from 'preact/hooks'
import { t } from '../../lib/words.ts'
import type { Request } from '../../../schema/contract/requests.ts'
import type { Deciding } from '../../models/portal/deciding.ts'
import { connection } from '../../models/seen.ts'
import { Button } from '../../ui/button.tsx'
import { describedBy, Field } from '../../ui/field.tsx'
import { Instead } from './instead.tsx'

const starters = ['portal_starter_narrower', 'portal_starter_ticket'] as const

/** A no says why: the requester will read it. */
export function RejectBar({ request, decision }: { request: Request; decision: Deciding }) {
  const field = useRef<HTMLTextAreaElement>(null)
  const { reason } = decision.opinion.value
  useLayoutEffect(() => field.current?.focus(), [])
  const start = (words: string) => {
    decision.edit({ reason: words })
    field.current?.focus()
  }
  const close = () => {
    decision.edit({ reason: null, narrower: null })
    // The bar is drawn anew; the button that opened this one gets the focus back.
    requestAnimationFrame(() => document.querySelector<HTMLElement>('[data-reject]')?.focus())
  }
  return (
    <>
      <Instead request={request} decision={decision} />
      <Field
        id="reason"
        label={t('portal_why_not')}
        error={decision.reasonShort.value ? t('portal_reason_short') : undefined}
      >
        <textarea
          ref={field}
          id="reason"
          rows={2}
          maxLength={2000}
          aria-describedby={describedBy('reason')}
          aria-invalid={decision.reasonShort.value}
          value={reason ?? ''}
          onInput={(event) => decision.edit({ reason: event.currentTarget.value })}
          onKeyDown={(event) => event.key === 'Escape' && close()}
        />
      </Field>
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
          {t('portal_reject')}
        </Button>
        <Button kind="link" onClick={close}>
          {t('portal_back_to_review')}
        </Button>
      </div>
    </>
  )
}
