import type { Request } from '../../../schema/contract/requests.ts'
import { consoleLink } from '../../lib/console-link.ts'
import { t } from '../../lib/words.ts'
import { isCutOff, seen } from '../../models/seen.ts'

interface Props {
  readonly request: Request
  readonly look: 'primary' | 'normal small'
}

/** The way into the console; without the network it leads nowhere. */
export function OpenInConsole({ request, look }: Props) {
  const portal = seen.value?.me.accessPortal
  if (!portal) return null
  const words = (
    <>
      {t('portal_open_in_console')}
      <span class="hidden"> {t('portal_open_about', { account: request.accountName })}</span>
    </>
  )
  if (isCutOff()) {
    return (
      <button type="button" class={`button ${look}`} aria-disabled="true">
        {words}
      </button>
    )
  }
  const link = consoleLink(portal, request, seen.value?.places?.[request.id])
  return (
    <a class={`button ${look}`} href={link} target="_blank" rel="noreferrer">
      {words}
    </a>
  )
}
