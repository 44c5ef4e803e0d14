import { sql } from 'drizzle-orm'
import { people } from '../../schema/tables/people.ts'
import { byRole, gate } from './allowed.ts'
import { batch, row, rows, type Db, type Question } from './batch.ts'
import { pageSize, readNameCursor, writeNameCursor } from './keyset.ts'
import { admitted, who, type Asker } from './who.ts'

export interface ManagedPerson {
  readonly id: string
  readonly name: string
  readonly email: string | null
  readonly level: number
  readonly auditor: number
  readonly active: number
  readonly principalId: string | null
  readonly version: number
}
const columns = sql`id, name, email, level, auditor, active, principal_id as "principalId", version`

/** People by name; `q` is a piece of a name or address. */
export async function peopleSeenBy(
  db: Db,
  { q, after, ...asker }: Asker & { q: string; after: string | undefined },
): Promise<{ items: readonly ManagedPerson[]; next: string | null }> {
  const like = `%${q.replaceAll(/[\\%_]/g, (c) => `\\${c}`)}%`
  const cursor = readNameCursor(after)
  const beyond = cursor === null ? sql`true` : sql`(name, id) > (${cursor.name}, ${cursor.id})`
  const [caller, found] = await batch(db, 'read', [
    who(asker.credential, asker.now),
    rows<ManagedPerson>(sql`select ${columns} from ${people}
      where (name like ${like} escape '\\' or email like ${like} escape '\\') and ${beyond} order by name, id
      limit ${gate(asker, byRole('people'), pageSize + 1)}`),
  ])
  admitted(caller, 'people')
  const items = found.slice(0, pageSize)
  const last = items.at(-1)
  return { items, next: found.length > pageSize && last ? writeNameCursor(last) : null }
}

export function managedPerson(id: string): Question<ManagedPerson | null> {
  return row<ManagedPerson>(sql`select ${columns} from ${people} where id = ${id}`)
}
