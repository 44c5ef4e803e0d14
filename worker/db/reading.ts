import { sql, type SQL } from 'drizzle-orm'
import { managedPolicies, setPolicies } from '../../schema/tables/policies.ts'
import { customSets } from '../../schema/tables/requests.ts'
import { batch, columnsOf, row, rows, type Db } from './batch.ts'
import { pageSize, readNameCursor, writeNameCursor } from './keyset.ts'
import { documentsNamed, documentsOf, type ManagedText } from './policies.ts'
import { admitted, who, type Asker } from './who.ts'

/** What the set is made of that has this ARN or, where it is a custom one, this id; questions of a batch. */
export function textsAt(id: SQL) {
  const ofSet = sql`select j.value from ${setPolicies} s, json_each(s.managed) j where s.set_arn = ${id}`
  const ofCustom = sql`select j.value from ${customSets} c, json_each(c.definition, '$.managedPolicyArns') j where c.id = ${id}`
  const stored = sql`select ${columnsOf(setPolicies)} from ${setPolicies} where ${setPolicies.setArn} = ${id}`
  return [row<typeof setPolicies.$inferSelect>(stored), documentsOf(sql`${ofSet} union ${ofCustom}`)] as const
}

/** Documents for whoever is signed in: AWS publishes them. */
export async function documentsFor(
  db: Db,
  { credential, now }: Asker,
  arns: readonly string[],
): Promise<readonly ManagedText[]> {
  const [caller, managed] = await batch(db, 'read', [who(credential, now), documentsNamed(arns)])
  admitted(caller, 'review', 'write')
  return managed
}

export interface NamedPolicy {
  readonly arn: string
  readonly name: string
  readonly version: string
}

/** AWS's managed policies with a piece of name, by name. */
export async function policiesCalled(
  db: Db,
  { credential, now, q, after }: Asker & { readonly q: string; readonly after: string | undefined },
): Promise<{ items: readonly NamedPolicy[]; next: string | null }> {
  const cursor = readNameCursor(after)
  const beyond =
    cursor === null
      ? sql`true`
      : sql`(${managedPolicies.name}, ${managedPolicies.arn}) > (${cursor.name}, ${cursor.id})`
  const piece = `%${q.replaceAll(/[\\%_]/g, (c) => `\\${c}`)}%`
  const [caller, found] = await batch(db, 'read', [
    who(credential, now),
    rows<NamedPolicy>(sql`select ${columnsOf(managedPolicies, 'arn', 'name', 'version')} from ${managedPolicies}
      where ${managedPolicies.name} like ${piece} escape '\\' and ${beyond}
      order by ${managedPolicies.name}, ${managedPolicies.arn} limit ${pageSize + 1}`),
  ])
  admitted(caller, 'policies')
  const items = found.slice(0, pageSize)
  const last = items.at(-1)
  const more = found.length > pageSize && last
  return { items, next: more ? writeNameCursor({ name: last.name, id: last.arn }) : null }
}
