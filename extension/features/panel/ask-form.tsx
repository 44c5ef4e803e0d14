/** @jsxImportSource ../../lib/dom */
import type { CatalogAccount } from '../../../schema/contract/catalog.ts'
import type { Here } from '../../lib/messages.ts'
import { openPortal } from '../../lib/page-messages.ts'
import { dayTime } from '../../lib/time.ts'
import { t } from '../../lib/words.ts'
import { AccessChoice } from './access-choice.tsx'
import { DurationChoice } from './duration-choice.tsx'
import { chosen } from './model.ts'
import type { PanelProps } from './panel.tsx'
import { namesOf } from './people.ts'
import { TroubleAt, TroubleNote } from './trouble.tsx'

type Props = PanelProps & { here: Here; account: CatalogAccount }

export function AskForm(props: Props) {
  const { here, account, state, model } = props
  const choice = chosen(state.draft, account, here.minSeconds)
  if (!choice) return null
  const { set, offered, seconds } = choice
  return (
    <>
      <div class="body rows" key="form">
        <AccessChoice
          sets={account.permissionSets}
          arn={set.arn}
          choose={(setArn) => model.edit({ setArn })}
        />
        <DurationChoice
          offered={offered}
          seconds={seconds}
          set={set}
          trouble={state.trouble}
          choose={(chosenSeconds) => model.edit({ seconds: chosenSeconds })}
        />
        <Why {...props} />
        <WhoIsAsked here={here} account={account} />
        <TroubleNote trouble={state.trouble} model={model} />
        {props.covered && <p class="error">{t('panel_covered')}</p>}
      </div>
      <Buttons {...props} form={`/request?account=${account.id}&set=${encodeURIComponent(set.arn)}`} />
    </>
  )
}

/** Left to the browser while it is typed in: what leaves it is read when it is left, and when it is sent. */
function Why({ state, model }: Props) {
  const short = state.trouble?.type === '/problems/reason-short'
  return (
    <div class="row">
      <label for="why">{t('panel_why')}</label>
      <div>
        <textarea
          id="why"
          name="why"
          rows={2}
          maxLength={2000}
          required
          data-first
          aria-invalid={short}
          aria-describedby="why-help"
          onChange={(event) => model.edit({ why: event.currentTarget.value })}
        >
          {state.draft.why}
        </textarea>
        <div id="why-help">
          {short ? <TroubleAt trouble={state.trouble} /> : <p class="help">{t('panel_why_help')}</p>}
        </div>
      </div>
    </div>
  )
}

function WhoIsAsked({ here, account }: { here: Here; account: CatalogAccount }) {
  const until = new Date(Date.now() + here.windowSeconds * 1000).toISOString()
  return (
    <div class="row">
      <b>{t('panel_asked')}</b>
      <div>
        <p>{account.decidersCount > 0 ? namesOf(account) : t('panel_asked_nobody')}</p>
        {account.decidersCount > 0 && <p class="help">{t('panel_until', { time: dayTime(until) })}</p>}
      </div>
    </div>
  )
}

function Buttons({ state, model, press, form }: Props & { form: string }) {
  return (
    <div class="foot" key="form">
      <button type="button" class="primary" data-send aria-disabled={state.sending} onClick={press}>
        {t(state.sending ? 'panel_sending' : 'panel_send')}
      </button>
      <button type="button" class="link" onClick={model.close}>
        {t('panel_cancel')}
      </button>
      <button type="button" class="link last" onClick={() => openPortal(form)}>
        {t('panel_full_form')}
      </button>
    </div>
  )
}
