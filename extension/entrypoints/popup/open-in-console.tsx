import type { Request } from '../../../schema/contract/requests.ts'
import { t } from '../../lib/text.ts'
import { consoleLink } from '../../models/portal/console-link.ts'
import { reachable } from '../../models/popup.ts'
import { seen } from '../../models/seen.ts'
import { Button } from '../../ui/button.tsx'

export function OpenInConsole({ request, primary }: { request: Request; primary: boolean }) {
  const kind = primary ? 'primary' : 'normal'
  const portal = seen.value?.me.accessPortal
  const label = t('popup_open_in_console_of', { account: request.accountName })
  if (!reachable.value || !portal) {
    return (
      <Button kind={kind} disabled label={label}>
        {t('popup_open_in_console')}
      </Button>
    )
  }
  return (
    <a
      class={`button ${kind}`}
      href={consoleLink(portal, request)}
      target="_blank"
      rel="noreferrer"
      aria-label={label}
    >
      {t('popup_open_in_console')}
    </a>
  )
}
