/** @jsxImportSource ../../lib/dom */
import { openPortal } from '../../lib/page-messages.ts'
import type { ShownRequest } from '../../lib/shown.ts'
import { t } from '../../lib/text.ts'
import { left } from '../../lib/time.ts'
import { AccountLine } from '../parts/account-line.tsx'
import { Icon, type IconName } from '../parts/icon.tsx'
import { TimeLeft } from '../parts/time-left.tsx'
import { urgency } from '../../lib/urgency.ts'
import { UrgencyIcon } from './clock.tsx'

interface Props {
  readonly request: ShownRequest
  readonly now: number
  readonly close: () => void
  readonly askForMore: () => void
}

/** Under the capsule: the session in full. Ending it is confirmed in the popup, out of the page's reach. */
export function ClockMenu({ request, now, close, askForMore }: Props) {
  const doing = (go: () => void) => () => {
    close()
    go()
  }
  return (
    <section class="panel" role="dialog" aria-label={t('clock_menu')}>
      <Running request={request} now={now} />
      <div>
        <Item
          icon="plus"
          words={t('clock_extend')}
          first
          go={doing(() => openPortal(`/request?extend=${request.id}`))}
        />
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
        <Item icon="shield" words={t('panel_button')} go={doing(askForMore)} />
      </div>
    </section>
  )
}

function Running({ request, now }: { request: ShownRequest; now: number }) {
  const leftMs = request.endMs - now
  const hurry = urgency(leftMs)
  return (
    <div class="running">
      <AccountLine id={request.accountId} name={request.accountName} sensitive={request.sensitive} />
      <p class="spread">
        <span>{request.set}</span>
        <span class="small success">
          <Icon name="check" /> {request.label}
        </span>
      </p>
      <p class="spread">
        <span class={`answer ${hurry}`}>
          <UrgencyIcon hurry={hurry} size={20} /> {left(leftMs)}
        </span>
        <span>{request.ends}</span>
      </p>
      <TimeLeft request={request} now={now} />
      <p class="help">{request.help}</p>
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
