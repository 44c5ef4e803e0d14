import type { Request } from '../../../schema/contract/requests.ts'
import { setName } from '../../lib/set-name.ts'
import { groups } from '../../lib/time.ts'
import { credentialsSay, problemWords, t } from '../../lib/words.ts'
import type { Content, Popup } from '../../models/popup.ts'
import { Sensitive } from '../../ui/account-name.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { describedBy, Field } from '../../ui/field.tsx'

interface Props {
  readonly request: Request
  readonly content: Content
  readonly popup: Popup
}

/** Giving access back is asked once more, because what runs on it stops. */
export function EndAccess({ request, content, popup }: Props) {
  const { accountId, accountName, sensitive, session } = request
  const { busy, reachable, problem, ending } = content
  const keep = (): void => popup.askEnd(null)
  return (
    <Dialog title={t('popup_end_title', { account: accountName })} close={keep}>
      <p class="help">
        {groups(accountId)} {sensitive && <Sensitive />}
      </p>
      <p>{t('popup_end_text', { set: setName(request) })}</p>
      {session && <p>{credentialsSay(session)}</p>}
      <Field
        id="reason"
        label={t('popup_end_reason')}
        error={problem ? problemWords(problem).detail : undefined}
      >
        <input
          id="reason"
          aria-describedby={describedBy('reason')}
          maxLength={2000}
          autocomplete="off"
          value={ending?.reason}
          onInput={({ currentTarget }) => popup.giveReason(currentTarget.value)}
        />
      </Field>
      <p class="row buttons">
        <Button kind="danger" disabled={busy || !reachable} onClick={() => void popup.end()}>
          {t('popup_end_access')}
        </Button>
        <Button autofocus onClick={keep}>
          {t('popup_end_keep')}
        </Button>
      </p>
    </Dialog>
  )
}
