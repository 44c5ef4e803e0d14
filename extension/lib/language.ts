import { t } from './text.ts'

/** The page says which language it is in and which way it is read: that of the words, not of the browser. */
export function markLanguage(root: HTMLElement): void {
  root.lang = t('ui_language')
  root.dir = t('ui_direction')
}
