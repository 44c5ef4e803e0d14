import { useMemo } from 'preact/hooks'
import type { Request } from '../../schema/contract/requests.ts'
import { t } from '../lib/words.ts'
import { catalog } from '../models/catalog.ts'
import { askForm, type AskForm } from '../models/portal/ask-form.ts'
import { pastedError } from '../models/portal/pasted.ts'
import type { One } from '../models/portal/one.ts'
import type { Asking } from '../models/portal/route.ts'
import { sendForm } from '../models/portal/sending.ts'
import { connection, seen } from '../models/seen.ts'
import { Skeleton } from '../ui/skeleton.tsx'
import { adminsSaid } from './parts/admins-said.ts'
import { AccessFields } from './parts/access-fields.tsx'
import { AskMend } from './parts/ask-mend.tsx'
import { DurationField, NewEnd, TicketField, WhyField } from './parts/ask-fields.tsx'
import { useOne } from './parts/use-one.ts'
import { PageHead } from './parts/page-head.tsx'
import { NoSuchRequest } from './parts/no-such-request.tsx'
import { ListNotice } from './parts/notices.tsx'
import { PasteError } from './parts/paste-error.tsx'
import { SendingSoFar } from './parts/sending-so-far.tsx'
import { StartField } from './parts/start-field.tsx'
import { UrgentField } from './parts/urgent-field.tsx'
import { usePreview } from './parts/use-preview.ts'
import { Usual } from './parts/usual.tsx'
import { WhoIsAsked } from './parts/who-is-asked.tsx'

/** Ask for a prepared permission set. What is typed stays until it is sent. */
export function RequestAccessPage({ asking }: { asking: Asking }) {
  const wanted = asking.again ?? asking.extend ?? asking.instead ?? asking.edit
  const { one, refresh } = useOne(wanted ?? '')
  const earlier = one.value
  if (wanted !== undefined && earlier.state === 'refused')
    return <NoSuchRequest problem={earlier.problem} again={() => void refresh()} />
  const waits = !seen.value || !catalog() || (wanted !== undefined && isUnread(earlier, asking))
  return (
    <>
      <PageHead title={t(asking.extend ? 'portal_extend_access' : 'portal_request_access')} />
      {waits ? (
        <>
          <Waiting />
          <ListNotice problem={'problem' in earlier ? earlier.problem : null} again={() => void refresh()} />
        </>
      ) : (
        <Faces asking={asking} earlier={'request' in earlier ? earlier.request : null} />
      )}
    </>
  )
}

/** A custom set is written in full only where the request is read in full, and what is edited has to be as it is now. */
function isUnread(earlier: One, { edit }: Asking): boolean {
  if (earlier.state === 'loading') return true
  return earlier.state === 'partial' && (edit !== undefined || earlier.request.kind === 'custom')
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
  const accounts = catalog()
  if (!accounts) return null
  if (accounts.length === 0) {
    return (
      <div class="card nothing">
        <p>
          <b>{t('portal_nothing_open')}</b>
        </p>
        <p class="second">
          {t('portal_nothing_open_text')} {adminsSaid()}
        </p>
      </div>
    )
  }
  return <Form form={form} />
}

function Form({ form }: { form: AskForm }) {
  usePreview(form)
  const pasted = useMemo(() => pastedError(form), [form])
  const send = async (event: SubmitEvent) => {
    event.preventDefault()
    if (!form.check()) return focusFault()
    await form.sending.run(() => sendRequest(form))
    if (form.sending.problem.value) focusFault()
  }
  return (
    <form class="ask" onSubmit={(event) => void send(event)} noValidate>
      {form.replaces || form.extending.value ? null : <PasteError pasted={pasted} />}
      <SendingSoFar form={form} />
      <section class="card body" aria-label={t('portal_col_access')}>
        <AccessFields form={form} />
      </section>
      <section class="card body" aria-label={t('portal_duration_and_why')}>
        <DurationField form={form} />
        <NewEnd form={form} />
        <WhyField form={form} />
        <TicketField form={form} />
        <StartField form={form} />
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

/** What is wrong is marked with the next drawing. */
function focusFault(): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>('form [aria-invalid="true"]')?.focus())
}

function SendButton({ form }: { form: AskForm }) {
  const busy = form.sending.busy.value
  return (
    <button type="submit" class="button primary" aria-disabled={busy || connection.value !== 'online'}>
      {busy ? t('portal_sending') : sendWords(form)}
    </button>
  )
}

function sendWords({ chosen, replaces, gone, extending }: AskForm): string {
  if (extending.value) return t('portal_extend')
  const n = chosen.value.accounts.length
  if (n > 1) return t('portal_send_many', { n: String(n) })
  return t(replaces && !gone.value ? 'portal_send_edited' : 'portal_send_request')
}

async function sendRequest(form: AskForm): Promise<void> {
  const asked = form.asked()
  if (asked && connection.value === 'online') await sendForm(form, asked)
}
