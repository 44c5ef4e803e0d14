import { askAbout } from '../../lib/ask-about.ts'

export async function askAboutText(text: string): Promise<void> {
  await askAbout(text)
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
