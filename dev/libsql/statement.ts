import Database from 'libsql'
import type { Connection } from './connections.ts'
import { HranaError } from './hrana-error.ts'
import type { SqlTraits } from './sql.ts'
import { toWire, type Bindings, type SqlValue } from './values.ts'
import type { Column, DescribeResult, StmtResult } from './wire.ts'

export interface Prepared {
  sql: string
  traits: SqlTraits
  bindings: Bindings
  wantRows: boolean
}

/** Runs one statement to its end. Everything in here is synchronous. */
export function runStatement(connection: Connection, prepared: Prepared): StmtResult {
  return asHrana(connection, () => {
    const statement = connection.db.prepare(prepared.sql)
    const columns = statement.columns()
    if (columns.length === 0) return noRows(statement.run(prepared.bindings))
    const rows = statement.raw().all(prepared.bindings) as SqlValue[][]
    return {
      cols: columns.map(asColumn),
      rows: prepared.wantRows ? rows.map((row) => row.map(toWire)) : [],
      // `.all()` gives no counts, and RETURNING needs them.
      ...(prepared.traits.writes ? countsOf(connection) : noCounts),
    }
  })
}

/** Runs a whole script; as in sqld, what came before a failing statement stays. */
export function runScript(connection: Connection, sql: string): void {
  asHrana(connection, () => connection.db.exec(sql))
}

export function describeStatement(connection: Connection, sql: string, traits: SqlTraits): DescribeResult {
  return asHrana(connection, () => ({
    params: traits.parameters.map((name) => ({ name })),
    cols: connection.db.prepare(sql).columns().map(asColumn),
    is_explain: traits.explains,
    is_readonly: !traits.writes,
  }))
}

type Counts = Pick<StmtResult, 'affected_row_count' | 'last_insert_rowid'>

const noCounts: Counts = { affected_row_count: 0, last_insert_rowid: null }

function noRows({ changes, lastInsertRowid }: Database.RunResult): StmtResult {
  return { cols: [], rows: [], affected_row_count: changes, last_insert_rowid: String(lastInsertRowid) }
}

function countsOf({ db }: Connection): Counts {
  const [row] = db.prepare('select changes(), last_insert_rowid()').raw().all() as [[bigint, bigint]]
  return { affected_row_count: Number(row[0]), last_insert_rowid: String(row[1]) }
}

function asColumn({ name, type }: Database.ColumnDefinition): Column {
  return { name, decltype: type }
}

function asHrana<T>(connection: Connection, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof Database.SqliteError)) throw error
    // A statement that was refused a lock is never reset by the engine's wrapper.
    if (error.code.startsWith('SQLITE_BUSY')) connection.stuck = true
    throw new HranaError(error.code, `SQLite error: ${error.message}`)
  }
}
