/**
 * Texts with `*` and `?`. Never a regular expression: each piece between two stars is looked for once,
 * from left to right, and a piece found early spoils nothing for the next.
 */
export interface Glob {
  readonly text: string
  /** What a match begins and ends with; what has no star is all prefix. */
  readonly prefix: string
  readonly suffix: string
  /** What stands between stars. */
  readonly pieces: readonly string[]
  readonly hasStar: boolean
  /** A match has at least so many characters. */
  readonly shortest: number
}

/** They stand in a pattern for a policy variable: no text of a policy can hold one. */
export const variableOfCaller = '\uE000'
export const otherVariable = '\uE001'
/** So many characters in a row narrow a name. */
const fewestLiterals = 3

export function globOf(written: string): Glob {
  const text = written.replaceAll(/[*?]{2,}/g, questionsFirst)
  const first = text.indexOf('*')
  if (first < 0) return { text, prefix: text, suffix: '', pieces: [], hasStar: false, shortest: text.length }
  return {
    text,
    prefix: text.slice(0, first),
    suffix: text.slice(text.lastIndexOf('*') + 1),
    pieces: text.split('*').slice(1, -1),
    hasStar: true,
    shortest: text.replaceAll('*', '').length,
  }
}

/** Is `text`, which has no wildcards, one that the pattern means? */
export function matches(pattern: Glob, text: string): boolean {
  if (text.length < pattern.shortest || !endsMayFit(pattern, text)) return false
  if (pattern.text.includes('?')) return walk(pattern.text, text, matchesOne)
  return pattern.hasStar ? holdsPieces(pattern, text) : pattern.text === text
}

/** Does `wide` mean everything that `narrow` means? A variable is covered by itself and by a star. */
export function covers(wide: Glob, narrow: Glob): boolean {
  if (!endsMayFit(wide, narrow.text)) return false
  return walk(wide.text, narrow.text, coversOne)
}

/** Is there a text that both mean? A variable may hold anything. */
export function overlaps(one: Glob, other: Glob): boolean {
  const [left, right] = [loosened(one), loosened(other)]
  if (left.hasStar && right.hasStar)
    return begins(left.prefix, right.prefix) && ends(left.suffix, right.suffix)
  const [pattern, text] = left.hasStar ? [left, right] : [right, left]
  return text.text.length >= pattern.shortest && walk(pattern.text, text.text, meetsOne)
}

/** How many characters in a row are neither wildcard nor variable, at most. */
export function longestLiteral(text: string): number {
  return Math.max(...text.split(/[*?\uE000\uE001]/).map(({ length }) => length))
}

/** `*e*r*a*` has four characters, and means nearly everything. */
export function narrows(text: string): boolean {
  return longestLiteral(text) >= fewestLiterals
}

/** A variable may hold anything. */
export function starsForVariables(text: string): string {
  return text.replaceAll(/[\uE000\uE001]/g, '*')
}

const star = 0x2a
const question = 0x3f

function matchesOne(pattern: number, text: number): boolean {
  return pattern === question || pattern === text
}

function coversOne(wide: number, narrow: number): boolean {
  if (wide === question) return narrow !== star && !isVariable(narrow)
  return wide === narrow && narrow !== star
}

function isVariable(code: number): boolean {
  return code === variableOfCaller.charCodeAt(0) || code === otherVariable.charCodeAt(0)
}

function meetsOne(one: number, other: number): boolean {
  return one === question || other === question || one === other
}

/** In their order, between the two ends. */
function holdsPieces({ prefix, suffix, pieces }: Glob, text: string): boolean {
  let from = prefix.length
  for (const piece of pieces) {
    const at = text.indexOf(piece, from)
    if (at < 0) return false
    from = at + piece.length
  }
  return from <= text.length - suffix.length
}

function walk(pattern: string, text: string, fits: (pattern: number, text: number) => boolean): boolean {
  let [at, from] = [0, 0]
  let [lastStar, resume] = [-1, 0]
  while (from < text.length) {
    if (pattern.charCodeAt(at) === star) {
      ;[lastStar, resume] = [at, from]
      at += 1
    } else if (at < pattern.length && fits(pattern.charCodeAt(at), text.charCodeAt(from))) {
      at += 1
      from += 1
    } else if (lastStar >= 0) {
      resume += 1
      ;[at, from] = [lastStar + 1, resume]
    } else return false
  }
  while (pattern.charCodeAt(at) === star) at += 1
  return at === pattern.length
}

/** Cheap, and enough to turn most pairs away: `?` fits all. */
function endsMayFit({ prefix, suffix, hasStar }: Glob, text: string): boolean {
  if (!hasStar) return true
  const begin = prefix.indexOf('?') < 0 ? text.startsWith(prefix) : true
  return begin && (suffix.indexOf('?') < 0 ? text.endsWith(suffix) : true)
}

function begins(one: string, other: string): boolean {
  const length = Math.min(one.length, other.length)
  return walk(one.slice(0, length), other.slice(0, length), meetsOne)
}

function ends(one: string, other: string): boolean {
  const length = Math.min(one.length, other.length)
  return walk(one.slice(one.length - length), other.slice(other.length - length), meetsOne)
}

function loosened(glob: Glob): Glob {
  return /[\uE000\uE001]/.test(glob.text) ? globOf(starsForVariables(glob.text)) : glob
}

/** `*?*` is `?*`, so that two spellings of one pattern are one text. */
function questionsFirst(wildcards: string): string {
  const questions = wildcards.replaceAll('*', '')
  return questions.length === wildcards.length ? questions : `${questions}*`
}
