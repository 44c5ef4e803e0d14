/** @jsxImportSource ../../lib/dom */
import type { Here } from '../../lib/messages.ts'
import { open } from '../../lib/page-messages.ts'
import type { ShownTrouble } from '../../lib/shown.ts'
import { t } from '../../lib/text.ts'
import { AccessChoice } from './access-choice.tsx'
import { DurationChoice } from './duration-choice.tsx'
import { chosen, draftedArn } from './model.ts'
import type { PanelProps } from './panel.tsx'
import { Row } from './row.tsx'
import { Mend, TroubleNote } from './trouble.tsx'

type Props = PanelProps & { here: Here }

export function AskForm(props: Props) {
  const { page, here, state, model } = props
  const choice = chosen(state.draft, here, state.suggested)
  if (!choice) return null
  const tooLong = about('for', state.trouble)
  return (
    <>
      <div class="body rows" key="form">
        <AccessChoice
          sets={choice.sets}
          arn={choice.set.arn}
          help={state.suggested?.note}
          choose={(setArn) => model.edit({ setArn })}
        />
        <DurationChoice
          {...choice}
          trouble={tooLong}
          mend={<Mend trouble={tooLong} model={model} />}
          choose={(seconds) => model.edit({ seconds })}
        />
        <Why {...props} />
        <Row name="asked" help={(state.before ?? here).until}>
          <p class="people">{(state.before ?? here).asked}</p>
          {state.before?.unread && <p key="unread">{state.before.unread}</p>}
        </Row>
        <label class="urgent">
          <input
            type="checkbox"
            checked={state.draft.urgent}
            onChange={(event) => model.edit({ urgent: event.currentTarget.checked })}
          />
          {t('panel_urgent')}
        </label>
        {props.covered && (
          <p class="error" role="alert">
            {t('panel_covered')}
          </p>
        )}
        <TroubleNote trouble={state.trouble} model={model} />
      </div>
      <Buttons
        {...props}
        form={`/request?account=${page.accountId}${choice.set.arn === draftedArn ? '' : `&set=${encodeURIComponent(choice.set.arn)}`}`}
      />
    </>
  )
}

function about(row: ShownTrouble['row'], trouble: ShownTrouble | null): ShownTrouble | null {
  return trouble?.row === row ? trouble : null
}

/** Left to the browser while it is typed in: what is there is read when it is left, and when it is sent. */
function Why({ state, model }: Props) {
  const short = about('why', state.trouble)
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

function Buttons({ state, model, press, form }: Props & { form: string }) {
  return (
    <div class="foot" key="form">
      <button class="primary" data-send aria-disabled={state.sending} onClick={press}>
        {t(state.sending ? 'panel_sending' : 'panel_send')}
      </button>
      <button class="link" onClick={model.close}>
        {t('panel_cancel')}
      </button>
      <button class="link last" onClick={() => open({ what: 'portal', route: form, denied: state.denied })}>
        {t('panel_full_form')}
      </button>
    </div>
  )
}
