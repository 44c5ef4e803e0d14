/** What must be known of a statement before it runs. The engine's JavaScript API tells none of it. */
export interface SqlTraits {
  statements: number
  /** It takes the write lock: a writing verb, or BEGIN IMMEDIATE. */
  writes: boolean
  explains: boolean
  beginsReadOnly: boolean
  /** It may leave a setting, a temporary table or an attached file on its connection. */
  marksConnection: boolean
  /** Its parameters in the order they are numbered; `?` has no name. */
  parameters: (string | null)[]
}

const known = new Map<string, SqlTraits>()
const mostKnown = 2_000

export function traitsOf(sql: string): SqlTraits {
  const traits = known.get(sql) ?? readTraits(sql)
  if (known.size >= mostKnown) known.clear()
  known.set(sql, traits)
  return traits
}

function readTraits(sql: string): SqlTraits {
  const tokens = tokensOf(sql)
  const words = tokens.map((token) => token.toLowerCase())
  const verb = mainVerb(words)
  return {
    statements: countStatements(words),
    writes: isWrite(verb, words),
    explains: verb === 'explain',
    beginsReadOnly: verb === 'begin' && words.includes('readonly'),
    marksConnection: markingVerbs.has(verb) || words.slice(1, 3).some((word) => word.startsWith('temp')),
    parameters: parametersOf(tokens),
  }
}

/** Whether any statement of a script may take the write lock. Errs towards yes. */
export function scriptWrites(sql: string): boolean {
  const words = tokensOf(sql).map((token) => token.toLowerCase())
  return words.some((word, at) => isWrite(word, words.slice(at, at + 3)))
}

const markingVerbs = new Set(['pragma', 'attach', 'detach'])

const writingVerbs = new Set(
  'insert update delete replace create drop alter reindex analyze vacuum'.split(' '),
)

const writingPragmas = new Set(
  'application_id auto_vacuum encoding incremental_vacuum journal_mode optimize page_size schema_version user_version wal_checkpoint'.split(
    ' ',
  ),
)

// Comments, quoted things, words, parameters, numbers, then any single sign.
const lexeme =
  /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]|[\p{L}_][\p{L}\p{N}_$]*|\?\d*|[:@$#][\p{L}\p{N}_$]+|\d[\w.]*|\S/gu

function tokensOf(sql: string): string[] {
  return (sql.match(lexeme) ?? []).filter((token) => !token.startsWith('--') && !token.startsWith('/*'))
}

/** The verb that decides; behind a WITH it is the first one outside its parentheses. */
function mainVerb(words: readonly string[]): string {
  if (words[0] !== 'with') return words[0] ?? ''
  let depth = 0
  for (const word of words) {
    if (word === '(') depth++
    if (word === ')') depth--
    if (depth === 0 && (writingVerbs.has(word) || word === 'select' || word === 'values')) return word
  }
  return ''
}

function isWrite(verb: string, words: readonly string[]): boolean {
  if (verb === 'begin') return words[1] === 'immediate' || words[1] === 'exclusive'
  if (verb === 'pragma') return words.slice(1, 4).some((word) => writingPragmas.has(word))
  return writingVerbs.has(verb)
}

function countStatements(words: readonly string[]): number {
  // The body of a trigger has semicolons of its own.
  if (words[0] === 'create' && words.slice(1, 3).includes('trigger')) return 1
  return words.filter((word, at) => word !== ';' && (at === 0 || words[at - 1] === ';')).length
}

function parametersOf(tokens: readonly string[]): (string | null)[] {
  const names: (string | null)[] = []
  for (const token of tokens) {
    if (token === '?') names.push(null)
    else if (/^\?\d/.test(token)) fillTo(names, Number(token.slice(1)), token)
    else if (/^[:@$#]./.test(token) && !names.includes(token)) names.push(token)
  }
  return names
}

function fillTo(names: (string | null)[], count: number, token: string): void {
  while (names.length < Math.min(count, 32_766)) names.push(null)
  names[count - 1] = token
}
