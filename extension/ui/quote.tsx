import { useState } from 'preact/hooks'
import { plain } from '../lib/plain.ts'
import { t } from '../lib/text.ts'

/** What somebody typed: plain text in quotes, clipped after `lines` with "Show all". Never a heading or a link. */
export function Quote({ text, lines = 3 }: { text: string; lines?: number }) {
  const [whole, showWhole] = useState(false)
  const clipped = !whole && isLonger(text, lines)
  return (
    <span class="quote">
      <q
        style={clipped ? { '-webkit-line-clamp': lines } : undefined}
        class={clipped ? 'clipped' : undefined}
      >
        {plain(text)}
      </q>
      {clipped && (
        <button type="button" class="link" onClick={() => showWhole(true)}>
          {t('ui_show_all')}
        </button>
      )}
    </span>
  )
}

/** About 70 characters stand in a line; being wrong only shows a button too much. */
function isLonger(text: string, lines: number): boolean {
  return text.length > lines * 70 || text.split('\n').length > lines
}
