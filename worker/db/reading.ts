import { sql, type SQL } from 'drizzle-orm'
import type { ManagedText } from '../../schema/policy/review.ts'
import { permissionSets } from '../../schema/tables/catalog.ts'
import { managedPolicies, setPolicies } from '../../schema/tables/policies.ts'
import { customSets, requests } from '../../schema/tables/requests.ts'
import type { RequestRow } from './advance.ts'
import { byRole, gate } from './allowed.ts'
import { batch, columnsOf, row, rows, type Db } from './batch.ts'
import { pageSize, readNameCursor, writeNameCursor } from './keyset.ts'
import { documentsNamed, documentsOf, twinOf } from './policies.ts'
import { admitted, stillSignedIn, who, type Asker } from './who.ts'

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
  const [caller, managed] = await batch(db, 'read', [
    who(credential, now),
    documentsNamed(arns, stillSignedIn(credential, now)),
  ])
  admitted(caller, 'review', 'write')
  return managed
}

/** Is it copied for the session, as it is marked now? And the session that the request extends; questions of a batch. */
export function copiedAt(setArn: SQL, extendsId: SQL) {
  return [
    row<{ sealed: number }>(sql`select sealed from ${permissionSets} where arn = ${setArn}`),
    row<RequestRow>(sql`select ${columnsOf(requests)} from ${requests} where ${requests.id} = ${extendsId}`),
  ] as const
}

export interface NamedPolicy {
  readonly arn: string
  readonly name: string
  readonly version: string
}

type PlacedPolicy = NamedPolicy & { readonly place: string }

/**
 * AWS's managed policies with each of these words in their names: the one called just so first, then those that sets of
 * the catalog are made of, then by name.
 */
export async function policiesCalled(
  db: Db,
  { q, after, ...asker }: Asker & { readonly q: string; readonly after: string | undefined },
): Promise<{ items: readonly NamedPolicy[]; next: string | null }> {
  const cursor = readNameCursor(after)
  const beyond = cursor === null ? sql`true` : sql`(place, arn) > (${cursor.name}, ${cursor.id})`
  const [caller, found] = await batch(db, 'read', [
    who(asker.credential, asker.now),
    rows<PlacedPolicy>(
      sql`select * from (${placed(q)}) where ${beyond} order by place, arn
        limit ${gate(asker, byRole('policies'), pageSize + 1)}`,
    ),
  ])
  admitted(caller, 'policies')
  const items = found.slice(0, pageSize)
  const last = items.at(-1)
  const more = found.length > pageSize && last
  return {
    items: items.map(({ arn, name, version }) => ({ arn, name, version })),
    next: more ? writeNameCursor({ name: last.place, id: last.arn }) : null,
  }
}

/** `place` sorts them: how well it fits as a digit, then the name. */
function placed(q: string): SQL {
  const { arn, name } = managedPolicies
  const fits = q.split(/\s+/).map((word) => sql`${name} like ${`%${literal(word)}%`} escape '\\'`)
  const used = sql`${arn} in (select ${twinOf(sql`j.value`)} from ${setPolicies} s, json_each(s.managed) j)`
  const begins = sql`${name} like ${`${literal(q)}%`} escape '\\'`
  return sql`select ${columnsOf(managedPolicies, 'arn', 'name', 'version')},
    (case when lower(${name}) = ${q.toLowerCase()} then 0 else 4 - 2 * (${used}) - (${begins}) end) || ${name} as place
    from ${managedPolicies} where ${sql.join(fits, sql` and `)}`
}

function literal(piece: string): string {
  return piece.replaceAll(/[\\%_]/g, (c) => `\\${c}`)
}
