import { sql, type SQL } from 'drizzle-orm'
import { events } from '../../schema/tables/audit.ts'
import { accounts, permissionSets } from '../../schema/tables/catalog.ts'
import { people } from '../../schema/tables/people.ts'
import { counts, requests } from '../../schema/tables/requests.ts'
import type { CustomSet } from '../custom.ts'
import { dayMs } from '../durations.ts'
import type { Credential } from '../http/context.ts'
import type { Idempotency } from '../http/serve.ts'
import { openADay, urgentADay } from '../windows.ts'
import { advanceQuestions, type Advance, type RequestRow } from './advance.ts'
import { batch, columnsOf, none, row, write, type Db, type Question } from './batch.ts'
import { definitionKept } from './custom.ts'
import { sentSince, urgentSince } from './facts.ts'
import { answered, replied, unanswered, type Answered } from './replies.ts'
import { sameGroups, sameRules } from './rules.ts'
import { nothingAgainst } from './unattended.ts'
import { told } from './telling.ts'
import { stillSignedIn, type Caller } from './who.ts'

type Columns = typeof requests.$inferInsert

export interface NewRequest {
  readonly row: Columns & { readonly id: string; readonly setArn: string }
  readonly op: string
  readonly credential: Credential
  readonly caller: Caller
  readonly accountVersion: number
  readonly ownersVersion: number
  /** `null` for a custom set, which is in no catalog. */
  readonly setVersion: number | null
  readonly custom: CustomSet | null
  readonly maxOpen: number
  /** What the rules were judged by: their version, and the caller's groups. */
  readonly ruledBy: { readonly version: number; readonly groups: readonly string[] }
  /** A rule grants it at once, in the same batch. */
  readonly granted: Advance | null
  /** The session such a grant goes on from, as it was read: ended, there is nothing to go on from. */
  readonly goesOnFrom: Pick<RequestRow, 'id' | 'version'> | null
  readonly tell: readonly string[]
  readonly reply: Idempotency | null
}

interface Inserted {
  readonly row: RequestRow | null
  readonly other: RequestRow | null
  readonly replay: Answered | null
}

/**
 * Stores a new request with its event, outbox and reply, unless a fact it rested on moved, the person has asked for the
 * same meanwhile (`other`), has too many open, or this very call was answered meanwhile (`replay`). One batch: either all
 * of it stands or none.
 */
export async function insertRequest(db: Db, made: NewRequest): Promise<Inserted> {
  const { id } = made.row
  const beside = { id, at: made.row.openedAt, where: stands(made) }
  const answers = await batch(db, 'write', [
    write(insertion(made)),
    write(opened(made)),
    ...definition(made),
    ...told({ op: made.op, receivers: made.tell, kind: 'changed', ...beside }),
    ...replied(made.reply, { actorId: made.caller.id, ...beside }),
    write(sql`insert into must select (select count(*) from ${requests} where ${fence(made)})
      = (select count(*) from ${events} where ${events.subjectKind} = 'request' and ${events.subjectId} = ${id} and ${events.version} = 1)`),
    ...(made.granted ? advanceQuestions(made.granted) : []),
    row<RequestRow>(
      sql`select ${columnsOf(requests)} from ${requests} where ${same(made)} and ${requests.waitsFor} is not null and ${requests.id} <> ${id}`,
    ),
    made.reply === null ? none : answered(sql`${made.caller.id}`, made.reply),
    row<RequestRow>(sql`select ${columnsOf(requests)} from ${requests} where ${requests.id} = ${id}`),
  ])
  const [other, replay, inserted] = answers.slice(-3) as [
    RequestRow | null,
    Answered | null,
    RequestRow | null,
  ]
  return { row: inserted, other, replay }
}

function fence(made: NewRequest): SQL {
  return sql`${requests.id} = ${made.row.id} and ${requests.lastOp} = ${made.op}`
}

function stands(made: NewRequest): SQL {
  return sql`exists (select 1 from ${requests} where ${fence(made)})`
}

function same({ row }: NewRequest): SQL {
  const extended = row.extendsId ?? null
  return sql`${requests.requesterId} = ${row.requesterId} and ${requests.accountId} = ${row.accountId}
    and ${requests.setArn} = ${row.setArn} and ${requests.extendsId} is ${extended}`
}

