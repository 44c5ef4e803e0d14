import type { CatalogAccount } from '../../../schema/contract/catalog.ts'
import { fit, nearly } from './near.ts'

interface Entry {
  readonly account: CatalogAccount
  readonly name: string
  readonly words: readonly string[]
  readonly path: readonly string[]
}

/** Made once for a catalog: 3,000 accounts are searched at every key. */
const indexes = new WeakMap<readonly CatalogAccount[], readonly Entry[]>()

type Fit = (typed: string, word: string) => number

/** Accounts that fit all that was typed, best first: parts of the name, digits of the id, words of the OU, with typos. */
export function searchAccounts(catalog: readonly CatalogAccount[], typed: string): readonly CatalogAccount[] {
  const words = typed
    .trim()
    .toLowerCase()
    .split(/[\s/]+/)
    .filter(Boolean)
  if (words.length === 0) return catalog
  const exact = ranked(catalog, words, fit)
  if (exact.length >= few) return exact
  return [...new Set([...exact, ...ranked(catalog, words, remembering(nearly))])]
}

/** With fewer than this a typo is likelier than that nothing else is meant. */
const few = 3

function ranked(catalog: readonly CatalogAccount[], words: readonly string[], fits: Fit) {
  const scored = entriesOf(catalog)
    .map((entry) => ({ entry, score: scoreOf(entry, words, fits) }))
    .filter(({ score }) => score > 0)
  // Of two that fit as well, the one with less beside it is meant.
  return scored
    .toSorted((a, b) => b.score - a.score || a.entry.name.length - b.entry.name.length)
    .map(({ entry }) => entry.account)
}

/** Names are made of few words, so that each is looked at once a search. */
function remembering(fits: Fit): Fit {
  const known = new Map<string, number>()
  return (typed, word) => {
    const key = `${typed} ${word}`
    const score = known.get(key) ?? fits(typed, word)
    known.set(key, score)
    return score
  }
}

function entriesOf(catalog: readonly CatalogAccount[]): readonly Entry[] {
  const known = indexes.get(catalog) ?? catalog.map(entryOf)
  indexes.set(catalog, known)
  return known
}

function entryOf(account: CatalogAccount): Entry {
  const name = account.name.toLowerCase()
  return { account, name, words: parts(name), path: parts((account.ouPath ?? '').toLowerCase()) }
}

const parts = (text: string): readonly string[] => text.split(/[^\p{L}\p{N}]+/u).filter(Boolean)

/** Every word has to fit somewhere; 0 is not at all. */
function scoreOf(entry: Entry, typed: readonly string[], fits: Fit): number {
  let sum = 0
  for (const word of typed) {
    const score = Math.max(inName(word, entry, fits), inId(word, entry.account.id), inPath(word, entry, fits))
    if (score === 0) return 0
    sum += score
  }
  return sum
}

/** The whole name counts most; then its beginning, a word's beginning, a piece, a typo. */
function inName(typed: string, { name, words }: Entry, fits: Fit): number {
  if (name === typed) return 200
  const whole = name.startsWith(typed) ? 120 : name.includes(typed) ? 90 : 0
  if (whole > 0) return whole
  const pieces = parts(typed)
  if (pieces.length <= 1) return best(typed, words, fits)
  const scores = pieces.map((piece) => best(piece, words, fits))
  return scores.includes(0) ? fits(typed, name) : scores.reduce((a, b) => a + b) / scores.length
}

function best(typed: string, words: readonly string[], fits: Fit): number {
  return Math.max(0, ...words.map((word) => fits(typed, word)))
}

/** Digits are read in groups of four, so the beginning of a group is likelier than any other place. */
function inId(typed: string, id: string): number {
  const digits = typed.replaceAll('-', '')
  if (!/^\d+$/.test(digits)) return 0
  if (id.startsWith(digits)) return 110
  if (id.endsWith(digits)) return 105
  const at = id.indexOf(digits)
  if (at < 0) return 0
  return [4, 8].some((group) => id.startsWith(digits, group)) ? 100 : 60
}

function inPath(typed: string, { path }: Entry, fits: Fit): number {
  const scores = parts(typed).map((piece) => best(piece, path, fits))
  return scores.length === 0 ? 0 : Math.min(...scores) / 2
}
