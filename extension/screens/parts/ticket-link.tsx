import { t } from '../../lib/words.ts'
import { Icon } from '../../ui/icon.tsx'

/** Only an address leads anywhere; a number is a fact of its own. Where it leads was typed, so its host is said. */
export function TicketLink({ ticket }: { ticket: string | null }) {
  if (!ticket || !isAddress(ticket)) return null
  return (
    <a class="link ticket" href={ticket} target="_blank" rel="noreferrer">
      {t('portal_open_ticket')} <span class="second">{new URL(ticket).host}</span>{' '}
      <Icon name="open" size={14} />
    </a>
  )
}

/** Whether it can be followed; a number is a fact to read. */
export function isAddress(ticket: string): boolean {
  return ticket.startsWith('https://') && URL.canParse(ticket)
}
