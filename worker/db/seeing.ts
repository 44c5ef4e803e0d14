import { sql, type SQL } from 'drizzle-orm'
import { people, tokens } from '../../schema/tables/people.ts'
import { byRole, byTies } from './allowed.ts'
import { valid, type Asker } from './who.ts'

/** A question's first table: the caller, and how they see requests; asked once, however many walks there are. */
export function letsSee({ credential, now }: Asker): SQL {
  return sql`lets as materialized (select p.id as me, ${byRole('request')} as role, ${byTies('request')} as ties
    from ${tokens} t join ${people} p on p.id = t.person_id where ${valid(credential, now)})`
}

/** After `letsSee`. */
export const me = sql`(select me from lets)`

/** After `letsSee`. A gate is a limit, not a predicate: a viewer's question then reads no row of the others' (ENGINE 3). */
export function gate(how: 'role' | 'ties', n: number): SQL {
  return sql`coalesce((select case when ${sql.identifier(how)} then ${n} else 0 end from lets), 0)`
}
