/** The words around the one looked at. Line breaks mean little in these messages: they are a property of the next word. */
export interface Words {
  readonly words: readonly string[]
  /** Each word bare: lower case, nothing around it. Empty for what holds no letter. */
  readonly keys: readonly string[]
  /** Whether the word begins a line: an ARN cut there goes on here. */
  readonly opens: readonly boolean[]
}

/**
 * Shows `look` one word after the other; it returns the next to be shown.
 * Only a window is kept, so memory does not grow with the text and neither does the time for a word.
 */
export function readWords(text: string, look: (said: Words, at: number) => number): void {
  const said: Window = { words: [], keys: [], opens: [] }
  const tokens = plain(text).matchAll(/\S+|\n/g)
  let at = 0
  while (at < fill(said, tokens, at + ahead)) {
    at = look(said, at)
    if (at > kept) at = forget(said, at)
  }
}

interface Window {
  words: string[]
  keys: string[]
  opens: boolean[]
}

/** No look goes further, in words. */
const ahead = 100
const behind = 8
const kept = 1000

function fill(said: Window, tokens: Iterator<RegExpExecArray>, upTo: number): number {
  let opens = false
  while (said.words.length <= upTo) {
    const { value, done } = tokens.next()
    if (done) break
    const [word] = value
    if (word === '\n') opens = true
    if (noise.has(word)) continue
    said.words.push(word)
    said.keys.push(bare(word))
    said.opens.push(opens)
    opens = false
  }
  return said.words.length
}

function forget(said: Window, at: number): number {
  for (const list of [said.words, said.keys, said.opens]) list.splice(0, at - behind)
  return behind
}

export function says({ keys }: Words, at: number, phrase: string): boolean {
  const first = keys[at]
  if (!first || !phrase.startsWith(first)) return false
  return phrase.split(' ').every((key, n) => keys[at + n] === key)
}

/** What terminals, quotes and comments put before a line, and a shell after it. */
const noise = new Set(['\n', '>', '#', '//', '\\', '|', '│', '╷', '╵'])

/** No word of the grammar is longer, so a megabyte without a space costs one look. */
const longestKey = 40

/** What compact JSON hangs on to a word is not of it. */
function bare(word: string): string {
  const [, key = ''] = /^[^\p{L}\d]*([\p{L}\d]+(?:['’.-][\p{L}\d]+)*)/u.exec(word.slice(0, longestKey)) ?? []
  return key.toLowerCase()
}

const entities: Record<string, string> = {
  quot: '"',
  apos: "'",
  lt: '<',
  gt: '>',
  nbsp: ' ',
  '#39': "'",
  '#x27': "'",
  '#34': '"',
}

/** Each step is one pass whose pattern cannot match in two ways, so the whole is linear. */
function plain(text: string): string {
  return text
    .replace(/[\u200B-\u200D\uFEFF]/g, '')
    .replace(/\\+/g, '\\')
    .replace(/\\(?:u([\da-fA-F]{4})|[nrt]|(["'`/]))/g, (_, code?: string, quote?: string) =>
      code === undefined ? (quote ?? '\n') : String.fromCharCode(Number.parseInt(code, 16)),
    )
    .replace(colours, '')
    .replaceAll('&amp;', '&')
    .replace(/&(quot|apos|lt|gt|nbsp|#39|#x27|#34);/g, (_, name: string) => entities[name]!)
    .replace(/<(?:\/[^<>]*|br[ /]*)>/gi, '\n')
    .replaceAll('：', ': ')
    .replace(labels, '\n$&')
}

/** `[31m` after an escape, and where a copy lost the escape. */
const colours = /[^\P{Cc}\s]\[[\d;]*[A-Za-z]|\[\d[\d;]*m/gu

/** The console's block as `textContent` has nothing between a value and the next label. */
const labels = /(?:User|Service|Action|On resource\(s\)|Context|Name): |You don.t have /g
