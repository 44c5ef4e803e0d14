import { defineContentScript } from 'wxt/utils/define-content-script'
import { linkMatches } from '../lib/link-page.ts'
import { openLinked } from '../lib/open-linked.ts'

/** On the one page that links in mails and chats lead to: it has no data, and opens the request where it can be read. */
export default defineContentScript({
  matches: linkMatches,
  allFrames: false,
  runAt: 'document_idle',
  main() {
    if (window.top === window) void openLinked(document, location.pathname)
  },
})
