import type { Request } from '../../../schema/contract/requests.ts'
import { consoleLink } from '../../lib/console-link.ts'
import { t } from '../../lib/text.ts'
import type { Content } from '../../models/popup.ts'
import { Button } from '../../ui/button.tsx'

interface Props {
  readonly request: Request
  readonly content: Content
  readonly primary: boolean
}

export function OpenInConsole({ request, content, primary }: Props) {
  const kind = primary ? 'primary' : 'normal'
  const portal = content.seen.me.accessPortal
  const label = t('popup_open_in_console_of', { account: request.accountName })
  if (!content.reachable) {
    return (
      <Button kind={kind} disabled label={label}>
        {t('popup_open_in_console')}
      </Button>
    )
  }
  return (
    <a
      class={`button ${kind}`}
      href={consoleLink(portal, request, content.seen.places?.[request.id])}
      target="_blank"
      rel="noreferrer"
      aria-label={label}
    >
      {t('popup_open_in_console')}
    </a>
  )
}
