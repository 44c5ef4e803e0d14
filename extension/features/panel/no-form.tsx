/** @jsxImportSource ../../lib/dom */
import { t } from '../../lib/words.ts'
import type { Here } from '../../lib/messages.ts'
import { openPopup, openPortal } from '../../lib/page-messages.ts'

/** Why nothing can be asked for here, and the one way on. */
export function NoForm({ here, form }: { here: Here | null; form: string }) {
  if (!here || (here.signedIn && here.seenAt === null)) return <p class="body help">{t('panel_loading')}</p>
  if (!here.signedIn) {
    return (
      <Reason
        title={t('problem_signed_out_title')}
        says={t('problem_signed_out_detail')}
        button={t('problem_signed_out_button')}
        go={openPopup}
      />
    )
  }
  return (
    <Reason
      title={t('panel_nothing_title')}
      says={t('panel_nothing_says')}
      button={t('panel_full_form')}
      go={() => openPortal(form)}
    />
  )
}

function Reason(props: { title: string; says: string; button: string; go: () => void }) {
  return (
    <>
      <div class="body" key="none">
        <h3>{props.title}</h3>
        <p>{props.says}</p>
      </div>
      <div class="foot" key="none">
        <button type="button" class="primary" data-first onClick={props.go}>
          {props.button}
        </button>
      </div>
    </>
  )
}
