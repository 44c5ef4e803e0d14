/** @jsxImportSource ../../lib/dom */
import { label, type Status, type Tone } from '../../../schema/contract/lifecycle.ts'
import type { Request } from '../../../schema/contract/requests.ts'
import { openPortal } from '../../lib/page-messages.ts'
import { portalLink } from '../../lib/portal-link.ts'
import { left } from '../../lib/time.ts'
import { credentialsSay, says, t } from '../../lib/words.ts'
import { Icon, type IconName } from '../parts/icon.tsx'
import { TimeLeft } from '../parts/time-left.tsx'
import type { PanelProps } from './panel.tsx'
import { wereAsked } from './people.ts'

type Props = PanelProps & { request: Request }

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
  const { request } = props
  const { tone, key } = label(request.status)
  return (
    <>
      <div class="body" key={request.status}>
        <p class={`answer ${tone}`}>
          <Icon name={icons[tone]} size={20} /> <Answer request={request} now={props.now} />
        </p>
        {/* The time left is not in it: it would be spoken each minute. */}
        <p class="spoken" role="status">
          {t(key)}
        </p>
        <Details {...props} />
      </div>
      <Ways {...props} />
    </>
  )
}

function Answer({ request, now }: { request: Request; now: number }) {
  const ends = request.session?.endsAt ?? ''
  const { key } = label(request.status)
  if (request.status === 'active') return <span>{`${t(key)}, ${left(Date.parse(ends) - now)}`}</span>
  if (isSettingUp(request.status) && request.decision) {
    return <span>{t('panel_approved_by', { name: request.decision.by.name })}</span>
  }
  return <span>{`${t(key)}.`}</span>
}

function Details({ request, here, page, now }: Props) {
  if (isSettingUp(request.status)) return <p>{t('panel_setting_up')}</p>
  const sentence = says(request, now)
  if (request.status === 'active') {
    return (
      <>
        <TimeLeft request={request} now={now} />
        <p>{sentence}</p>
        {!page.multiSession && <p class="help">{t('panel_will_switch')}</p>}
        <p class="help">{request.session && credentialsSay(request.session)}</p>
      </>
    )
  }
  if (!isWaiting(request.status)) return <p>{sentence}</p>
  return (
    <>
      <p>{wereAsked(request.deciders, here?.account)}</p>
      <p class="help">{sentence}</p>
    </>
  )
}

function Ways({ request, model }: Props) {
  if (request.status === 'active') {
    const link = portalLink(request.accountId, request.permissionSetName, document.location)
    return (
      <div class="foot" key="active">
        <a class="primary" data-first href={link} target="_blank" rel="noreferrer">
          {t('panel_open_in_console')}
        </a>
      </div>
    )
  }
  return (
    <div class="foot" key={request.status}>
      {!isSettingUp(request.status) && (
        <button class="link" data-first onClick={model.askAgain}>
          {t(isWaiting(request.status) ? 'panel_ask_other' : 'panel_ask_again')}
        </button>
      )}
      {isWaiting(request.status) && (
        <button class="link quiet last" onClick={() => openPortal(`/requests/${request.id}`)}>
          {t('panel_withdraw')}
        </button>
      )}
    </div>
  )
}

function isWaiting(status: Status): boolean {
  return status.startsWith('pending')
}

function isSettingUp(status: Status): boolean {
  return status === 'approved' || status === 'admin_approved' || status === 'provisioning'
}
