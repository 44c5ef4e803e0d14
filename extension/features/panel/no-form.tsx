/** @jsxImportSource ../../lib/dom */
import type { Here } from '../../lib/messages.ts'
import { open } from '../../lib/page-messages.ts'
import { t } from '../../lib/text.ts'
import type { PanelModel } from './model.ts'

/** Why nothing can be asked for here, and the one way on. */
export function NoForm({ here, form }: { here: Here | null; form: string }) {
  if (!here || (here.signedIn && here.seenAt === null)) return <p class="body help">{t('panel_loading')}</p>
  const [about, way] = here.signedIn
    ? (['panel_nothing', { what: 'portal', route: form }] as const)
    : (['problem_signed_out', { what: 'sign-in' }] as const)
  return (
    <>
      <div class="body" key={about}>
        <b>{t(`${about}_title`)}</b>
        <p>{t(`${about}_detail`)}</p>
      </div>
      <div class="foot" key={about}>
        <button class="primary" data-first onClick={() => open(way)}>
          {t(`${about}_button`)}
        </button>
      </div>
    </>
  )
}

/** Nothing that may be asked for allows what was denied: why, and nothing to send for it. */
export function NoHelp({ says, model }: { says: string; model: PanelModel }) {
  return (
    <>
      <div class="body" key="no-help" role="status">
        <b>{t('problem_no_request_helps_title')}</b>
        <p>{says}</p>
      </div>
      <div class="foot" key="no-help">
        <button class="link" data-first onClick={model.askAgain}>
          {t('panel_ask_other')}
        </button>
      </div>
    </>
  )
}
