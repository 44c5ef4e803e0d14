import type { Request } from '../../../schema/contract/requests.ts'
import { consoleLink } from '../../lib/console-link.ts'
import { asOf, mayEnd } from '../../models/portal/as-of.ts'
import { openDialog } from '../../models/portal/dialog.ts'
import { href } from '../../models/portal/route.ts'
import { connection, now, seen, tabs } from '../../models/seen.ts'
import { urgency } from '../../lib/urgency.ts'
import { t } from '../../lib/words.ts'
import { BeforeOpening } from '../../ui/before-opening.tsx'
import { Button } from '../../ui/button.tsx'

/** What one may do with a session of one's own. */
export function SessionActions({ request, details }: { request: Request; details?: boolean }) {
  const current = asOf(request, now.value)
  const live = current.status === 'active'
  const about = { set: request.permissionSetName, account: request.accountName }
  // Beside Details there is no room for an outline: the amber time says it.
  const soon = live && !details && urgency(Date.parse(request.session?.endsAt ?? '') - now.value) !== 'calm'
  return (
    <td role="cell" class="cell-actions">
      {live && <OpenInConsole request={request} />}
      <span class="links">
        {live && (
          <a
            class={soon ? 'button normal small' : 'link strong'}
            href={href({ page: 'request', extend: request.id })}
          >
            {t('portal_extend')}
            <span class="hidden"> {t('portal_about', about)}</span>
          </a>
        )}
        {mayEnd(current) && (
          <Button
            kind="quiet"
            disabled={connection.value !== 'online'}
            onClick={() => openDialog({ kind: 'end', request })}
          >
            {t('portal_end_access')}
            <span class="hidden"> {t('portal_about', about)}</span>
          </Button>
        )}
        {details && (
          <a class="link strong" href={href({ page: 'one', id: request.id })}>
            {t('portal_details')}
            <span class="hidden"> {t('portal_about', about)}</span>
          </a>
        )}
      </span>
      {live && <BeforeOpening tabs={tabs.value} />}
    </td>
  )
}

function OpenInConsole({ request }: { request: Request }) {
  const portal = seen.value?.me.accessPortal
  if (!portal) return null
  const link = consoleLink(portal, request, seen.value?.places?.[request.id])
  return (
    <a class="button normal small" href={link} target="_blank" rel="noreferrer">
      {t('portal_open_in_console')}
      <span class="hidden"> {t('portal_open_about', { account: request.accountName })}</span>
    </a>
  )
}
