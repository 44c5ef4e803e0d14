import { defineContentScript } from 'wxt/utils/define-content-script'
import { portalHost } from '../lib/portal-host.ts'
import { startPortalPage } from '../features/portal-page.tsx'

export default defineContentScript({
  matches: [`https://${portalHost}/*`],
  allFrames: false,
  runAt: 'document_idle',
  main({ signal }) {
    if (window.top === window) startPortalPage(signal)
  },
})
