import { sql, type SQL } from 'drizzle-orm'
import {
  arrive,
  next,
  running,
  waiting,
  type LifecycleEvent,
  type Status,
} from '../../schema/contract/lifecycle.ts'
import { decisions, requests } from '../../schema/tables/requests.ts'
import { events } from '../../schema/tables/audit.ts'
import { waitsForOf } from '../policy.ts'
import { batch, columnsOf, row, write, type Db, type Question } from './batch.ts'
import { replied } from './replies.ts'
import { told } from './telling.ts'

export type RequestRow = Omit<typeof requests.$inferSelect, 'status'> & { status: Status }
export type DecisionRow = typeof decisions.$inferSelect

/** Who did it: a person, a rule of an Admin's, the keeper speaking for AWS, or the clock. */
export type Actor =
  | { readonly kind: 'person'; readonly id: string; readonly name: string }
  | { readonly kind: 'rule'; readonly id: null; readonly name: string }
  | { readonly kind: 'aws' | 'clock'; readonly id: null; readonly name: null }

export interface Advance {
  /** The row as it was read; its status and version are the compare of the compare-and-set. */
  readonly from: Pick<RequestRow, 'id' | 'status' | 'version'>
  readonly event: LifecycleEvent
  /** The event that follows at once in the same transaction; the status between is passed through. */
  readonly followedBy?: LifecycleEvent
  readonly actor: Actor
  /** When it happened. `recordedAt` is when it is written down. */
  readonly at: number
  readonly recordedAt: number
  /** The fence of this operation, new for each attempt. */
  readonly op: string
  readonly comment?: string | null
  readonly detail?: Readonly<Record<string, unknown>>
  /** Columns that change with the status. */
  readonly set?: Changes
  /** More that must hold at the instant of the write: the versions of the facts the decision rested on. */
  readonly guards?: readonly SQL[]
  readonly decision?: Omit<DecisionRow, 'requestId' | 'at'>
  /** People to tell that something of theirs changed. */
  readonly tell?: readonly string[]
  readonly reply?: { actorId: string; route: string; key: string; bodyHash: string }
}

/** Everything but what an advance itself writes. */
export type Changes = Partial<
  Record<Exclude<keyof RequestRow, 'id' | 'status' | 'version' | 'lastOp'>, string | number | null>
>

export interface Advanced {
  readonly done: boolean
  /** The row as it is now, the winner's if we lost. */
  readonly row: RequestRow | null
}

/**
 * The only writer of a status. Compare-and-set fenced by `op`: when the row moved meanwhile, or a guard no longer holds,
 * nothing is written and the answer shows who was first, in the same round trip (ENGINE 3).
 * Throws on an event that means nothing in that status: the caller should have looked.
 */
export async function advance(db: Db, move: Advance): Promise<Advanced> {
  const answers = await batch(db, 'write', advanceQuestions(move))
  const now = answers.at(-1) as unknown as RequestRow | null
  return { done: now?.lastOp === move.op, row: now }
}

/**
 * `main`, and only with it `others`: rows that must move in the same instant. Each other is guarded by `main`'s fence,
 * and `main` by the others' versions, so that all move or none does.
 */
export async function advanceAll(db: Db, main: Advance, others: readonly Advance[]): Promise<Advanced> {
  if (others.length === 0) return advance(db, main)
  const unmoved = others.map(
    ({ from }) =>
      sql`exists (select 1 from ${requests} o where o.id = ${from.id} and o.version = ${from.version})`,
  )
  const led = sql`exists (select 1 from ${requests} m where m.id = ${main.from.id} and m.last_op = ${main.op})`
  const first = advanceQuestions({ ...main, guards: [...(main.guards ?? []), ...unmoved] })
  const rest = others.flatMap((other) =>
    advanceQuestions({ ...other, guards: [...(other.guards ?? []), led] }),
  )
  const answers = await batch(db, 'write', [...first, ...rest])
  const now = answers[first.length - 1] as unknown as RequestRow | null
  return { done: now?.lastOp === main.op, row: now }
}

