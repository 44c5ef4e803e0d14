/** @jsxImportSource ../../lib/dom */
import { openPortal } from '../../lib/page-messages.ts'
import type { ShownRequest } from '../../lib/shown.ts'
import { t } from '../../lib/text.ts'
import { left } from '../../lib/time.ts'
import { Icon } from '../parts/icon.tsx'
import { TimeLeft } from '../parts/time-left.tsx'
import { toneIcons } from '../parts/tones.ts'
import type { PanelProps } from './panel.tsx'

type Props = PanelProps & { request: ShownRequest }

/** The panel after sending: one answer, one sentence, and what can be done now. */
export function Followed(props: Props) {
  const { request, now } = props
  const { tone, label, stage, answer, says, help, endMs } = request
  const isActive = stage === 'active'
  return (
    <>
      <div class="body" key={request.status}>
        <p class={`answer ${tone}`}>
          <Icon name={toneIcons[tone]} size={20} />{' '}
          <span>{isActive ? `${label}, ${left(endMs - now)}` : answer}</span>
        </p>
        {/* The time left is not in it: it would be spoken each minute. */}
        <p class="spoken" role="status">
          {label}
        </p>
        {isActive && <TimeLeft request={request} now={now} />}
        <p>{says}</p>
        {help && <p class="help">{help}</p>}
        {isActive && <BeforeOpening {...props} />}
      </div>
      <div class="foot" key={request.status}>
        <Ways {...props} />
      </div>
    </>
  )
}

/** What opening the role will do to this browser, said before it is done. */
function BeforeOpening({ request, page, here, state }: Props) {
  const { set, roleName } = request
  const role = page.permissionSet ?? page.roleName
  return (
    <>
      {page.multiSession ? (
        role && role !== roleName && <p class="help">{t('panel_tab_keeps', { role, set })}</p>
      ) : (
        <p class="help">{t('panel_will_switch')}</p>
      )}
      {here?.sessionsFull && (
        <p class="warning">
          <Icon name="warning" /> {t('problem_five_sessions_detail')}
        </p>
      )}
      {state.opened && (
        <p class="help" role="status">
          {t('problem_not_in_portal_yet_detail')}
        </p>
      )}
    </>
  )
}

function Ways({ request, model, state }: Props) {
  const { stage, ways } = request
  if (stage === 'active') {
    return (
      <a
        class="primary"
        data-first
        href={request.link}
        target="_blank"
        rel="noreferrer"
        onClick={model.opened}
      >
        {t(state.opened ? 'problem_not_in_portal_yet_button' : 'panel_open_in_console')}
      </a>
    )
  }
  if (stage === 'setting-up') return null
  return (
    <>
      {ways.map(({ look, words, route }) => (
        <button key={words} class={look} onClick={() => openPortal(route)}>
          {words}
        </button>
      ))}
      <button key="other" class="link last" data-first onClick={model.openForm}>
        {t('panel_ask_other')}
      </button>
    </>
  )
}
