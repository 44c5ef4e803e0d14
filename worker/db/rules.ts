import { sql, type SQL } from 'drizzle-orm'
import { accounts, groupMembers } from '../../schema/tables/catalog.ts'
import { people } from '../../schema/tables/people.ts'
import { ruleBooks } from '../../schema/tables/rules.ts'
import type { KeptRule } from '../rules/rule.ts'
import { columnsOf, row, rows, type Question } from './batch.ts'
import type { Named } from './facts.ts'

/** All rules as they stand. Version 0: nobody has written one. */
export interface RuleBook {
  readonly version: number
  readonly rules: readonly KeptRule[]
  readonly savedBy: Named | null
  readonly savedAt: number | null
}

/** One row, however many rules there are; none where `wanted` does not hold. */
export function standingRules(wanted: SQL = sql`true`): Question<RuleBook> {
  const question = row<typeof ruleBooks.$inferSelect>(
    sql`select ${columnsOf(ruleBooks)} from ${ruleBooks} where ${wanted} order by version desc limit 1`,
  )
  return { ...question, read: (found) => toRuleBook(question.read(found)) }
}

function toRuleBook(found: typeof ruleBooks.$inferSelect | null): RuleBook {
  if (found === null) return { version: 0, rules: [], savedBy: null, savedAt: null }
  const { version, rules, byId: id, byName: name, at: savedAt } = found
  return { version, rules: JSON.parse(rules) as KeptRule[], savedBy: { id, name }, savedAt }
}

/** The groups somebody is in, by AWS's word of them. */
export function groupsOf(personId: SQL): Question<readonly string[]> {
  const question = rows<{ id: string }>(sql`select m.group_id as id from ${people} p
    join ${groupMembers} m on m.principal_id = p.principal_id where p.id = ${personId}`)
  return { ...question, read: (found) => question.read(found).map(({ id }) => id) }
}

/** The rules are those that were read: a guard. */
export function sameRules(version: number): SQL {
  return sql`coalesce((select max(version) from ${ruleBooks}), 0) = ${version}`
}

/** The groups of a person are those that were read: rules speak of them. A guard. */
export function sameGroups(personId: string, groups: readonly string[]): SQL {
  return sql`(select coalesce(json_group_array(group_id), '[]') from (select m.group_id from ${people} p
    join ${groupMembers} m on m.principal_id = p.principal_id where p.id = ${personId} order by m.group_id))
    = ${JSON.stringify(groups.toSorted())}`
}

/** An account where rules find it: its place, tags and mark move its version. A guard. */
export function samePlace(accountId: string, version: number): SQL {
  return sql`exists (select 1 from ${accounts} where id = ${accountId} and version = ${version})`
}

/** The next version, where `fence` holds. */
export function rulesSaved(
  { version, rules }: Pick<RuleBook, 'version' | 'rules'>,
  { by, at, fence }: { readonly by: Named; readonly at: number; readonly fence: SQL },
): SQL {
  return sql`insert into ${ruleBooks} (version, rules, by_id, by_name, at)
    select ${version + 1}, ${JSON.stringify(rules)}, ${by.id}, ${by.name}, ${at} where ${fence}`
}