/** The statements of one advance, for a caller that moves several rows in one batch. The last one reads the row. */
export function advanceQuestions(move: Advance): Question<unknown>[] {
  const to = arrivalOf(move)
  if (to === null) throw new Error(`${move.event} means nothing in ${move.from.status}`)
  const stands = sql`exists (select 1 from ${requests} where ${fence(move)})`
  const beside = { id: move.from.id, at: move.recordedAt, where: stands }
  return [
    write(compareAndSet(move, to.status)),
    write(eventOf(move, to)),
    ...(move.decision ? [write(decisionOf(move, move.decision))] : []),
    ...told({ op: move.op, receivers: move.tell ?? [], kind: 'changed', ...beside }),
    ...(move.reply ? replied(move.reply, { actorId: move.reply.actorId, ...beside }) : []),
    write(sql`insert into must select (select count(*) from ${requests} where ${fence(move)})
      = (select count(*) from ${events} where ${events.subjectKind} = 'request' and ${events.subjectId} = ${move.from.id}
        and ${events.version} = ${move.from.version + 1} and ${events.op} = ${move.op})`),
    row<RequestRow>(
      sql`select ${columnsOf(requests)} from ${requests} where ${requests.id} = ${move.from.id}`,
    ),
  ]
}

function arrivalOf({ from, event, followedBy }: Advance): { status: Status; through?: Status } | null {
  const first = arrive(from.status, event)
  if (first === null || followedBy === undefined) return first
  const last = next(first.status, followedBy)
  return last === null ? null : { status: last, through: first.status }
}

/** True for the row this operation wrote, and for nothing else. */
function fence(move: Advance): SQL {
  return sql`${requests.id} = ${move.from.id} and ${requests.lastOp} = ${move.op}`
}

function compareAndSet(move: Advance, status: Status): SQL {
  const set = { ...whereOver(status), ...move.set, ...columnsThatFollow(status) }
  const assignments = Object.entries(set).map(
    ([name, value]) => sql`${sql.identifier(requests[name as keyof RequestRow].name)} = ${value}`,
  )
  const guards = (move.guards ?? []).map((guard) => sql` and ${guard}`)
  return sql`update ${requests} set status = ${status}, version = version + 1, last_op = ${move.op}${sql.join(
    assignments.map((assignment) => sql`, ${assignment}`),
  )} where ${requests.id} = ${move.from.id} and ${requests.version} = ${move.from.version}
    and ${requests.status} = ${move.from.status}${sql.join(guards)}`
}

/** What is over is due at no time, but for a word that its keeper has to hear. */
function whereOver(status: Status): Pick<Changes, 'dueAt'> {
  return isOver(status) ? { dueAt: null } : {}
}

function isOver(status: Status): boolean {
  return !waiting.has(status) && !running.has(status)
}

/** What a status says about the columns that lists and the sweep walk, so that no caller can forget one. */
function columnsThatFollow(status: Status): Partial<Record<keyof RequestRow, string | number | null>> {
  return {
    waitsFor: waitsForOf(status),
    live: running.has(status) ? 1 : 0,
    ...(waiting.has(status) ? {} : { remindAt: null }),
  }
}

function eventOf(move: Advance, to: { status: Status; through?: Status }): SQL {
  const { actor } = move
  return sql`insert into ${events} (subject_kind, subject_id, version, event, status, through, actor_kind, actor_id, actor_name, comment, at, recorded_at, op, detail)
    select 'request', id, version, ${move.event}, ${to.status}, ${to.through ?? null}, ${actor.kind}, ${actor.id}, ${actor.name},
      ${move.comment ?? null}, ${move.at}, ${move.recordedAt}, ${move.op}, ${move.detail ? JSON.stringify(move.detail) : null}
    from ${requests} where ${fence(move)}`
}

function decisionOf(move: Advance, made: NonNullable<Advance['decision']>): SQL {
  return sql`insert into ${decisions} (request_id, level, person_id, person_name, verdict, comment, granted_s, digest, at)
    select id, ${made.level}, ${made.personId}, ${made.personName}, ${made.verdict}, ${made.comment}, ${made.grantedS}, ${made.digest}, ${move.at}
    from ${requests} where ${fence(move)}`
}
