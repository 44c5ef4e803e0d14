import { sql, type SQL } from 'drizzle-orm'
import { accounts, permissionSets } from '../../schema/tables/catalog.ts'
import { setPolicies } from '../../schema/tables/policies.ts'
import type { PolicyTexts } from '../aws/port.ts'
import { batch, columnsOf, row, rows, type Db } from './batch.ts'
import { adminNames, settingRows, settingsOf } from './facts.ts'
import type { AccountRow, Named, SetRow, Settings } from './facts.ts'
import { documentsOf } from './policies.ts'
import { groupsOf, standingRules, type RuleBook } from './rules.ts'
import { admitted, callerId, who, type Asker, type Caller } from './who.ts'

export interface SetInFull {
  readonly set: SetRow
  readonly policies: PolicyTexts
}

export interface SuggestFacts {
  readonly caller: Caller
  readonly account: AccountRow | null
  /** Requestable ones whose policies were read. */
  readonly sets: readonly SetInFull[]
  /** AWS's documents by ARN, of those that the sets name. */
  readonly managed: ReadonlyMap<string, string>
  readonly groups: readonly string[]
  readonly book: RuleBook
  readonly settings: Settings
  readonly admins: readonly Named[]
}

const mostSets = 500

/** All that a suggestion rests on, in one round trip. */
export async function factsToSuggest(db: Db, ask: Asker, accountId: string): Promise<SuggestFacts> {
  const [caller, account, sets, texts, managed, groups, book, values, admins] = await batch(db, 'read', [
    who(ask.credential, ask.now),
    row<AccountRow>(sql`select ${columnsOf(accounts)} from ${accounts} where ${accounts.id} = ${accountId}`),
    rows<SetRow>(open(columnsOf(permissionSets))),
    rows<StoredTexts>(open(columnsOf(setPolicies))),
    documentsOf(sql`select j.value from (${open(named)}) s, json_each(s.arns) j`),
    groupsOf(callerId(ask.credential, ask.now)),
    standingRules(),
    settingRows(),
    adminNames(),
  ])
  const bySet = new Map(texts.map((one) => [one.setArn, textsFrom(one)]))
  return {
    caller: admitted(caller, 'suggest', 'write'),
    account,
    sets: sets.flatMap((set) => ({ set, policies: bySet.get(set.arn)! })),
    managed: new Map(managed.map(({ arn, document }) => [arn, document])),
    groups,
    book,
    settings: settingsOf(values),
    admins,
  }
}

type StoredTexts = typeof setPolicies.$inferSelect

function textsFrom({ managed, customer, inline, boundary }: StoredTexts): PolicyTexts {
  return {
    managed: JSON.parse(managed) as string[],
    customer: JSON.parse(customer) as string[],
    inline,
    boundary,
  }
}

/** Policies of AWS's that a set names, and its boundary. */
const named = sql`json_insert(${setPolicies.managed}, '$[#]', ${setPolicies.boundary}) as arns`

function open(columns: SQL): SQL {
  return sql`select ${columns} from ${permissionSets} join ${setPolicies} on ${setPolicies.setArn} = ${permissionSets.arn}
    where ${permissionSets.requestable} = 1 and ${permissionSets.protected} = 0
      and ${permissionSets.policyHash} is not null order by ${permissionSets.name} limit ${mostSets}`
}
