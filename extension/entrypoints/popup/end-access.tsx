import { useEffect, useRef, useState } from 'preact/hooks'
import type { Request } from '../../../schema/contract/requests.ts'
import { setName } from '../../lib/set-name.ts'
import { credentialsSay, problemWords, t } from '../../lib/words.ts'
import { busy, lastRefusal, reachable, release } from '../../models/popup.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field } from '../../ui/field.tsx'
import { groups } from '../../lib/time.ts'

/** Giving access back is asked once more, because what runs on it stops. */
export function EndAccess({ request, close }: { request: Request; close: () => void }) {
  const [reason, setReason] = useState('')
  const [key] = useState(() => crypto.randomUUID())
  const { id, accountId, accountName, session } = request
  const end = async (): Promise<void> => {
    if (await release(id, reason, key)) close()
  }
  return (
    <Dialog title={t('popup_end_title', { account: accountName })} close={close}>
      <p class="help">{groups(accountId)}</p>
      <p>{t('popup_end_text', { set: setName(request) })}</p>
      {session && <p>{credentialsSay(session)}</p>}
      <Field id="reason" label={t('popup_end_reason')} error={refusal()}>
        <input
          id="reason"
          maxLength={2000}
          value={reason}
          onInput={(e) => setReason(e.currentTarget.value)}
        />
      </Field>
      <p class="row buttons">
        <Keep close={close} />
        <Button kind="danger" disabled={busy.value || !reachable.value} onClick={() => void end()}>
          {t('popup_end_access')}
        </Button>
      </p>
    </Dialog>
  )
}

/** The focus starts on what changes nothing. */
function Keep({ close }: { close: () => void }) {
  const button = useRef<HTMLSpanElement>(null)
  useEffect(() => button.current?.querySelector('button')?.focus(), [])
  return (
    <span ref={button}>
      <Button onClick={close}>{t('popup_end_keep')}</Button>
    </span>
  )
}

function refusal(): string | undefined {
  const problem = lastRefusal.value
  return problem ? problemWords(problem).detail : undefined
}
