import { sql, type SQL } from 'drizzle-orm'
import { customSets } from '../../schema/tables/requests.ts'
import type { CustomSet } from '../custom.ts'
import { batch, row, write, type Db, type Question } from './batch.ts'

/** Each definition once, however many ask for it. */
export function definitionKept(
  { id, definition, policyHash }: CustomSet,
  { at, where }: { readonly at: number; readonly where: SQL },
): Question<null> {
  return write(sql`insert into ${customSets} (id, definition, policy_hash, at)
    select ${id}, ${definition}, ${policyHash}, ${at} where ${where} on conflict (id) do nothing`)
}

export function definitionAt(id: SQL): Question<{ readonly definition: string } | null> {
  return row<{ definition: string }>(sql`select definition from ${customSets} where id = ${id}`)
}

export async function definitionStored(db: Db, id: string): Promise<string | null> {
  const [found] = await batch(db, 'read', [definitionAt(sql`${id}`)])
  return found?.definition ?? null
}
