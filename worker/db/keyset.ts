import { sql, type SQL } from 'drizzle-orm'
import { accounts } from '../../schema/tables/catalog.ts'
import { Refusal } from '../http/refusal.ts'
import { base64url } from '../http/hash.ts'

export const pageSize = 25

/** The last row already seen: the column the list is sorted by, and the id that breaks ties. */
export interface Cursor {
  readonly at: number
  readonly id: string
}

/** Refuses a cursor that is not one of ours. */
export function readCursor(after: string | undefined): Cursor | null {
  if (after === undefined) return null
  const [at, id] = decode(after)
  if (Number.isSafeInteger(at) && typeof id === 'string') return { at: at as number, id }
  throw foreignCursor()
}

export function writeCursor({ at, id }: Cursor): string {
  return encode([at, id])
}

function encode(value: unknown): string {
  return base64url(new TextEncoder().encode(JSON.stringify(value)))
}

function decode(after: string): readonly unknown[] {
  try {
    const bytes = Uint8Array.from(atob(after.replaceAll('-', '+').replaceAll('_', '/')), (c) =>
      c.charCodeAt(0),
    )
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes))
    if (Array.isArray(value)) return value
  } catch {
    // Not one of ours either.
  }
  throw foreignCursor()
}

function foreignCursor(): Refusal {
  return new Refusal('invalid', { what: 'after: not a cursor of this API.' }, { field: 'after' })
}

/** A row value, so that SQLite walks the index; `or(lt, and(eq, lt))` would re-read every earlier page. */
export function beyond(columns: SQL, cursor: Cursor | null, order: 'asc' | 'desc'): SQL {
  if (cursor === null) return sql`true`
  const sign = order === 'asc' ? sql`>` : sql`<`
  return sql`(${columns}) ${sign} (${cursor.at}, ${cursor.id})`
}

/** One row more than a page was asked for: it tells that there is a next page, and is not answered. */
export function pageFrom<T>(
  found: readonly T[],
  cursorOf: (row: T) => Cursor,
): { items: readonly T[]; next: string | null } {
  const items = found.slice(0, pageSize)
  const last = items.at(-1)
  return { items, next: found.length > pageSize && last ? writeCursor(cursorOf(last)) : null }
}

/** The same for lists by name: the cursor holds the last name and id. */
export function beyondName(after: string | undefined): SQL {
  const cursor = readNameCursor(after)
  return cursor === null
    ? sql`true`
    : sql`(${accounts.name}, ${accounts.id}) > (${cursor.name}, ${cursor.id})`
}

export function writeNameCursor({ name, id }: { name: string; id: string }): string {
  return encode([name, id])
}

export function readNameCursor(after: string | undefined): { name: string; id: string } | null {
  if (after === undefined) return null
  const [name, id] = decode(after)
  if (typeof name === 'string' && typeof id === 'string') return { name, id }
  throw foreignCursor()
}
