import { sql } from 'drizzle-orm'
import { groupMembers, settings } from '../../schema/tables/catalog.ts'
import { findings } from '../../schema/tables/findings.ts'
import { row, rows, type Answers } from './batch.ts'
import { ofRequest } from './request.ts'

export interface StandingRow {
  readonly setName: string
  readonly principalType: string
  readonly groupName: string | null
  readonly seenAt: number
}

interface LastLook {
  readonly at: string | null
  readonly missed: string | null
}

/**
 * What the requester of a request holds in its account beside us, by name or through a group, as the looks at AWS have
 * it; and the last look at everything. Questions of a batch. What nobody was told of yet, `suspected`, is not known.
 */
export function standingAt(id: string) {
  const [account, principal] = [ofRequest(id, 'account_id'), ofRequest(id, 'principal_id')]
  const theirs = sql`(${findings.principalId} = ${principal} or ${findings.principalId} in (
    select ${groupMembers.groupId} from ${groupMembers} where ${groupMembers.principalId} = ${principal}))`
  const setting = (name: string) => sql`(select value from ${settings} where name = ${name})`
  return [
    rows<StandingRow>(sql`select set_name as "setName", principal_type as "principalType", principal_name as "groupName",
        last_seen_at as "seenAt" from ${findings}
      where ${findings.accountId} = ${account} and kind = 'unknown' and status in ('open', 'ignored') and ${theirs}
      order by set_name, principal_type desc limit ${mostShown}`),
    row<LastLook>(
      sql`select ${setting('last_full_look_at')} as at, ${setting('last_full_look_missed')} as missed`,
    ),
  ] as const
}

const mostShown = 50

export interface Standing {
  readonly found: readonly StandingRow[]
  readonly lookedAt: number | null
  readonly missed: number
}

export function readStanding([found, look]: Answers<ReturnType<typeof standingAt>>): Standing {
  return { found, lookedAt: look?.at ? Number(look.at) : null, missed: Number(look?.missed ?? 0) }
}
