import { t } from '../../lib/words.ts'
import { seen } from '../../models/seen.ts'

/** Whom to ask, by name; empty where nobody is known. */
export function adminsSaid(): string {
  const names = seen.value?.me.admins?.join(', ')
  return names ? t('portal_admins_are', { names }) : ''
}