function insertion(made: NewRequest): SQL {
  return insertionOf({ ...made.row, lastOp: made.op }, guards(made))
}

function insertionOf(row: Columns, guards: readonly SQL[]): SQL {
  const columns = Object.entries(row) as [keyof RequestRow, string | number | null][]
  const names = columns.map(([name]) => sql.identifier(requests[name].name))
  const values = columns.map(([, value]) => sql`${value}`)
  return sql`insert into ${requests} (${sql.join(names, sql`, `)}) select ${sql.join(values, sql`, `)} where ${sql.join([...guards], sql` and `)}`
}

/** A row that no request of its holder led to: approved for the length of this batch alone, until `adopt` moves it. */
export function adoptionQuestions(
  row: Columns & { readonly status: 'approved' },
  { op, guard }: { readonly op: string; readonly guard: SQL },
): Question<null>[] {
  return [
    write(insertionOf({ ...row, lastOp: op }, [guard])),
    write(sql`insert into ${events} (subject_kind, subject_id, version, event, status, actor_kind, at, recorded_at, op)
      select 'request', id, version, 'find', status, 'aws', ${row.openedAt}, ${row.openedAt}, ${op}
      from ${requests} where id = ${row.id} and last_op = ${op}`),
  ]
}

/** The facts as they were read, the caller's own queue as it is now. */
function guards(made: NewRequest): SQL[] {
  const { row, caller } = made
  return [
    stillSignedIn(made.credential, row.openedAt),
    sql`exists (select 1 from ${people} where id = ${caller.id} and version = ${caller.version})`,
    sql`exists (select 1 from ${accounts} where id = ${row.accountId} and version = ${made.accountVersion} and owners_version = ${made.ownersVersion})`,
    ...(made.setVersion === null
      ? []
      : [
          sql`exists (select 1 from ${permissionSets} where arn = ${row.setArn} and version = ${made.setVersion})`,
        ]),
    sameRules(made.ruledBy.version),
    ...(made.ruledBy.version > 0 ? [sameGroups(caller.id, made.ruledBy.groups)] : []),
    ...(made.reply === null ? [] : [unanswered(sql`${caller.id}`, made.reply)]),
    ...(made.goesOnFrom === null ? [] : [unmoved(made.goesOnFrom)]),
    ...(made.granted === null ? [] : [stillAgainstNothing(made)]),
    ...(row.urgent === 1
      ? [sql`(${urgentSince(sql`${caller.id}`, row.openedAt - dayMs)}) < ${urgentADay}`]
      : []),
    sql`not exists (select 1 from ${requests} where ${same(made)} and ${requests.waitsFor} is not null and ${requests.windowEndsAt} > ${row.openedAt})`,
    sql`coalesce((select waiting from ${counts} where scope = 'person' and id = ${caller.id}), 0) < ${made.maxOpen}`,
    sql`(select n from (${sentSince(sql`${caller.id}`, row.openedAt - dayMs, made.maxOpen * openADay)})) < ${made.maxOpen * openADay}`,
    ...(row.extendsId ? [stillRuns(row.extendsId)] : []),
  ]
}

/** Whoever ends the session meanwhile ends what would extend it, and does not see this one yet. */
function stillRuns(id: string): SQL {
  return sql`exists (select 1 from ${requests} e where e.id = ${id} and e.live = 1 and e.status <> 'ending')`
}

function stillAgainstNothing({ row, caller }: NewRequest): SQL {
  return nothingAgainst({ ...row, requester: sql`${caller.id}`, now: row.openedAt })
}

function unmoved({ id, version }: Pick<RequestRow, 'id' | 'version'>): SQL {
  return sql`exists (select 1 from ${requests} e where e.id = ${id} and e.version = ${version})`
}

function definition(made: NewRequest): Question<null>[] {
  const kept = { at: made.row.openedAt, where: stands(made) }
  return made.custom === null ? [] : [definitionKept(made.custom, kept)]
}

function opened(made: NewRequest): SQL {
  const { row, caller } = made
  return sql`insert into ${events} (subject_kind, subject_id, version, event, status, actor_kind, actor_id, actor_name, at, recorded_at, op)
    select 'request', id, version, 'open', status, 'person', ${caller.id}, ${caller.name}, ${row.openedAt}, ${row.openedAt}, ${made.op}
    from ${requests} where ${fence(made)}`
}
