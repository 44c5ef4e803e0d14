import { openPortalTab } from './portal-tab.ts'
import { pastedItem, stoodItem } from './storage.ts'

const longestText = 100_000

/** Opens the form with an error to read; a blank one opens the place to paste it. */
export async function askAbout(text: string): Promise<void> {
  await stoodItem.removeValue()
  await pastedItem.setValue(text.slice(0, longestText))
  await openPortalTab('/request')
}
