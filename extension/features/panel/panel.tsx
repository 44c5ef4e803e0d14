/** @jsxImportSource ../../lib/dom */
import type { Page } from '../../lib/console-page.ts'
import type { Here } from '../../lib/messages.ts'
import type { ShownRequest } from '../../lib/shown.ts'
import { t } from '../../lib/text.ts'
import { AccountLine } from '../parts/account-line.tsx'
import { Icon, Mark } from '../parts/icon.tsx'
import { AskForm } from './ask-form.tsx'
import { Followed } from './followed.tsx'
import type { PanelModel, PanelState } from './model.ts'
import { NoForm } from './no-form.tsx'
import { mend } from './trouble.tsx'

export interface PanelProps {
  readonly page: Page
  readonly here: Here | null
  readonly state: PanelState
  readonly model: PanelModel
  /** Sends, if the button was to be seen long enough. */
  readonly press: (event: Event) => void
  readonly covered: boolean
  readonly now: number
}

/** One panel from asking to the end: its head stays, what is under it changes. */
export function Panel(props: PanelProps) {
  const { page, here, state, model } = props
  return (
    <section class="panel" role="dialog" aria-labelledby="title">
      <div class="head">
        <Mark />
        <h2 id="title">{t('panel_title')}</h2>
        <button class="close" aria-label={t('panel_close')} onClick={model.close}>
          <Icon name="close" />
        </button>
      </div>
      <div class="about">
        <AccountLine id={page.accountId} name={here?.account?.name} sensitive={here?.account?.sensitive} />
        {state.followed && <WhatWasAsked {...state.followed} />}
        {!state.followed && state.denied && (
          <p class="stopped-at">
            <span>{t('panel_stopped_at')}</span> {state.denied.at}
          </p>
        )}
      </div>
      <PanelBody {...props} />
    </section>
  )
}

function PanelBody(props: PanelProps) {
  const { here, state, model } = props
  const none = here?.none
  if (state.followed) return <Followed {...props} request={state.followed} />
  if (state.suggested?.says) return <NoHelp says={state.suggested.says} model={model} />
  if (none) return <NoForm {...none} look="primary" go={() => mend(none, model)} />
  if (here?.account) return <AskForm {...props} here={here} />
  return <p class="body help">{t('panel_loading')}</p>
}

/** Nothing that may be asked for allows what was denied: why, and nothing to send for it. */
function NoHelp({ says, model }: { says: string; model: PanelModel }) {
  return (
    <NoForm
      title={t('problem_no_request_helps_title')}
      detail={says}
      look="normal"
      button={t('panel_ask_other')}
      go={model.openForm}
    />
  )
}

function WhatWasAsked({ set, duration, why }: ShownRequest) {
  return (
    <>
      <p>{`${set}\u2003${duration}`}</p>
      <p class="quote">“{why}”</p>
    </>
  )
}
