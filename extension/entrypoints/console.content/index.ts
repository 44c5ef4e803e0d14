import { defineContentScript } from 'wxt/utils/define-content-script'
import { consoleMatches } from '../../lib/console-matches.ts'
import { runFeatures } from './features.ts'

export default defineContentScript({
  matches: consoleMatches,
  allFrames: false,
  // Before the page's scripts: who listens first keeps what is typed in our panel to itself.
  runAt: 'document_start',
  main({ signal }) {
    if (window.top === window) runFeatures(window, signal)
  },
})
