import type { ComponentChildren } from 'preact'
import type { Request } from '../../../schema/contract/requests.ts'
import { asOf, mayEnd } from '../../models/portal/as-of.ts'
import { openDialog } from '../../models/portal/dialog.ts'
import { href } from '../../models/portal/route.ts'
import { connection, isCutOff, now, tabs } from '../../models/seen.ts'
import { urgency } from '../../lib/urgency.ts'
import { t } from '../../lib/words.ts'
import { BeforeOpening } from '../../ui/before-opening.tsx'
import { Button } from '../../ui/button.tsx'
import { OpenInConsole } from './open-in-console.tsx'

/** What one may do with a session of one's own. */
export function SessionActions({ request, details }: { request: Request; details?: boolean }) {
  const current = asOf(request, now.value)
  const live = current.status === 'active'
  const about = { set: request.permissionSetName, account: request.accountName }
  return (
    <td role="cell" class="cell-actions">
      {live && <OpenInConsole request={request} look="normal small" />}
      <span class="links">
        {live && (
          <Extend request={request} outlined={!details}>
            <span class="hidden"> {t('portal_about', about)}</span>
          </Extend>
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

interface ExtendProps {
  readonly request: Request
  /** Beside Details there is no room for an outline: the amber time says it. */
  readonly outlined: boolean
  readonly children: ComponentChildren
}

/** In its last ten minutes it stands out, in the same place: the outline takes its room before. */
function Extend({ request, outlined, children }: ExtendProps) {
  const soon = urgency(Date.parse(request.session?.endsAt ?? '') - now.value) !== 'calm'
  const look = !outlined ? 'link strong' : `button normal small${soon ? '' : ' bare'}`
  if (isCutOff()) {
    return (
      <button type="button" class={look} aria-disabled="true">
        {t('portal_extend')}
        {children}
      </button>
    )
  }
  return (
    <a class={look} href={href({ page: 'request', extend: request.id })}>
      {t('portal_extend')}
      {children}
    </a>
  )
}
