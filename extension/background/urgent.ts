import type { Asked } from '../../schema/contract/requests.ts'
import type { ShownTrouble } from '../lib/shown.ts'
import { t } from '../lib/text.ts'

/** "INC-4412", as trackers name what they track. */
const ticketName = /\b[A-Z][A-Z0-9]{1,9}-\d{1,9}\b/

/** In a console page there is one field: the ticket that an urgent request needs is the one its reason names. */
export function withTicket(asked: Asked): Asked | null {
  if (!asked.urgent || asked.ticket) return asked
  const ticket = ticketName.exec(asked.justification)?.[0]
  return ticket === undefined ? null : { ...asked, ticket }
}

export function ticketMissing(): ShownTrouble {
  return { row: 'why', detail: t('panel_urgent_ticket') }
}
