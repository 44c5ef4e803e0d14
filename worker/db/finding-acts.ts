import { sql, type SQL } from 'drizzle-orm'
import { events } from '../../schema/tables/audit.ts'
import { accounts, permissionSets } from '../../schema/tables/catalog.ts'
import { findings } from '../../schema/tables/findings.ts'
import { people } from '../../schema/tables/people.ts'
import { requests } from '../../schema/tables/requests.ts'
import type { Credential } from '../http/context.ts'
import type { Idempotency } from '../http/serve.ts'
import { advanceQuestions, type Advance, type RequestRow } from './advance.ts'
import { batch, columnsOf, row, write, type Db, type Question } from './batch.ts'
import type { Named } from './facts.ts'
import { findingNow, type FindingFacts, type FindingRow } from './findings.ts'
import { adoptionQuestions } from './open.ts'
import { replied } from './replies.ts'
import { stillSignedIn } from './who.ts'

const acts = { adopt: 'adopted', remove: 'removed', ignore: 'ignored' } as const

export interface FindingMove {
  /** As it was read: its status and version are the compare of the compare-and-set. */
  readonly from: Pick<FindingRow, 'id' | 'status' | 'version'>
  readonly act: keyof typeof acts
  readonly by: Named
  readonly reason: string
  readonly at: number
  readonly op: string
  readonly credential: Credential
  readonly ignoredUntil: number | null
  /** The session it made. */
  readonly requestId?: string
  readonly guards: readonly SQL[]
  readonly reply: Idempotency | null
}

export interface MovedFinding {
  readonly done: boolean
  readonly finding: FindingRow | null
  readonly session: RequestRow | null
}

/** Writes the act, fenced and guarded as an advance is. `session` is made in the same instant or not at all. */
export async function moveFinding(
  db: Db,
  move: FindingMove,
  session: readonly Question<unknown>[] = [],
): Promise<MovedFinding> {
  const made = move.requestId ?? ''
  const answers = await batch(db, 'write', [
    ...questionsOf(move),
    ...session,
    ...(session.length === 0 ? [] : [bothOrNeither(move, made)]),
    row<RequestRow>(sql`select ${columnsOf(requests)} from ${requests} where ${requests.id} = ${made}`),
    findingNow(move.from.id, { credential: move.credential, now: move.at }),
  ])
  const [row_, finding] = answers.slice(-2) as [RequestRow | null, FindingRow | null]
  return { done: finding?.lastOp === move.op, finding, session: row_ }
}

/** True once this operation has moved the finding. */
export function isMoved({ from, op }: Pick<FindingMove, 'from' | 'op'>): SQL {
  return sql`exists (select 1 from ${findings} f where f.id = ${from.id} and f.last_op = ${op})`
}

function questionsOf(move: FindingMove): Question<null>[] {
  const { from, act, by, op, at } = move
  const fence = sql`${findings.id} = ${from.id} and ${findings.lastOp} = ${op}`
  const guards = move.guards.map((guard) => sql` and ${guard}`)
  const session = move.requestId === undefined ? sql`` : sql`, request_id = ${move.requestId}`
  return [
    write(sql`update ${findings} set status = ${acts[act]}, version = version + 1, last_op = ${op}, by_id = ${by.id},
        by_name = ${by.name}, reason = ${move.reason}, acted_at = ${at}, ignored_until = ${move.ignoredUntil}${session}
      where ${findings.id} = ${from.id} and ${findings.version} = ${from.version} and ${findings.status} = ${from.status}${sql.join(guards)}`),
    write(sql`insert into ${events} (subject_kind, subject_id, version, event, status, actor_kind, actor_id, actor_name, comment, at, recorded_at, op)
      select 'finding', id, version, ${act}, status, 'person', ${by.id}, ${by.name}, ${move.reason}, ${at}, ${at}, ${op} from ${findings} where ${fence}`),
    ...replied(move.reply, { actorId: by.id, id: from.id, at, where: isMoved(move) }),
    write(sql`insert into must select (select count(*) from ${findings} where ${fence})
      = (select count(*) from ${events} where ${events.subjectKind} = 'finding' and ${events.subjectId} = ${from.id}
        and ${events.version} = ${from.version + 1} and ${events.op} = ${op})`),
  ]
}

function bothOrNeither({ from, op }: FindingMove, requestId: string): Question<null> {
  return write(sql`insert into must select (select count(*) from ${findings} where id = ${from.id} and last_op = ${op})
    = (select count(*) from ${requests} where id = ${requestId})`)
}

export interface Adoption {
  readonly row: Parameters<typeof adoptionQuestions>[0]
  readonly move: FindingMove
  /** What moves the row on to `active`, and for a removal on to its end. */
  readonly advances: readonly Advance[]
}

/** The session of an adopted assignment: ours from now on, so that its end takes it away. */
export function sessionQuestions({ row, move, advances }: Adoption): Question<unknown>[] {
  return [
    ...adoptionQuestions(row, { op: move.op, guard: isMoved(move) }),
    ...advances.flatMap(advanceQuestions),
  ]
}

/** The caller and the account's owners as they were when the right to act was judged. */
export function guardsOfAct(facts: FindingFacts, credential: Credential, now: number): SQL[] {
  const { caller, finding, account } = facts
  return [
    stillSignedIn(credential, now),
    sql`exists (select 1 from ${people} where id = ${caller.id} and version = ${caller.version} and active = 1)`,
    sql`(${Number(account === null)} or exists (select 1 from ${accounts} where id = ${finding.accountId}
      and owners_version = ${account?.ownersVersion ?? 0}))`,
  ]
}

/** Account and set still open here, and whose access it is still who they were. */
export function guardsOfAdoption({ finding, account, set }: FindingFacts): SQL[] {
  return [
    sql`exists (select 1 from ${accounts} where id = ${finding.accountId} and version = ${account?.version ?? 0})`,
    sql`exists (select 1 from ${permissionSets} where arn = ${finding.setArn} and version = ${set?.version ?? 0})`,
    sql`exists (select 1 from ${people} where id = ${finding.holderId} and principal_id = ${finding.principalId}
      and active = ${finding.holderActive})`,
  ]
}
