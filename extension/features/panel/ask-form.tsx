/** @jsxImportSource ../../lib/dom */
import type { CatalogAccount } from '../../../schema/contract/catalog.ts'
import type { Here } from '../../lib/messages.ts'
import { openPortal } from '../../lib/page-messages.ts'
import { dayTime } from '../../lib/time.ts'
import { type Refused, t } from '../../lib/words.ts'
import { AccessChoice } from './access-choice.tsx'
import { DurationChoice } from './duration-choice.tsx'
import { chosen } from './model.ts'
import type { PanelProps } from './panel.tsx'
import { namesOf } from './people.ts'
import { Row } from './row.tsx'
import { TroubleNote } from './trouble.tsx'

type Props = PanelProps & { here: Here; account: CatalogAccount }

export function AskForm(props: Props) {
  const { here, account, state, model } = props
  const choice = chosen(state.draft, account, here.minSeconds)
  if (!choice) return null
  return (
    <>
      <div class="body rows" key="form">
        <AccessChoice
          sets={account.permissionSets}
          arn={choice.set.arn}
          choose={(setArn) => model.edit({ setArn })}
        />
        <DurationChoice
          {...choice}
          trouble={about('too-long', state.trouble)}
          choose={(seconds) => model.edit({ seconds })}
        />
        <Why {...props} />
        <WhoIsAsked here={here} account={account} />
        <TroubleNote trouble={state.trouble} model={model} />
        {props.covered && <p class="error">{t('panel_covered')}</p>}
      </div>
      <Buttons {...props} form={`/request?account=${account.id}&set=${encodeURIComponent(choice.set.arn)}`} />
    </>
  )
}

function about(key: string, trouble: Refused | null): Refused | false | null {
  return trouble?.type === `/problems/${key}` && trouble
}

/** Left to the browser while it is typed in: what is there is read when it is left, and when it is sent. */
function Why({ state, model }: Props) {
  const short = about('reason-short', state.trouble)
  return (
    <Row name="why" help={t('panel_why_help')} trouble={short}>
      <textarea
        id="text"
        rows={2}
        maxLength={2000}
        data-first
        aria-labelledby="why"
        aria-describedby="why-help"
        aria-invalid={!!short}
        onChange={(event) => model.edit({ why: event.currentTarget.value })}
      >
        {state.draft.why}
      </textarea>
    </Row>
  )
}

function WhoIsAsked({ here, account }: { here: Here; account: CatalogAccount }) {
  if (!account.decidersCount) return <Row name="asked">{t('panel_asked_nobody')}</Row>
  const until = new Date(Date.now() + here.windowSeconds * 1000).toISOString()
  return (
    <Row name="asked" help={t('panel_until', { time: dayTime(until) })}>
      <p class="people">{namesOf(account)}</p>
    </Row>
  )
}

function Buttons({ state, model, press, form }: Props & { form: string }) {
  return (
    <div class="foot" key="form">
      <button class="primary" data-send aria-disabled={state.sending} onClick={press}>
        {t(state.sending ? 'panel_sending' : 'panel_send')}
      </button>
      <button class="link" onClick={model.close}>
        {t('panel_cancel')}
      </button>
      <button class="link last" onClick={() => openPortal(form)}>
        {t('panel_full_form')}
      </button>
    </div>
  )
}
