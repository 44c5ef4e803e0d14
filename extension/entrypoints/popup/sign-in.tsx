import { t } from '../../lib/text.ts'
import { busy, lastRefusal, signIn } from '../../models/popup.ts'
import { Button } from '../../ui/button.tsx'
import { Mark } from '../../ui/mark.tsx'

/** Nothing is known of anybody yet. */
export function SignIn() {
  return (
    <section class="nothing">
      <Mark width={28} />
      <h2>{t('popup_sign_in_title')}</h2>
      <p>{t('popup_sign_in_text')}</p>
      <Button kind="primary" disabled={busy.value} onClick={() => void signIn()}>
        {t(busy.value ? 'popup_signing_in' : 'popup_sign_in')}
      </Button>
      <p class="failed" role="status">
        {lastRefusal.value?.type === '/problems/signed-out' && t('popup_sign_in_failed')}
      </p>
    </section>
  )
}
