import { sql } from 'drizzle-orm'
import { accounts, permissionSets } from '../../schema/tables/catalog.ts'
import { people } from '../../schema/tables/people.ts'
import { customSets, requests } from '../../schema/tables/requests.ts'
import type { RequestRow } from './advance.ts'
import { columnsOf, row, type Answers } from './batch.ts'
import type { AccountRow, RequestFacts } from './facts.ts'
import { groupsOf, standingRules } from './rules.ts'
import { callerId, type Asker } from './who.ts'

/** What a yes rests on, as far as it is not a matter of who says it. */
export type BeforeDeciding = Pick<
  RequestFacts,
  'requesterActive' | 'setHash' | 'accountRequestable' | 'extended' | 'ruled'
>

interface Around {
  readonly active: number
  readonly requestable: number
  readonly setArn: string | null
  readonly setHash: string | null
}

/** Questions of a batch. Of what waits for nobody, and of one's own request, they read nothing. */
export function beforeDeciding(id: string, { credential, now }: Asker) {
  const waits = sql`${requests} r where r.id = ${id} and r.waits_for is not null and r.requester_id <> ${callerId(credential, now)}`
  const requester = sql`(select r.requester_id from ${waits})`
  return [
    row<Around>(sql`select p.active, a.requestable, coalesce(s.arn, c.id) as "setArn", coalesce(s.policy_hash, c.policy_hash) as "setHash"
      from (select r.* from ${waits}) r join ${accounts} a on a.id = r.account_id join ${people} p on p.id = r.requester_id
        left join ${permissionSets} s on s.arn = r.set_arn left join ${customSets} c on c.id = r.set_arn`),
    row<RequestRow>(
      sql`select ${columnsOf(requests)} from ${requests} where ${requests.id} = (select r.extends_id from ${waits})`,
    ),
    standingRules(sql`exists (select 1 from ${waits})`),
    groupsOf(requester),
    row<AccountRow>(
      sql`select ${columnsOf(accounts)} from ${accounts} where id = (select r.account_id from ${waits})`,
    ),
  ] as const
}

/** `null` where nothing was read. */
export function readBeforeDeciding([around, extended, book, groups, account]: Answers<
  ReturnType<typeof beforeDeciding>
>): BeforeDeciding | null {
  if (around === null || account === null) return null
  return {
    requesterActive: around.active === 1,
    setHash: around.setArn === null ? undefined : around.setHash,
    accountRequestable: around.requestable === 1,
    extended,
    ruled: { book, groups, account },
  }
}
