import type { Client, InStatement, Row } from '@libsql/client'
import { getTableColumns, sql, type SQL, type Table } from 'drizzle-orm'
import { Refusal } from '../http/refusal.ts'
import { rendered } from './render.ts'

/** All that our code may do with a database: ask several questions in one round trip, with the mode named. */
export type Db = Pick<Client, 'batch'>

/** One statement and how its rows are read. */
export interface Question<T> {
  readonly statement: InStatement
  readonly read: (rows: readonly Row[]) => T
}
/** What a batch of these questions answers. */
export type Answers<Q extends readonly Question<unknown>[]> = {
  [K in keyof Q]: Q[K] extends Question<infer T> ? T : never
}

/** All rows. `T` is what the statement selects: columns named by `columnsOf` or an alias in camelCase. */
export function rows<T>(query: SQL): Question<readonly T[]> {
  return ask(query, (found) => found as unknown as readonly T[])
}

/** The first row, or `null`. */
export function row<T>(query: SQL): Question<T | null> {
  return ask(query, (found) => (found[0] as unknown as T | undefined) ?? null)
}

/** A write whose answer nobody reads: what it did is read by a later question of the same batch. */
export function write(query: SQL): Question<null> {
  return ask(query, () => null)
}

/** Asks nothing. */
export const none: Question<null> = { statement: { sql: 'select 1', args: [] }, read: () => null }

function ask<T>(query: SQL, read: (rows: readonly Row[]) => T): Question<T> {
  const { sql: text, params } = rendered(query)
  return { statement: { sql: text, args: params as never[] }, read }
}

const lists = new WeakMap<Table, Map<string, SQL>>()

/** `"t"."account_id" as "accountId", …`: every column of `table`, or the ones named. Written out once. */
export function columnsOf<T extends Table>(table: T, ...names: (keyof T['_']['columns'] & string)[]): SQL {
  const known = lists.get(table) ?? new Map<string, SQL>()
  lists.set(table, known)
  const name = names.join()
  const list = known.get(name) ?? sql.raw(rendered(listOf(table, names)).sql)
  known.set(name, list)
  return list
}

function listOf(table: Table, names: readonly string[]): SQL {
  const columns = Object.entries(getTableColumns(table)).filter(
    ([name]) => !names.length || names.includes(name),
  )
  return sql.join(
    columns.map(([name, column]) => sql`${column} as ${sql.identifier(name)}`),
    sql`, `,
  )
}

/**
 * One round trip. `read` opens a read transaction only; `write` is BEGIN IMMEDIATE, all or nothing. Drizzle's own
 * batch names no mode and would be deferred: writers would then fail with SQLITE_BUSY (ENGINE 3).
 * Throws the refusal `unreachable` when the database does not answer, or its answer is lost.
 */
export async function batch<const Q extends readonly Question<unknown>[]>(
  db: Db,
  mode: 'read' | 'write',
  questions: Q,
): Promise<Answers<Q>> {
  const results = await db
    .batch(
      questions.map((question) => question.statement),
      mode,
    )
    .catch(rethrow)
  return questions.map((question, i) => question.read(results[i]!.rows)) as Answers<Q>
}

/** Whether all of this holds now: a read, which waits for no writer. */
export async function stands(db: Db, guards: readonly SQL[]): Promise<boolean> {
  if (guards.length === 0) return true
  const [found] = await batch(db, 'read', [
    row<{ n: number }>(sql`select 1 as n where ${sql.join([...guards], sql` and `)}`),
  ])
  return found !== null
}

function rethrow(error: unknown): never {
  const code = (error as { code?: unknown }).code
  if (typeof code === 'string' && code.startsWith('SQLITE')) throw error
  throw new Refusal('unreachable', { n: '5' }, { retryAfterSeconds: 5 }, { cause: error })
}
