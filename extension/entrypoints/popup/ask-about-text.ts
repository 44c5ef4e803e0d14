import { openPortalTab } from '../../lib/portal-tab.ts'
import { pastedItem } from '../../lib/storage.ts'

const longestText = 100_000

/** Opens the form with an error to read; a blank one opens the place to paste it. */
export async function askAboutText(text: string): Promise<void> {
  await pastedItem.setValue(text.slice(0, longestText))
  await openPortalTab('/request')
  window.close()
}

/** Pasting anywhere in the popup is asking about what is pasted, except into a field of its own. */
export function takePastes(page: Document): void {
  page.addEventListener('paste', (event) => {
    const text = event.clipboardData?.getData('text/plain') ?? ''
    if (!text.trim() || event.target instanceof HTMLTextAreaElement) return
    event.preventDefault()
    void askAboutText(text)
  })
}
