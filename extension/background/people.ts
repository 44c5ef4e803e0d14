import type { CatalogAccount } from '../../schema/contract/catalog.ts'
import { t } from '../lib/words.ts'

/** "Owner One", "Owner One and SSO Admin One", "Owner One, SSO Admin One and 2 more". */
export function namesOf({
  deciders,
  decidersCount,
}: Pick<CatalogAccount, 'deciders' | 'decidersCount'>): string {
  const [a = '', b = ''] = deciders.map(({ name }) => name)
  if (!b) return decidersCount > 1 ? t('panel_names_more', { names: a, n: String(decidersCount - 1) }) : a
  if (decidersCount <= 2) return t('panel_names_two', { a, b })
  return t('panel_names_more', { names: `${a}, ${b}`, n: String(decidersCount - 2) })
}

/** Who was asked when a request was sent: one by name, the others by number. */
export function wereAsked(count: number, account: CatalogAccount | null): string {
  const name = account?.deciders[0]?.name
  if (!name) return t('panel_were_asked', { n: String(count) })
  if (count <= 1) return t('panel_was_asked', { name })
  return t('panel_asked_and_others', { name, n: String(count - 1) })
}
