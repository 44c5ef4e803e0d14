/** @jsxImportSource ../../lib/dom */
import type { Here } from '../../lib/messages.ts'
import { openSignIn, openPortal } from '../../lib/page-messages.ts'
import { t } from '../../lib/words.ts'

/** Why nothing can be asked for here, and the one way on. */
export function NoForm({ here, form }: { here: Here | null; form: string }) {
  if (!here || (here.signedIn && here.seenAt === null)) return <p class="body help">{t('panel_loading')}</p>
  const about = here.signedIn ? 'panel_nothing' : 'problem_signed_out'
  return (
    <>
      <div class="body" key={about}>
        <b>{t(`${about}_title`)}</b>
        <p>{t(`${about}_detail`)}</p>
      </div>
      <div class="foot" key={about}>
        <button class="primary" data-first onClick={here.signedIn ? () => openPortal(form) : openSignIn}>
          {t(`${about}_button`)}
        </button>
      </div>
    </>
  )
}
