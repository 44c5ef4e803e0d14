import { useMemo } from 'preact/hooks'
import type { Request } from '../../schema/contract/requests.ts'
import { t } from '../lib/words.ts'
import { act } from '../models/portal/act.ts'
import { askForm, type AskForm } from '../models/portal/ask-form.ts'
import { say } from '../models/portal/notice.ts'
import { pastedError } from '../models/portal/pasted.ts'
import { type Asking, go } from '../models/portal/route.ts'
import { connection, seen } from '../models/seen.ts'
import { Skeleton } from '../ui/skeleton.tsx'
import { AccessFields } from './parts/access-fields.tsx'
import { AskMend } from './parts/ask-mend.tsx'
import { DurationField, TicketField, WhyField } from './parts/ask-fields.tsx'
import { useOne } from './parts/use-one.ts'
import { PageHead } from './parts/page-head.tsx'
import { PasteError } from './parts/paste-error.tsx'
import { UrgentField } from './parts/urgent-field.tsx'
import { usePreview } from './parts/use-preview.ts'
import { Usual } from './parts/usual.tsx'
import { WhoIsAsked } from './parts/who-is-asked.tsx'

/** Ask for a prepared permission set. What is typed stays until it is sent. */
export function RequestAccessPage({ asking }: { asking: Asking }) {
  const earlier = useOne(asking.again ?? asking.extend ?? asking.instead ?? '').one.value
  const wanted = (asking.again ?? asking.extend ?? asking.instead) !== undefined
  const waits = !seen.value || (wanted && earlier.state === 'loading')
  return (
    <>
      <PageHead title={t(asking.extend ? 'portal_extend_access' : 'portal_request_access')} />
      {waits ? (
        <Waiting />
      ) : (
        <Faces asking={asking} earlier={'request' in earlier ? earlier.request : null} />
      )}
    </>
  )
}

function Waiting() {
  return (
    <div class="card waiting" aria-busy="true">
      <Skeleton rows={4} />
    </div>
  )
}

function Faces({ asking, earlier }: { asking: Asking; earlier: Request | null }) {
  const form = useMemo(() => askForm(asking, earlier), [])
  const known = seen.value
  if (!known) return null
  if (known.catalog.length === 0) {
    return (
      <div class="card nothing">
        <p>
          <b>{t('portal_nothing_open')}</b>
        </p>
        <p class="second">{t('portal_nothing_open_text')}</p>
      </div>
    )
  }
  return <Form form={form} />
}

function Form({ form }: { form: AskForm }) {
  usePreview(form)
  const pasted = useMemo(() => pastedError(form), [form])
  const send = (event: SubmitEvent) => {
    event.preventDefault()
    if (!form.check()) {
      // What is missing is marked with the next drawing.
      requestAnimationFrame(() => document.querySelector<HTMLElement>('form [aria-invalid="true"]')?.focus())
      return
    }
    void form.sending.run(() => sendRequest(form))
  }
  return (
    <form class="ask" onSubmit={send} noValidate>
      <PasteError pasted={pasted} />
      <section class="card body" aria-label={t('portal_col_access')}>
        <AccessFields form={form} />
      </section>
      <section class="card body" aria-label={t('portal_duration_and_why')}>
        <DurationField form={form} />
        <WhyField form={form} />
        <TicketField form={form} />
      </section>
      <section class="card body asked" aria-label={t('portal_who_is_asked')}>
        <div class="stack">
          <WhoIsAsked form={form} />
          <UrgentField form={form} />
        </div>
        <Usual form={form} />
        <div class="send">
          {/* Where no request helps there is nothing to send. */}
          {!pasted.read.value?.reason && <SendButton form={form} />}
        </div>
      </section>
      <AskMend form={form} />
    </form>
  )
}

function SendButton({ form }: { form: AskForm }) {
  const busy = form.sending.busy.value
  return (
    <button type="submit" class="button primary" aria-disabled={busy || connection.value !== 'online'}>
      {t(busy ? 'portal_sending' : 'portal_send_request')}
    </button>
  )
}

async function sendRequest(form: AskForm): Promise<void> {
  const asked = form.asked()
  if (!asked || connection.value !== 'online') return
  const { id } = await act('open', asked)
  form.forget()
  say(t('portal_sent'), 'next')
  go({ page: 'one', id })
}
