import { sql } from 'drizzle-orm'
import { accounts, groupMembers } from '../../schema/tables/catalog.ts'
import { requests } from '../../schema/tables/requests.ts'
import { byRole, gate } from './allowed.ts'
import { rows, type Question } from './batch.ts'
import type { Asker } from './who.ts'

/** A request as rules would look at it today. */
export interface Past {
  readonly id: string
  readonly kind: string
  readonly requesterId: string
  readonly requesterName: string
  readonly accountId: string
  readonly accountName: string
  readonly sensitive: number
  readonly setArn: string | null
  readonly setName: string
  readonly durationS: number
  readonly openedAt: number
  readonly askedStartAt: number | null
  readonly ouPath: string | null
  readonly tags: string | null
  /** JSON: those the requester is in. */
  readonly groups: string
}

/** At most this many are looked at. */
export const looksAt = 5000

/** What was asked for since, newest first, with the accounts and groups as they are now; one more than is looked at. */
export function requestsSince(asker: Asker, since: number): Question<readonly Past[]> {
  return rows<Past>(sql`select r.id, r.kind, r.requester_id as "requesterId", r.requester_name as "requesterName",
      r.account_id as "accountId", r.account_name as "accountName", max(r.sensitive, coalesce(a.sensitive, 0)) as sensitive,
      r.set_arn as "setArn", r.set_name as "setName", r.duration_s as "durationS", r.opened_at as "openedAt",
      r.asked_start_at as "askedStartAt", a.ou_path as "ouPath", a.tags,
      (select json_group_array(m.group_id) from ${groupMembers} m where m.principal_id = r.principal_id) as groups
    from ${requests} r left join ${accounts} a on a.id = r.account_id
    where r.opened_at >= ${since} order by r.opened_at desc, r.id desc
    limit ${gate(asker, byRole('previewRules'), looksAt + 1)}`)
}
