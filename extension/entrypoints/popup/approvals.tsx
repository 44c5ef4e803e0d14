import type { Request } from '../../../schema/contract/requests.ts'
import { openPortalTab } from '../../lib/portal-tab.ts'
import { setName } from '../../lib/set-name.ts'
import { duration, groups, one } from '../../lib/time.ts'
import { t } from '../../lib/text.ts'
import type { Content } from '../../models/popup.ts'
import { Sensitive } from '../../ui/account-name.tsx'
import { Button } from '../../ui/button.tsx'
import { Group } from './group.tsx'

/** What waits for this person, soonest deadline first. It is decided on its own screen, never here. */
export function Approvals({ requests, content }: { requests: readonly Request[]; content: Content }) {
  if (requests.length === 0) return null
  return (
    <Group title={t('popup_pending_approvals')} route="/approvals">
      {requests.map((request) => (
        <Row key={request.id} request={request} content={content} />
      ))}
    </Group>
  )
}

function Row({ request, content }: { request: Request; content: Content }) {
  const { id, accountId, accountName, requester, sensitive, windowEndsAt } = request
  const dueMs = Date.parse(windowEndsAt) - content.now
  const review = (): void => void openPortalTab(`/approvals/${id}`).then(() => window.close())
  return (
    <li class="row">
      <div>
        <p>
          <Asks request={request} />
        </p>
        <p class="help">
          <span class="due">{t('ui_due', { time: one(dueMs) })}</span>{' '}
          <span class="account-id">{groups(accountId)}</span> {sensitive && <Sensitive />}
        </p>
      </div>
      <Button
        small
        disabled={!content.reachable}
        label={t('popup_review_of', { person: requester.name, account: accountName })}
        onClick={review}
      >
        {t('popup_review')}
      </Button>
    </li>
  )
}

/** One sentence in any language, with the account in bold. */
function Asks({ request }: { request: Request }) {
  const { accountName, requester, durationSeconds } = request
  const mark = '\n'
  const words = {
    person: requester.name,
    set: setName(request),
    account: mark,
    duration: duration(durationSeconds),
  }
  const [before, after = ''] = t('popup_asks', words).split(mark)
  // A comma does not begin a line.
  const rest = after.search(/\s|$/)
  return (
    <>
      {before}
      <span class="whole">
        <b>{accountName}</b>
        {after.slice(0, rest)}
      </span>
      {after.slice(rest)}
    </>
  )
}
