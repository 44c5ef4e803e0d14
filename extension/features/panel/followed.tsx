/** @jsxImportSource ../../lib/dom */
import type { Tone } from '../../../schema/contract/lifecycle.ts'
import { leadingTo } from '../../lib/console-link.ts'
import { openPortal } from '../../lib/page-messages.ts'
import type { ShownRequest } from '../../lib/shown.ts'
import { t } from '../../lib/text.ts'
import { left } from '../../lib/time.ts'
import { Icon, type IconName } from '../parts/icon.tsx'
import { TimeLeft } from '../parts/time-left.tsx'
import type { PanelProps } from './panel.tsx'

type Props = PanelProps & { request: ShownRequest }

const icons: Record<Tone, IconName> = {
  pending: 'dots',
  info: 'ring',
  'in-progress': 'ring',
  success: 'check',
  stopped: 'stop',
  error: 'cross',
  warning: 'warning',
}

/** The panel after sending: one answer, one sentence, and what can be done now. */
export function Followed(props: Props) {
  const { request, page, now } = props
  const { tone, label, stage, answer, says, help, endMs } = request
  const isActive = stage === 'active'
  return (
    <>
      <div class="body" key={request.status}>
        <p class={`answer ${tone}`}>
          <Icon name={icons[tone]} size={20} />{' '}
          <span>{isActive ? `${label}, ${left(endMs - now)}` : answer}</span>
        </p>
        {/* The time left is not in it: it would be spoken each minute. */}
        <p class="spoken" role="status">
          {label}
        </p>
        {isActive && <TimeLeft request={request} now={now} />}
        <p>{says}</p>
        {isActive && !page.multiSession && <p class="help">{t('panel_will_switch')}</p>}
        {help && <p class="help">{help}</p>}
      </div>
      <div class="foot" key={request.status}>
        <Ways {...props} />
      </div>
    </>
  )
}

function Ways({ request, model }: Props) {
  const { stage } = request
  if (stage === 'active') {
    return (
      <a
        class="primary"
        data-first
        href={leadingTo(request.link, document.location)}
        target="_blank"
        rel="noreferrer"
      >
        {t('panel_open_in_console')}
      </a>
    )
  }
  if (stage === 'setting-up') return null
  const isWaiting = stage === 'waiting'
  return (
    <>
      <button class="link" data-first onClick={model.askAgain}>
        {t(isWaiting ? 'panel_ask_other' : 'panel_ask_again')}
      </button>
      {isWaiting && (
        <button class="link quiet last" onClick={() => openPortal(`/requests/${request.id}`)}>
          {t('panel_withdraw')}
        </button>
      )}
    </>
  )
}
