/** @jsxImportSource ../../lib/dom */
import type { ShownOffer, ShownRequest } from '../../lib/shown.ts'
import { t } from '../../lib/text.ts'
import { Icon, Mark } from '../parts/icon.tsx'
import { toneIcons } from '../parts/tones.ts'

interface Props {
  readonly offer: ShownOffer
  readonly request: ShownRequest | null
  readonly press: (event: Event) => void
}

/** One line in the alert: whose it is, and the one thing to do or to know. */
export function Offer({ offer, request, press }: Props) {
  return (
    <div class="offer">
      <span class="whose">
        <Mark /> {t('denied_offer')}
      </span>
      {request ? (
        <Became key={request.status} request={request} />
      ) : offer.kind === 'no-help' ? (
        <span key="no-help" class="says">
          {t('denied_no_help', { reason: offer.words })}
        </span>
      ) : (
        <button key="ask" class="ask" aria-haspopup="dialog" onClick={press}>
          {offer.words}
        </button>
      )}
    </div>
  )
}

function Became({ request }: { request: ShownRequest }) {
  const { tone, label, stage, link } = request
  return (
    <span class="became" role="status">
      <span class={tone}>
        <Icon name={toneIcons[tone]} /> {label}
      </span>
      {stage === 'active' && (
        <a class="ask" href={link} target="_blank" rel="noreferrer">
          {t('panel_open_in_console')}
        </a>
      )}
    </span>
  )
}
