import type { CatalogAccount } from '../../../schema/contract/catalog.ts'

const mostShown = 50

/** Accounts that fit what was typed: a part of the name, or digits of the id, with or without dashes. */
export function searchAccounts(catalog: readonly CatalogAccount[], typed: string): readonly CatalogAccount[] {
  const words = typed.trim().toLowerCase()
  if (!words) return catalog.slice(0, mostShown)
  const digits = words.replace(/[\s-]/g, '')
  const byId = /^\d+$/.test(digits)
  const fits = ({ id, name }: CatalogAccount) =>
    name.toLowerCase().includes(words) || (byId && id.includes(digits))
  return catalog.filter(fits).toSorted(by(words, digits)).slice(0, mostShown)
}

/** Those that start with it first; the rest keep their order. */
function by(words: string, digits: string) {
  const starts = ({ id, name }: CatalogAccount) =>
    name.toLowerCase().startsWith(words) || (digits !== '' && id.startsWith(digits))
  const rank = (account: CatalogAccount) => (starts(account) ? 0 : 1)
  return (a: CatalogAccount, b: CatalogAccount) => rank(a) - rank(b)
}
