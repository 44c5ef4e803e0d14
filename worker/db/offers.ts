import { sql, type SQL } from 'drizzle-orm'
import { permissionSets } from '../../schema/tables/catalog.ts'
import { setPolicies } from '../../schema/tables/policies.ts'
import type { PolicyTexts } from '../aws/port.ts'
import { gate } from './allowed.ts'
import { columnsOf, rows, type Answers } from './batch.ts'
import { settingRows, settingsOf, type SetRow, type Settings } from './facts.ts'
import { documentsOf } from './policies.ts'
import { groupsOf, standingRules, type RuleBook } from './rules.ts'
import type { Asker } from './who.ts'

export interface SetInFull {
  readonly set: SetRow
  readonly policies: PolicyTexts
}

/** What might be offered to somebody: requestable sets whose policies were read, and the rules. */
export interface OfferFacts {
  readonly sets: readonly SetInFull[]
  /** AWS's documents by ARN, of those that the sets name. */
  readonly managed: ReadonlyMap<string, string>
  readonly groups: readonly string[]
  readonly book: RuleBook
  readonly settings: Settings
}

const mostSets = 500

/** Questions of a batch, for whoever `lets` lets ask; `person` is whom it would be offered to. */
export function offerQuestions(asker: Asker, lets: SQL, person: SQL) {
  const open = (columns: SQL) => setsToOffer(columns, gate(asker, lets, mostSets))
  return [
    rows<SetRow>(open(columnsOf(permissionSets))),
    rows<StoredTexts>(open(columnsOf(setPolicies))),
    documentsOf(sql`select j.value from (${open(named)}) s, json_each(s.arns) j`),
    groupsOf(person),
    standingRules(),
    settingRows(),
  ] as const
}

export function offersFrom([sets, texts, managed, groups, book, values]: Answers<
  ReturnType<typeof offerQuestions>
>): OfferFacts {
  const bySet = new Map(texts.map((one) => [one.setArn, textsFrom(one)]))
  return {
    sets: sets.map((set) => ({ set, policies: bySet.get(set.arn)! })),
    managed: new Map(managed.map(({ arn, document }) => [arn, document])),
    groups,
    book,
    settings: settingsOf(values),
  }
}

export type StoredTexts = typeof setPolicies.$inferSelect

export function textsFrom({ managed, customer, inline, boundary }: StoredTexts): PolicyTexts {
  return {
    managed: JSON.parse(managed) as string[],
    customer: JSON.parse(customer) as string[],
    inline,
    boundary,
  }
}

/** Policies of AWS's that a set names, and its boundary. */
const named = sql`json_insert(${setPolicies.managed}, '$[#]', ${setPolicies.boundary}) as arns`

function setsToOffer(columns: SQL, most: SQL): SQL {
  return sql`select ${columns} from ${permissionSets} join ${setPolicies} on ${setPolicies.setArn} = ${permissionSets.arn}
    where ${permissionSets.requestable} = 1 and ${permissionSets.protected} = 0
      and ${permissionSets.policyHash} is not null order by ${permissionSets.name} limit ${most}`
}
