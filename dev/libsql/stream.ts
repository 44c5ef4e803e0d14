import type { Trace } from './calls.ts'
import { holds } from './conditions.ts'
import type { Connection, Connections } from './connections.ts'
import { HranaError, streamClosed } from './hrana-error.ts'
import { scriptWrites, traitsOf, type SqlTraits } from './sql.ts'
import { describeStatement, runScript, runStatement } from './statement.ts'
import { bindingsOf } from './values.ts'
import type { Batch, BatchResult, DescribeResult, SqlRef, Stmt, StmtResult } from './wire.ts'
import type { Writers } from './writers.ts'

export interface Engine {
  connections: Connections
  writers: Writers
}

/** One Hrana stream: a connection, the texts stored on it, and at most one open transaction. */
export class Stream {
  readonly #engine: Engine
  readonly #texts = new Map<number, string>()
  #connection: Connection
  #readOnly = false
  #closed = false
  /** Where this pipeline's statements are noted. */
  trace: Trace

  constructor(engine: Engine, trace: Trace) {
    this.#engine = engine
    this.#connection = engine.connections.take()
    this.trace = trace
  }

  get closed(): boolean {
    return this.#closed
  }

  get autocommit(): boolean {
    return !this.#connection.db.inTransaction
  }

  storeSql(id: number, sql: string): void {
    this.#texts.set(id, sql)
  }

  closeSql(id: number): void {
    this.#texts.delete(id)
  }

  async execute(stmt: Stmt): Promise<StmtResult> {
    const { sql, traits } = this.#single(stmt)
    const prepared = { sql, traits, bindings: bindingsOf(stmt), wantRows: stmt.want_rows }
    return this.#run(sql, traits.writes, () => {
      const connection = this.#connection
      if (traits.explains) connection.stuck = true
      if (traits.marksConnection) connection.marked = true
      const result = runStatement(connection, prepared)
      if (traits.beginsReadOnly) this.#readOnly = true
      return result
    })
  }

  async batch({ steps }: Batch): Promise<BatchResult> {
    const result: BatchResult = { step_results: [], step_errors: [] }
    for (const [at, { condition, stmt }] of steps.entries()) {
      result.step_results[at] = null
      result.step_errors[at] = null
      if (condition && !holds(condition, result, () => this.autocommit)) continue
      await this.execute(stmt).then(
        (done) => (result.step_results[at] = done),
        (error: unknown) => (result.step_errors[at] = asWire(error)),
      )
    }
    return result
  }

  async sequence(ref: SqlRef): Promise<void> {
    const sql = this.#textOf(ref)
    await this.#run(sql, scriptWrites(sql), () => {
      // A script may hold anything, so nobody else gets its connection.
      this.#connection.marked = true
      runScript(this.#connection, sql)
    })
  }

  describe(ref: SqlRef): DescribeResult {
    const { sql, traits } = this.#single(ref)
    return describeStatement(this.#connection, sql, traits)
  }

  /** Rolls back what is open and lets go of lock, place in the queue and connection. May be called at any time. */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#engine.connections.giveBack(this.#connection)
    this.#engine.writers.leave(this)
  }

  /** From the moment the lock is held until `work` is done nothing is awaited. */
  async #run<T>(sql: string, writes: boolean, work: () => T): Promise<T> {
    if (this.#closed) throw streamClosed()
    this.trace.sqls.push(sql)
    if (writes) await this.#enterWriters()
    try {
      return work()
    } finally {
      this.#settle()
    }
  }

  async #enterWriters(): Promise<void> {
    const { writers } = this.#engine
    // The embedded engine takes BEGIN … READONLY and then lets it write all the same.
    if (this.#readOnly) throw new HranaError('SQLITE_READONLY', 'The transaction is read-only')
    if (writers.holds(this)) return
    await writers.enter(this)
    this.trace.tookWriteLock()
  }

  #settle(): void {
    if (!this.autocommit) return
    this.#readOnly = false
    this.#engine.writers.leave(this)
    if (!this.#connection.stuck) return
    this.#engine.connections.giveBack(this.#connection)
    this.#connection = this.#engine.connections.take()
  }

  #single(ref: SqlRef): { sql: string; traits: SqlTraits } {
    const sql = this.#textOf(ref)
    const traits = traitsOf(sql)
    if (traits.statements === 0)
      throw new HranaError('SQL_NO_STATEMENT', 'SQL string does not contain any statement')
    if (traits.statements > 1)
      throw new HranaError('SQL_MANY_STATEMENTS', 'SQL string contains more than one statement')
    return { sql, traits }
  }

  #textOf({ sql, sql_id: id }: SqlRef): string {
    const text = sql ?? this.#texts.get(id ?? NaN)
    if (text === undefined)
      throw new HranaError('SQL_NOT_FOUND', `SQL text ${id} is not stored on this stream`)
    return text
  }
}

/** The wire form of a failure of the statement; any other failure is ours and goes on. */
export function asWire(error: unknown): { message: string; code: string } {
  if (error instanceof HranaError) return { message: error.message, code: error.code }
  throw error
}
