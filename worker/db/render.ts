import { Column, getTableName, Name, Param, SQL, StringChunk, Table } from 'drizzle-orm'

export interface Rendered {
  readonly sql: string
  readonly params: unknown[]
}

interface Parts {
  readonly texts: string[]
  readonly params: unknown[]
}

/** What `toQuery` of Drizzle says, several times as fast: a decision is twenty statements. */
export function rendered(query: SQL): Rendered {
  const parts: Parts = { texts: [], params: [] }
  const isAll = addAll(query.queryChunks, parts)
  return isAll ? { sql: parts.texts.join(''), params: parts.params } : query.toQuery(sqlite)
}

const nameOf = (text: string) => `"${text.replaceAll('"', '""')}"`

/** As Drizzle's own dialect has it, which would bring its builder of queries with it: 6 KiB gzip. */
const sqlite = {
  casing: { getColumnCasing: ({ name }: Column) => name },
  escapeName: nameOf,
  escapeParam: () => '?',
  escapeString: (text: string) => `'${text.replaceAll("'", "''")}'`,
} as unknown as Parameters<SQL['toQuery']>[0]

function addAll(chunks: readonly unknown[], parts: Parts): boolean {
  return chunks.every((chunk) => add(chunk, parts))
}

/** `false`: only Drizzle knows. */
function add(chunk: unknown, parts: Parts): boolean {
  if (chunk === null || typeof chunk !== 'object') return addValue(chunk, parts)
  if (chunk instanceof StringChunk) return addText(chunk.value.join(''), parts)
  if (chunk instanceof SQL) return !chunk['shouldInlineParams'] && addAll(chunk.queryChunks, parts)
  if (chunk instanceof Name) return addText(nameOf(chunk.value), parts)
  if (chunk instanceof Column)
    return addText(`${nameOf(getTableName(chunk.table))}.${nameOf(chunk.name)}`, parts)
  if (chunk instanceof Table) return addText(nameOf(getTableName(chunk)), parts)
  if (Array.isArray(chunk)) return addList(chunk, parts)
  if (!(chunk instanceof Param)) return false
  const value: unknown = chunk.value === null ? null : chunk.encoder.mapToDriverValue(chunk.value)
  return (value === null || typeof value !== 'object') && addValue(value, parts)
}

function addText(text: string, { texts }: Parts): true {
  texts.push(text)
  return true
}

function addValue(value: unknown, { texts, params }: Parts): true {
  if (value === undefined) return true
  texts.push('?')
  params.push(value)
  return true
}

function addList(list: readonly unknown[], parts: Parts): boolean {
  const inside = (chunk: unknown, i: number) => (i === 0 || addText(', ', parts)) && add(chunk, parts)
  return addText('(', parts) && list.every(inside) && addText(')', parts)
}
