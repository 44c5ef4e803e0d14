import { defineContentScript } from 'wxt/utils/define-content-script'
import { onChange } from '../lib/console-page.ts'
import { denialIn, errorsOf } from '../lib/denied-text.ts'
import { tell } from '../lib/page-messages.ts'
import { sparingly } from '../lib/sparingly.ts'
import { consoleMatches } from '../lib/console-matches.ts'

/** A frame draws nothing and says one thing: that something in it looks like a refusal. */
const mostSaid = 10

export default defineContentScript({
  matches: consoleMatches,
  allFrames: true,
  runAt: 'document_end',
  main({ signal }) {
    if (window.top === window) return
    const said = new Set<string>()
    const may = sparingly(mostSaid)
    const look = () => {
      for (const text of errorsOf(document).map(denialIn)) {
        if (!text || said.has(text) || !may()) continue
        said.add(text)
        void tell({ kind: 'denied', text })
      }
    }
    onChange(document, look, signal)
    look()
  },
})
