/** @jsxImportSource ../../lib/dom */
import type { Request } from '../../../schema/contract/requests.ts'
import { openPortal } from '../../lib/page-messages.ts'
import { setName } from '../../lib/set-name.ts'
import { clockTime, left } from '../../lib/time.ts'
import { credentialsSay, t } from '../../lib/words.ts'
import { AccountLine } from '../parts/account-line.tsx'
import { Icon, type IconName } from '../parts/icon.tsx'
import { TimeLeft } from '../parts/time-left.tsx'
import { urgency } from '../parts/tick.ts'
import { UrgencyIcon } from './clock.tsx'

interface Props {
  readonly request: Request
  readonly now: number
  readonly close: () => void
  readonly askForMore: () => void
}

/** Under the capsule: the session in full. Ending it is confirmed in the portal, out of the page's reach. */
export function ClockMenu({ request, now, close, askForMore }: Props) {
  const doing = (go: () => void) => () => {
    close()
    go()
  }
  return (
    <section class="panel" role="dialog" aria-label={t('clock_menu')}>
      <Running request={request} now={now} />
      <div>
        <Item icon="plus" words={t('panel_button')} first go={doing(askForMore)} />
        <Item
          icon="stop"
          words={t('clock_end_access')}
          go={doing(() => openPortal(`/sessions?end=${request.id}`))}
        />
        <Item
          icon="open"
          words={t('clock_open_session')}
          go={doing(() => openPortal(`/requests/${request.id}`))}
        />
      </div>
    </section>
  )
}

function Running({ request, now }: { request: Request; now: number }) {
  const endsAt = request.session?.endsAt ?? ''
  const leftMs = Date.parse(endsAt) - now
  const hurry = urgency(leftMs)
  return (
    <div class="running">
      <AccountLine id={request.accountId} name={request.accountName} sensitive={request.sensitive} />
      <p class="spread">
        <span>{setName(request)}</span>
        <span class="small success">
          <Icon name="check" /> {t('status_active')}
        </span>
      </p>
      <p class="spread">
        <span class={`answer ${hurry}`}>
          <UrgencyIcon hurry={hurry} size={20} /> {left(leftMs)}
        </span>
        <span>{t('clock_ends', { time: clockTime(endsAt) })}</span>
      </p>
      <TimeLeft request={request} now={now} />
      <p class="help">{request.session && credentialsSay(request.session)}</p>
    </div>
  )
}

function Item(props: { icon: IconName; words: string; first?: boolean; go: () => void }) {
  return (
    <button class="item" data-first={props.first} onClick={props.go}>
      <Icon name={props.icon} /> {props.words}
    </button>
  )
}
