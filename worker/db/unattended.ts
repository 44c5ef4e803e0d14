import { sql, type SQL } from 'drizzle-orm'
import { requests } from '../../schema/tables/requests.ts'
import { dayMs } from '../durations.ts'
import { row, type Question } from './batch.ts'

/** Who would be given what by a rule, without a person. */
interface Given {
  readonly requester: SQL
  readonly accountId: string
  readonly setArn: string
  readonly now: number
}

/** Why a person is asked though a rule would grant: one has given it already, or somebody has just taken it away. */
export type Against = 'held' | 'revoked'

/** For so long after somebody took access away, no rule gives it back. */
const rememberedMs = 12 * 60 * 60_000
/** A request that ended so lately was not opened before then: it waits, is scheduled and runs for a month each at most. */
const openedWithinMs = 100 * dayMs

export function againstGrant(given: Given): Question<Against | null> {
  const question = row<{ why: Against | null }>(
    sql`select case when ${wasTaken(given)} then 'revoked' when ${isGiven(given)} then 'held' end as why`,
  )
  return { ...question, read: (found) => question.read(found)?.why ?? null }
}

/** A guard. */
export function nothingAgainst(given: Given): SQL {
  return sql`not (${wasTaken(given)} or ${isGiven(given)})`
}

/** Running or still to come, by a rule's word: nothing goes on from it, nor stands beside it, by a rule's word again. */
function isGiven({ now, ...given }: Given): SQL {
  return sql`exists (select 1 from ${requests} g where ${sameKey(given)} and g.live = 1 and g.ends_at > ${now}
    and g.end_asked_at is null and g.last_verdict = 'approve' and g.last_decider_id is null)`
}

/** What goes with somebody who left says nothing of the access itself. */
const takenBySomebody = sql`g.end_cause = 'revoke' and g.end_by_id is not null`

function wasTaken({ now, ...given }: Given): SQL {
  const lately = sql`${takenBySomebody} and g.end_asked_at > ${now - rememberedMs}`
  return sql`(exists (select 1 from ${requests} g where ${sameKey(given)} and g.live = 1 and ${lately})
    or exists (select 1 from ${requests} g where ${sameKey(given)} and g.status = 'revoked'
      and g.opened_at > ${now - openedWithinMs} and ${lately}))`
}

export interface Taken {
  readonly name: string
  readonly at: number
}

/** Who took the same access from the same person since it was decided, and when: that decision did not know of it. */
export function takenSinceDecided(id: string): Question<Taken | null> {
  return row<Taken>(
    sql`select g.end_by_name as name, g.end_asked_at as at ${takenSince(id)} order by g.end_asked_at desc limit 1`,
  )
}

/** A guard. */
export function notTakenSinceDecided(id: string): SQL {
  return sql`not exists (select 1 ${takenSince(id)})`
}

function takenSince(id: string): SQL {
  const same = { requester: sql`d.requester_id`, accountId: sql`d.account_id`, setArn: sql`d.set_arn` }
  return sql`from ${requests} d join ${requests} g on ${sameKey(same)} and g.opened_at > d.decided_at - ${openedWithinMs}
    where d.id = ${id} and ${takenBySomebody} and g.end_asked_at >= d.decided_at`
}

/** The requester's index, not the account's. */
function sameKey({
  requester,
  accountId,
  setArn,
}: Record<'requester' | 'accountId' | 'setArn', SQL | string>): SQL {
  return sql`g.requester_id = ${requester} and +g.account_id = ${accountId} and +g.set_arn = ${setArn}`
}
