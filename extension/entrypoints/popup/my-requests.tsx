import type { Request } from '../../../schema/contract/requests.ts'
import { setName } from '../../lib/set-name.ts'
import { ago, duration } from '../../lib/time.ts'
import { t } from '../../lib/words.ts'
import type { Content, Popup } from '../../models/popup.ts'
import { AccountName } from '../../ui/account-name.tsx'
import { Button } from '../../ui/button.tsx'
import { StatusLine } from '../../ui/status-line.tsx'
import { Group } from './group.tsx'

interface Here {
  readonly content: Content
  readonly popup: Popup
}

/** What this person waits for. */
export function MyRequests({ requests, ...here }: Here & { requests: readonly Request[] }) {
  if (requests.length === 0) return null
  return (
    <Group title={t('popup_my_requests')} route="/requests">
      {requests.map((request) => (
        <Row key={request.id} request={request} {...here} />
      ))}
    </Group>
  )
}

function Row({ request, ...here }: Here & { request: Request }) {
  const { accountId, accountName, durationSeconds, sensitive, status } = request
  return (
    <li>
      <div class="row">
        <AccountName id={accountId} name={accountName} sensitive={sensitive} />
        <small>
          <StatusLine status={status} />
        </small>
      </div>
      <p class="set">
        <span>{setName(request)}</span> <span class="ends">{duration(durationSeconds)}</span>
      </p>
      <p class="row">
        <span class="help">
          {wereAsked(request, here.content)}{' '}
          <span role="status">{here.content.reminded.includes(request.id) && t('portal_remind_said')}</span>
        </span>
        <Remind request={request} {...here} />
      </p>
    </li>
  )
}

function wereAsked({ id, deciders, openedAt }: Request, { online, now }: Content): string {
  const words = { n: String(deciders), ago: ago(openedAt, now) }
  const there = online[id]
  return there ? t('popup_asked_online', { ...words, online: String(there) }) : t('popup_asked', words)
}

/** From when the server takes it: after five minutes, then every fifteen. Pressed, it stays and rests. */
function Remind({ request, content, popup }: Here & { request: Request }) {
  const { id, remindFrom, accountName } = request
  const pressed = content.reminded.includes(id)
  if (!pressed && !(remindFrom && Date.parse(remindFrom) <= content.now)) return null
  return (
    <Button
      kind="link"
      disabled={pressed || content.busy || !content.reachable}
      label={t('popup_remind_of', { set: setName(request), account: accountName })}
      onClick={() => void popup.remind(request)}
    >
      {t('popup_remind')}
    </Button>
  )
}
