import { t } from '../../lib/text.ts'
import { Button } from '../../ui/button.tsx'
import { Mark } from '../../ui/mark.tsx'

/** Nothing is known of anybody yet. */
interface Props {
  readonly busy: boolean
  readonly failed: boolean
  readonly signIn: () => Promise<void>
}

export function SignIn({ busy, failed, signIn }: Props) {
  return (
    <section class="nothing">
      <Mark width={28} />
      <h2>{t('popup_sign_in_title')}</h2>
      <p>{t('popup_sign_in_text')}</p>
      <Button kind="primary" disabled={busy} onClick={() => void signIn()}>
        {t(busy ? 'popup_signing_in' : 'popup_sign_in')}
      </Button>
      <p class="failed" role="status">
        {failed && t('popup_sign_in_failed')}
      </p>
    </section>
  )
}
