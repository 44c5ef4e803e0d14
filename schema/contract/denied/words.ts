/** A message as words. Line breaks mean little in these messages, so they are a property of the next word. */
export interface Words {
  readonly words: readonly string[]
  /** Each word bare: lower case, nothing around it. Empty for what holds no letter. */
  readonly keys: readonly string[]
  /** Whether the word begins a line: an ARN cut there goes on here. */
  readonly opens: readonly boolean[]
}

export function wordsOf(text: string): Words {
  const found = { words: [] as string[], keys: [] as string[], opens: [] as boolean[] }
  for (const line of plain(text).split('\n')) {
    let opens = true
    for (const word of line.split(/\s+/)) {
      if (noise.has(word)) continue
      found.words.push(word)
      found.keys.push(bare(word))
      found.opens.push(opens)
      opens = false
    }
  }
  return found
}

export function says({ keys }: Words, at: number, phrase: string): boolean {
  const first = keys[at]
  if (!first || !phrase.startsWith(first)) return false
  return phrase.split(' ').every((key, n) => keys[at + n] === key)
}

/** What terminals, quotes and comments put before a line, and a shell after it. */
const noise = new Set(['', '>', '#', '//', '\\', '|', '│', '╷', '╵'])

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
    .replace(colours, '')
    .replace(/[\u200B-\u200D\uFEFF]/g, '')
    .replace(/\\+/g, '\\')
    .replace(/\\(?:u([\da-fA-F]{4})|[nrt]|(["'`/]))/g, (_, code?: string, quote?: string) =>
      code === undefined ? (quote ?? '\n') : String.fromCharCode(Number.parseInt(code, 16)),
    )
    .replaceAll('&amp;', '&')
    .replace(/&(quot|apos|lt|gt|nbsp|#39|#x27|#34);/g, (_, name: string) => entities[name]!)
    .replace(/<(?:\/[^<>]*|br[ /]*)>/gi, '\n')
    .replaceAll('：', ': ')
    .replace(labels, '\n$&')
}

/** Also where a copy lost the escape itself. */
const colours = new RegExp('\u001B\\[[\\d;]*[A-Za-z]|\\[\\d[\\d;]*m', 'g')

/** The console's block as `textContent` has nothing between a value and the next label. */
const labels = /(?:User|Service|Action|On resource\(s\)|Context|Name): |You don.t have /g
