import { t } from '../../lib/words.ts'
import { href, type Route } from '../../models/portal/route.ts'
import { Icon } from '../../ui/icon.tsx'

/** One thing that is looked for; a press takes it out of the address. */
export function Chip({ words, to }: { words: string; to: Route }) {
  return (
    <a class="chip" href={href(to)} aria-label={t('portal_take_out', { what: words })}>
      {words} <Icon name="close" size={12} />
    </a>
  )
}
