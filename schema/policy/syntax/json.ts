/** JSON with the place of each value, as the reader of policies needs it: strict, bounded, no key twice. */
export type Json =
  | { readonly kind: 'object'; readonly at: number; readonly members: readonly Member[] }
  | { readonly kind: 'list'; readonly at: number; readonly items: readonly Json[] }
  | { readonly kind: 'string'; readonly at: number; readonly value: string }
  | { readonly kind: 'number' | 'boolean' | 'null'; readonly at: number; readonly value: string }

/** `at` is the key's own place. */
export interface Member {
  readonly key: string
  readonly at: number
  readonly value: Json
}

export class JsonFault extends Error {
  readonly at: number

  constructor(at: number, message: string) {
    super(message)
    this.at = at
  }
}

/** Document, statements, statement, condition, operator, key, values are seven. */
const maxDepth = 10

/** Throws JsonFault, and nothing else. */
export function parseJson(text: string): Json {
  const source = { text, at: 0 }
  skipBlanks(source)
  const value = readValue(source, 1)
  skipBlanks(source)
  if (source.at < text.length) throw new JsonFault(source.at, 'Nothing may follow the policy')
  return value
}

interface Source {
  readonly text: string
  at: number
}

function readValue(source: Source, depth: number): Json {
  const { text, at } = source
  if (depth > maxDepth) throw new JsonFault(at, 'Nested deeper than a policy can be')
  const mark = text[at]
  if (mark === '{') return { kind: 'object', at, members: readMembers(source, depth) }
  if (mark === '[') return { kind: 'list', at, items: readItems(source, depth) }
  if (mark === '"') return { kind: 'string', at, value: readString(source) }
  return readWord(source)
}

function readMembers(source: Source, depth: number): readonly Member[] {
  const members: Member[] = []
  const keys = new Set<string>()
  readSequence(source, '}', () => {
    const member = readMember(source, depth)
    if (keys.has(member.key))
      throw new JsonFault(member.at, `“${shown(member.key)}” stands twice in one object`)
    keys.add(member.key)
    members.push(member)
  })
  return members
}

function readMember(source: Source, depth: number): Member {
  const { at } = source
  if (source.text[at] !== '"') throw new JsonFault(at, 'A key in double quotes is expected here')
  const key = readString(source)
  skipBlanks(source)
  expect(source, ':')
  skipBlanks(source)
  return { key, at, value: readValue(source, depth + 1) }
}

function readItems(source: Source, depth: number): readonly Json[] {
  const items: Json[] = []
  readSequence(source, ']', () => items.push(readValue(source, depth + 1)))
  return items
}

/** What stands between an opening bracket and `close`, with a comma between two and none after the last. */
function readSequence(source: Source, close: string, readOne: () => void): void {
  source.at += 1
  skipBlanks(source)
  if (source.text[source.at] === close) {
    source.at += 1
    return
  }
  for (;;) {
    readOne()
    skipBlanks(source)
    if (source.text[source.at] !== ',') return expect(source, close)
    source.at += 1
    skipBlanks(source)
  }
}

function readString(source: Source): string {
  const { text, at: start } = source
  let at = start + 1
  let plain = true
  while (at < text.length && text[at] !== '"') {
    if (text.charCodeAt(at) < 0x20) throw new JsonFault(at, 'A line break or control character in a string')
    if (text[at] === '\\') plain = false
    at += text[at] === '\\' ? 2 : 1
  }
  if (at >= text.length) throw new JsonFault(start, 'This string has no closing quote')
  source.at = at + 1
  return plain ? text.slice(start + 1, at) : unescaped(text.slice(start, at + 1), start)
}

function unescaped(quoted: string, at: number): string {
  try {
    return JSON.parse(quoted) as string
  } catch {
    throw new JsonFault(at, 'This string has an escape that JSON does not know')
  }
}

const word = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y
const wordKinds: Readonly<Record<string, 'boolean' | 'null'>> = {
  true: 'boolean',
  false: 'boolean',
  null: 'null',
}

function readWord(source: Source): Json {
  const { at } = source
  word.lastIndex = at
  const value = word.exec(source.text)?.[0]
  if (value === undefined) throw new JsonFault(at, unexpected(source))
  source.at = at + value.length
  return { kind: wordKinds[value] ?? 'number', at, value }
}

function expect(source: Source, mark: string): void {
  if (source.text[source.at] !== mark) throw new JsonFault(source.at, unexpected(source))
  source.at += 1
}

function skipBlanks(source: Source): void {
  const { text } = source
  while (isBlank(text.charCodeAt(source.at))) source.at += 1
}

/** What JSON takes for white space: tab, line feed, carriage return, space. */
export function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09
}

function unexpected({ text, at }: Source): string {
  if (at >= text.length) return 'The policy ends before it is complete'
  return `This is not JSON from “${shown(text.slice(at, at + 12))}” on`
}

/** Enough of a value to know it by. */
export function shown(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text
}
